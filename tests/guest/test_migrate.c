/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Threads that are taken from one processor to another wherever an interrupt finds them: between the
 * two instructions in which a blob learns where it runs and touches what is there, too. Then one
 * processor's flag would be another's. Expected: each sees its own, wherever it goes on.
 */
#include "kernel.h"
#include "groups.h"

#define MOST_HZ 2000
#define RUN_US 300000
#define MOST_US 30000000 /* on a busy machine */
#define MOVES 200
#define READS 50
#define EACH 2 /* threads to a processor: one alone is never switched away from */

static uint64_t end, last_end;
static volatile uint32_t moves;

static void wander(void *arg)
{
	uint32_t bad = 0, mask, i;
	struct cpu *last = NULL;

	(void)arg;
	while (vmi_GetCycleCounter(0) < (moves < MOVES ? last_end : end)) {
		/* With them on is when it is taken away; with them off the others have something else to see. */
		for (i = 0; i < READS; i++)
			bad += !irqs_on();
		vmi_DisableInterrupts();
		for (i = 0; i < READS; i++)
			bad += irqs_on();
		if (this_cpu() != last)
			atomic_add(&moves, 1);
		last = this_cpu();
		vmi_EnableInterrupts();
		mask = irq_save();
		bad += irqs_on();
		bad += vmi_GetCR3() != virt_to_phys(kernel_aspace.root);
		irq_restore(mask);
		bad += !irqs_on();
	}
	thread_exit(bad);
}

static void fast_tick(void *arg)
{
	timer_start(*(unsigned int *)arg);
}

static void set_ticks(unsigned int hz)
{
	fast_tick(&hz);
	cpu_call_others(fast_tick, &hz);
}

void test_migrate(void)
{
	struct thread *t[MAX_CPUS * EACH];
	uint32_t i, bad = 0;

	if (nr_cpus < 2) {
		tap_skip("one processor", "threads that change processors");
		return;
	}
	moves = 0;
	end = vmi_GetCycleCounter(0) + RUN_US * cycles_per_us();
	last_end = end + MOST_US * cycles_per_us();
	set_ticks(timer_affordable_hz(MOST_HZ));
	for (i = 0; i < nr_cpus * EACH; i++) {
		t[i] = thread_create("wander", cpus[i % nr_cpus], wander, NULL);
		t[i]->wanders = UINT32_MAX;
		thread_run(t[i]);
	}
	for (i = 0; i < nr_cpus * EACH; i++)
		bad += thread_join(t[i]);
	set_ticks(HZ);
	tap_eq(bad, 0, "the flag of a thread that changes processors is where it is");
	tap_ok(moves >= MOVES, "it changes them: %u times", moves);
}
