/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a blob promises about its way to the platform below it: never a hypercall
 * for what memory can answer, one for a context switch, batches for page tables
 * (docs/xen-answers.md).  PlatformCalls counts; what it may grow by is the expectation.
 * A blob that goes nowhere has nothing to promise.
 */
#include "kernel.h"
#include "groups.h"

#define ROUNDS 100
#define BATCH 64 /* updates that one hypercall takes at least */
#define ENTRIES 200

static volatile bool stop;
static uint32_t before;

static void start(void)
{
	before = vmi_PlatformCalls();
}

/* Ends what start began. */
static void at_most(uint32_t most, const char *what)
{
	uint32_t calls = vmi_PlatformCalls() - before;

	if (!tap_ok(calls <= most, "%s: at most %u platform calls", what, most))
		tap_note("  %u calls", calls);
}

static void check_flags(void)
{
	uint32_t i;

	start();
	for (i = 0; i < ROUNDS; i++)
		vmi_DisableInterrupts();
	at_most(0, "DisableInterrupts");
	/* Nothing is pending: no alarm is set. */
	start();
	for (i = 0; i < ROUNDS; i++) {
		vmi_EnableInterrupts();
		vmi_DisableInterrupts();
	}
	at_most(0, "EnableInterrupts, nothing pending");
	vmi_EnableInterrupts();
	start();
	for (i = 0; i < ROUNDS; i++)
		irq_restore(irq_save());
	at_most(0, "saving and restoring the interrupt flag");
}

static void check_registers(void)
{
	uint32_t i;

	start();
	for (i = 0; i < ROUNDS; i++) {
		vmi_SetCR2(i);
		vmi_GetCR2();
		vmi_GetCR3();
		vmi_GetCR0();
		vmi_GetCR4();
	}
	at_most(0, "CR2, and reading CR0, CR3 and CR4");
	start();
	for (i = 0; i < ROUNDS; i++) {
		vmi_GetCycleCounter(0);
		vmi_GetCycleFrequency();
		vmi_GetWallclockTime();
		vmi_WallclockUpdated();
	}
	at_most(0, "reading time");
}

static void partner(void *arg)
{
	(void)arg;
	while (!stop)
		schedule();
}

/* This thread and another by turns; as: the other's address space or NULL. */
static void check_switch(struct aspace *as, const char *what)
{
	struct thread *t = thread_create("partner", this_cpu(), partner, NULL);
	uint32_t switches, i;

	t->aspace = as;
	stop = false;
	thread_run(t);
	/* The first time an address space is loaded its root is new to the platform. */
	for (i = 0; i < 4; i++)
		schedule();
	switches = this_cpu()->switches;
	start();
	for (i = 0; i < ROUNDS; i++)
		schedule();
	at_most(this_cpu()->switches - switches, what);
	stop = true;
	thread_join(t);
}

/* What a switch between threads under a debugger, and with ports, has to change. */
static void check_rare(void)
{
	uint32_t i;

	start();
	vmi_SetLazyMode(VMI_LAZY_CPU);
	kernel_stack_set(this_cpu(), current_thread()->sp0);
	vmi_SetIOPLMask(0);
	for (i = 0; i < 4; i++)
		vmi_SetDR(i, (uint32_t)&before);
	vmi_SetDR(7, 0x400);
	vmi_SetLazyMode(VMI_LAZY_NONE);
	at_most(1, "kernel stack, I/O level and debug registers in a switch");
	vmi_SetLazyMode(VMI_LAZY_CPU);
	vmi_SetDR(0, 0x1234);
	tap_eq(vmi_GetDR(0), 0x1234, "a debug register reads back at once in a section for processor state");
	vmi_SetLazyMode(VMI_LAZY_NONE);
	for (i = 0; i < 4; i++)
		vmi_SetDR(i, 0);
}

/* Entries of the window that tests may map, which has its page tables. */
static pte_t *entry(uint32_t i)
{
	return pte_find(&kernel_aspace, WINDOW_BASE + i * PAGE_SIZE, false);
}

static void write_entries(uint32_t n, pte_t e)
{
	uint32_t i;

	for (i = 0; i < n; i++)
		pte_set(&kernel_aspace, entry(i), e, WINDOW_BASE + i * PAGE_SIZE, VMI_PAGE_PT);
}

static void check_batches(void)
{
	uint32_t frame = frame_alloc(), mask = irq_save();
	pte_t e = pte_make(frame, PTE_P | PTE_W | PTE_A | PTE_D);

	start();
	vmi_SetLazyMode(VMI_LAZY_MMU);
	write_entries(BATCH - 1, 0);
	at_most(0, "63 entry writes inside a lazy section");
	vmi_SetLazyMode(VMI_LAZY_NONE);
	at_most(1, "and its end");
	start();
	vmi_SetLazyMode(VMI_LAZY_MMU);
	write_entries(ENTRIES, e);
	vmi_SetLazyMode(VMI_LAZY_NONE);
	at_most((ENTRIES + BATCH - 1) / BATCH + 1, "200 entry writes in a lazy section, with its end");
	tap_ok(pte_get(entry(0)) == e && pte_get(entry(ENTRIES - 1)) == e, "the first and the last have arrived");
	start();
	vmi_SetLazyMode(VMI_LAZY_MMU);
	vmi_SetLazyMode(VMI_LAZY_NONE);
	at_most(0, "an empty lazy section");
	write_entries(ENTRIES, 0);
	vmi_FlushTLB(VMI_FLUSH_TLB | VMI_FLUSH_GLOBAL);
	irq_restore(mask);
	frame_put(frame);
}

/* Else nothing here could fail: the counter counts. */
static void check_counter(void)
{
	uint32_t i;

	start();
	for (i = 0; i < ROUNDS; i++)
		vmi_FlushTLB(VMI_FLUSH_TLB);
	tap_ok(vmi_PlatformCalls() - before >= ROUNDS, "FlushTLB goes to the platform, and is counted");
}

void test_platform(void)
{
	struct aspace *as;

	if (cpu_is_ours()) {
		tap_skip("the processor is ours: most calls have no platform to ask", "platform calls");
		return;
	}
	as = aspace_user(1);
	preempt_disable();
	timer_stop();
	/* The counter is for all processors, and the others have timers, too. */
	cpus_hold();
	check_counter();
	check_flags();
	check_registers();
	check_switch(NULL, "a switch of threads");
	check_switch(as, "a switch of address spaces");
	check_rare();
	check_batches();
	cpus_release();
	timer_start(HZ);
	preempt_enable();
	aspace_destroy(as);
}
