/* SPDX-License-Identifier: GPL-2.0-only */
/* Start of processors, calls between them, holding them. */
#include "kernel.h"
#include <vmi/ap_state.h>
#include "options.h"

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

	linear_mapping_tell();
	cpu_load(cpu);
	syscall_init(cpu);
	platform->cpu_init();
	cpu->online = true;
	vmi_EnableInterrupts();
	timer_start(HZ);
	idle_loop();
}

static bool cpu_start(unsigned int id, uint32_t apic_id)
{
	struct thread *t = thread_init(pages_alloc(STACK_SIZE / PAGE_SIZE), "idle");
	struct cpu *cpu = cpu_create(id, apic_id, t);
	struct vmi_ap_state state;
	unsigned int ms;

	cpu->aspace = &kernel_aspace;
	gdt_fill(cpu);
	ap_state_fill(&state, cpu, ap_main);
	if (options.conform && probe_start_processor(&state, apic_id, &cpu->online))
		return true;
	vmi_SetInitialAPState((vmi_word_t)&state, apic_id);
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
	vmi_word_t flags;

	cpus_hold();
	asm volatile("pushf; pop %0; cli" : "=r"(flags) : : "memory");
	run(job);
	asm volatile("push %0; popf" : : "r"(flags) : "memory", "cc");
	cpus_release();
}

static void inval(void *arg)
{
	vmi_InvalPage((vmi_word_t)arg);
}

static void flush(void *arg)
{
	(void)arg;
	vmi_FlushTLB(VMI_FLUSH_TLB | VMI_FLUSH_GLOBAL);
}

void shootdown_page(vmi_word_t va)
{
	vmi_InvalPage(va);
	cpu_call_others(inval, (void *)va);
}

void shootdown_all(void)
{
	flush(NULL);
	cpu_call_others(flush, NULL);
}
