/* SPDX-License-Identifier: GPL-2.0-only */
/* Start of processors, calls between them, holding them. */
#include "kernel.h"
#include "options.h"

/* The parameter of SetInitialAPState (VMI.md). */
struct ap_state {
	uint32_t cr0, cr2, cr3, cr4;
	uint64_t efer;
	uint32_t eip, eflags, eax, ebx, ecx, edx, esp, ebp, esi, edi;
	uint16_t cs, ss, ds, es, fs, gs, ldtr, gdtr_limit;
	uint32_t gdtr_base, idtr_base;
	uint16_t idtr_limit, reserved;
} __attribute__((packed));
_Static_assert(sizeof(struct ap_state) == 92, "ap_state");

static struct spinlock call_lock;
static void (*volatile call_fn)(void *arg);
static void *volatile call_arg;
static volatile uint32_t call_pending;
static volatile uint32_t held;
static volatile bool hold;

static void ap_main(void) NORETURN;

static void ap_main(void)
{
	struct cpu *cpu = this_cpu();

	vmi_SetLinearMapping(0, KERNEL_BASE, platform->memory_end >> PAGE_SHIFT, 0);
	cpu_load(cpu);
	syscall_init(cpu);
	platform->cpu_init();
	cpu->online = true;
	vmi_EnableInterrupts();
	timer_start(HZ);
	idle_loop();
}

static void fill_state(struct ap_state *s, struct cpu *cpu)
{
	memset(s, 0, sizeof(*s));
	s->cr0 = vmi_GetCR0();
	s->cr3 = virt_to_phys(kernel_aspace.root);
	s->cr4 = vmi_GetCR4();
	s->efer = nx_on() ? EFER_NX : 0;
	s->eip = (uint32_t)ap_main;
	s->eflags = 2;
	s->esp = cpu->idle->esp0 - 16;
	s->cs = SEL_KERNEL_CS | kernel_rpl;
	s->ss = SEL_KERNEL_DS | kernel_rpl;
	s->ds = s->es = SEL_KERNEL_DS;
	s->fs = SEL_PERCPU;
	s->gdtr_limit = NR_GDT * 8 - 1;
	s->gdtr_base = (uint32_t)cpu->gdt;
	s->idtr_limit = NR_IDT * 8 - 1;
	s->idtr_base = (uint32_t)idt;
}

static bool cpu_start(unsigned int id, uint32_t apic_id)
{
	struct thread *t = thread_init(pages_alloc(STACK_SIZE / PAGE_SIZE), "idle");
	struct cpu *cpu = cpu_create(id, apic_id, t);
	struct ap_state state;
	unsigned int ms;

	cpu->aspace = &kernel_aspace;
	gdt_fill(cpu);
	fill_state(&state, cpu);
	if (options.conform && probe_start_processor(&state, apic_id, &cpu->online))
		return true;
	vmi_SetInitialAPState((uint32_t)&state, apic_id);
	for (ms = 0; ms < 1000 && !cpu->online; ms++)
		delay_us(1000);
	return cpu->online;
}

void cpus_start(unsigned int max)
{
	uint32_t apic_ids[MAX_CPUS];
	unsigned int i, n = platform->cpus(apic_ids, MAX_CPUS);

	cpus[0]->apic_id = apic_ids[0];
	for (i = 1; i < n && i < max; i++) {
		if (!cpu_start(i, apic_ids[i]))
			panic(NULL, "processor %u does not start", i);
		nr_cpus = i + 1;
	}
}

void cpu_call_receive(void)
{
	call_fn(call_arg);
	barrier();
	atomic_add(&call_pending, -1);
}

void cpu_call_begin(void (*fn)(void *arg), void *arg, uint32_t count)
{
	/* Interrupts stay on: the holder may be calling us. */
	while (atomic_swap(&call_lock.locked, 1))
		cpu_relax();
	call_fn = fn;
	call_arg = arg;
	call_pending = count;
}

void cpu_call_end(void)
{
	while (call_pending)
		cpu_relax();
	call_lock.locked = 0;
	preempt_enable();
}

void cpu_call_again(unsigned int id)
{
	atomic_add(&call_pending, 1);
	platform->send_ipi(cpus[id]->apic_id, VEC_CALL);
}

void cpu_call(unsigned int id, void (*fn)(void *arg), void *arg)
{
	preempt_disable();
	cpu_call_begin(fn, arg, 1);
	platform->send_ipi(cpus[id]->apic_id, VEC_CALL);
	cpu_call_end();
}

static void send_to_others(void)
{
	unsigned int i;

	for (i = 0; i < nr_cpus; i++)
		if (cpus[i] != this_cpu())
			platform->send_ipi(cpus[i]->apic_id, VEC_CALL);
}

void cpu_call_others(void (*fn)(void *arg), void *arg)
{
	preempt_disable();
	cpu_call_begin(fn, arg, nr_cpus - 1);
	send_to_others();
	cpu_call_end();
}

/* No call site in here: they may be changing. */
static void wait_held(void *arg)
{
	uint32_t eax = 0, ecx = 0;

	(void)arg;
	asm volatile("lock incl %0" : "+m"(held));
	while (hold)
		asm volatile("pause" : : : "memory");
	/* What was fetched ahead may be old text (SDM vol. 3, 8.1.3). */
	asm volatile("cpuid" : "+a"(eax), "+c"(ecx) : : "ebx", "edx", "memory");
	asm volatile("lock decl %0" : "+m"(held));
}

void cpus_hold(void)
{
	preempt_disable();
	cpu_call_begin(wait_held, NULL, nr_cpus - 1);
	hold = true;
	send_to_others();
	while (held != nr_cpus - 1)
		asm volatile("pause" : : : "memory");
}

void cpus_release(void)
{
	hold = false;
	cpu_call_end();
}

/* Interrupts off by no call site. */
void cpus_run_alone(vmi_run_fn *run, void *job)
{
	uint32_t eflags;

	cpus_hold();
	asm volatile("pushf; pop %0; cli" : "=r"(eflags) : : "memory");
	run(job);
	asm volatile("push %0; popf" : : "r"(eflags) : "memory", "cc");
	cpus_release();
}

static void inval(void *arg)
{
	vmi_InvalPage((uint32_t)arg);
}

static void flush(void *arg)
{
	(void)arg;
	vmi_FlushTLB(VMI_FLUSH_TLB | VMI_FLUSH_GLOBAL);
}

void shootdown_page(uint32_t va)
{
	vmi_InvalPage(va);
	cpu_call_others(inval, (void *)va);
}

void shootdown_all(void)
{
	flush(NULL);
	cpu_call_others(flush, NULL);
}
