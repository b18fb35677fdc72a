/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Operations by the calls, against the same ones written by hand for the platform below,
 * in one run and by one counter.  Where nothing is below there is nothing to compare.
 */
#include "bench.h"
#include "groups.h"

#define ROUNDS 200
#define RW (PTE_P | PTE_W | PTE_A | PTE_D)
#define PARENT_PAGES 64

static struct bench_world world;
static uint32_t turn;

static void nothing(void)
{
}

static void irq_off_on(void)
{
	vmi_DisableInterrupts();
	vmi_EnableInterrupts();
}

static void irq_save_and_restore(void)
{
	irq_restore(irq_save());
}

static void read_time(void)
{
	vmi_GetCycleCounter(0);
}

static void read_registers(void)
{
	vmi_GetCR2();
	vmi_GetCR3();
}

/* A page that is shared again each time, and written to. */
static void cow_fault(void)
{
	pte_t *p = pte_find(world.parent, world.parent_va, false);

	frame_put(pte_frame(pte_get(p)));
	frame_get(world.frame);
	pte_set_flush(world.parent, p, pte_make(world.frame, PTE_P | PTE_U | PTE_A | PTE_COW), world.parent_va);
	*(volatile uint32_t *)world.parent_va = 1;
}

/* What a switch to another thread tells the processor. */
static void switch_processor(void)
{
	uint64_t tls = desc_make(++turn << 12, 0xfff, DESC_DATA | DESC_DPL(3), DESC_BYTE_32);

	vmi_UpdateKernelStack(world.cpu->tss.ss0, world.cpu->tss.sp0);
	gdt_write(world.cpu->gdt, SEL_TLS / 8, tls);
	if (turn & 1)
		vmi_SetCR0(vmi_GetCR0() | CR0_TS);
	else
		vmi_CLTS();
}

static void switch_thread(void)
{
	vmi_SetLazyMode(VMI_LAZY_CPU);
	switch_processor();
	vmi_SetLazyMode(VMI_LAZY_NONE);
}

static void switch_process(void)
{
	vmi_SetLazyMode(VMI_LAZY_CPU);
	switch_processor();
	vmi_SetCR3(virt_to_phys(world.as[turn & 1]->root));
	vmi_SetLazyMode(VMI_LAZY_NONE);
}

static void load_cr3(void)
{
	vmi_SetCR3(virt_to_phys(world.as[++turn & 1]->root));
}

/* The flags say what is known by hand, too: where it is mapped, and that a flush follows. */
static void write_entry(uint32_t i, uint32_t flags)
{
	uint64_t e = pte_make(world.frame, RW);

	vmi_SetPxELong(e, e >> 32, (uint32_t)&world.entries[i],
		       VMI_PAGE_PT | VMI_PAGE_CURRENT_AS | flags | (WINDOW_BASE + i * PAGE_SIZE));
}

static void write_entries(uint32_t n)
{
	uint32_t i;

	for (i = 0; i < n; i++)
		write_entry(i, 0);
}

static void write_batch(uint32_t n)
{
	vmi_SetLazyMode(VMI_LAZY_MMU);
	write_entries(n);
	vmi_SetLazyMode(VMI_LAZY_NONE);
}

static void entry(void)
{
	write_entry(0, 0);
}

static void entry_and_flush(void)
{
	write_entry(0, VMI_PAGE_DEFER);
	vmi_InvalPage(WINDOW_BASE);
}

#define ENTRIES(n)                                                                                           \
	static void entries_##n(void)                                                                        \
	{                                                                                                    \
		write_batch(n);                                                                              \
	}
ENTRIES(8)
ENTRIES(64)
ENTRIES(65)
ENTRIES(200)
ENTRIES(256)
ENTRIES(512)

static void flush_page(void)
{
	vmi_InvalPage(WINDOW_BASE);
}

static void table_and_back(void)
{
	uint32_t frame = virt_to_phys(world.page) >> PAGE_SHIFT;

	vmi_AllocatePage(frame, VMI_PAGE_PT | VMI_PAGE_PAE | VMI_PAGE_ZEROED, 0, 0, 0);
	vmi_ReleasePage(frame, VMI_PAGE_PT | VMI_PAGE_PAE);
}

static void fork_and_exit(void)
{
	uint32_t i;

	/* As if it had written to all of them since the last fork. */
	vmi_SetLazyMode(VMI_LAZY_MMU);
	for (i = 0; i < world.parent_pages; i++) {
		uint32_t va = world.parent_va + i * PAGE_SIZE;
		pte_t *p = pte_find(world.parent, va, false);

		pte_set(world.parent, p, (pte_get(p) & ~(pte_t)PTE_COW) | PTE_W, va, VMI_PAGE_PT);
	}
	vmi_SetLazyMode(VMI_LAZY_NONE);
	aspace_destroy(aspace_fork(world.parent));
}

static void alarm_and_cancel(void)
{
	uint64_t t = vmi_GetCycleCounter(0) + 3600000000u * cycles_per_us();

	vmi_SetAlarm(platform->alarm_wiring(), t, t >> 32, 0, 0);
	vmi_CancelAlarm(platform->alarm_wiring());
}

/* bench_int.S: counts, and does nothing else. */
extern volatile uint32_t bench_received;
void bench_interrupt_entry(void);

/* To itself, received before it goes on. */
static void interrupt(void)
{
	uint32_t before = bench_received;

	vmi_EnableInterrupts();
	platform->send_ipi(world.cpu->apic_id, VEC_TEST);
	while (bench_received == before)
		barrier();
	vmi_DisableInterrupts();
}

/* bench_int.S: INT3 and back, by a handler that does nothing else. */
void bench_int(void);
void bench_int_entry(void);

static const struct bench_op ops[] = {
	{"nothing", nothing},
	{"irq_off_on", irq_off_on},
	{"irq_save_restore", irq_save_and_restore},
	{"trap_and_iret", bench_int},
	{"read_time", read_time},
	{"read_cr2_cr3", read_registers},
	{"cow_fault", cow_fault},
	{"switch_thread", switch_thread},
	{"switch_process", switch_process},
	{"load_cr3", load_cr3},
	{"entry", entry},
	{"entry_and_flush", entry_and_flush},
	{"flush_page", flush_page},
	{"entries_8", entries_8},
	{"entries_64", entries_64},
	{"entries_65", entries_65},
	{"entries_200", entries_200},
	{"entries_256", entries_256},
	{"entries_512", entries_512},
	{"table_and_back", table_and_back},
	{"fork_exit_64_pages", fork_and_exit},
	{"alarm_and_cancel", alarm_and_cancel},
	{"interrupt_to_self", interrupt},
};

static uint64_t cycles(void)
{
	uint64_t t;

	asm volatile("rdtsc" : "=A"(t) : : "memory");
	return t;
}

/* What doing nothing takes is taken off. */
static void measure(const char *who, const struct bench_op *op, uint32_t calls_before(void))
{
	static uint32_t empty;
	uint32_t i, calls, each;
	uint64_t t;

	op->run();
	calls = calls_before();
	t = cycles();
	for (i = 0; i < ROUNDS; i++)
		op->run();
	t = cycles() - t;
	calls = calls_before() - calls;
	each = div64(t, ROUNDS, NULL);
	if (op == ops)
		empty = each;
	tap_note("bench-%s %s %u %u.%02u", who, op->name, each - empty, calls / ROUNDS, calls % ROUNDS * 100 / ROUNDS);
}

/* Without the end of the lazy section, when they go out. */
static void measure_inside(void)
{
	uint32_t calls = vmi_PlatformCalls();
	uint64_t t;

	vmi_SetLazyMode(VMI_LAZY_MMU);
	t = cycles();
	write_entries(63);
	t = cycles() - t;
	calls = vmi_PlatformCalls() - calls;
	vmi_SetLazyMode(VMI_LAZY_NONE);
	tap_note("bench-op entries_63_inside %u %u.00", (uint32_t)t, calls);
}

static uint32_t ideal_calls(void)
{
	return *platform->ideal->calls;
}

static uint32_t our_calls(void)
{
	return vmi_PlatformCalls();
}

static void make_world(void)
{
	world.cpu = this_cpu();
	world.as[0] = aspace_create();
	world.as[1] = aspace_create();
	world.entries = pte_find(&kernel_aspace, WINDOW_BASE, true);
	world.frame = frame_alloc();
	world.page = pages_alloc(1);
	world.parent = aspace_user(PARENT_PAGES);
	world.parent_va = USER_STACK_TOP - PARENT_PAGES * PAGE_SIZE;
	world.parent_pages = PARENT_PAGES;
	aspace_load(world.parent);
}

void bench_ops(void)
{
	const struct bench_op *op;
	unsigned int i;

	if (!platform->ideal)
		return;
	/* The probes have left it on. */
	timer_stop();
	make_world();
	idt_gate(VEC_TEST, bench_interrupt_entry, 0);
	idt_gate(VEC_BP, bench_int_entry, 0);
	for (i = 0; i < ARRAY_SIZE(ops); i++)
		measure("op", &ops[i], our_calls);
	measure_inside();
	aspace_load(world.parent);
	platform->ideal->begin(&world);
	for (i = 0; i < ARRAY_SIZE(platform->ideal->ops); i++)
		for (op = platform->ideal->ops[i]; op->name; op++)
			measure("ideal", op, ideal_calls);
}
