/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Interrupts from another processor, while one does little but return.  An IRET that finds that one waits lets
 * it in, in the place of its frame.  What comes in between those two could find the frame still there, and each
 * such interrupt leave the stack deeper.  Expected: no handler's frame is below that of the IRET.
 */
#include "kernel.h"
#include "groups.h"
#include "options.h"

#define VEC_STORM (VEC_TEST + 4)
#define ROUNDS 1000		  /* in a row */
#define WANTED repeats(20000)	  /* interrupts */
#define MOST_US (options.brief ? 2000000 : 10000000)
#define NEAR 64 /* bytes below the IRET's frame in which an interrupt of its body has its own */

void storm_returns(uint32_t rounds);
void storm_disable(void);

uint32_t storm_frame;
static volatile uint32_t came, in_place, below;
static volatile bool over;

void storm_disable(void)
{
	vmi_DisableInterrupts();
}

static bool on_storm(struct regs *r)
{
	uint32_t frame = (uint32_t)&r->ip;

	came++;
	in_place += frame == storm_frame;
	below += frame < storm_frame && frame >= storm_frame - NEAR;
	platform->eoi(r->vector);
	return true;
}

static void send(void *arg)
{
	while (!over)
		platform->send_ipi(*(uint32_t *)arg, VEC_STORM);
}

void test_storm(void)
{
	uint32_t target = cpus[0]->apic_id;
	struct thread *t;
	uint64_t end;

	if (nr_cpus < 2) {
		tap_skip("one processor", "interrupts from another while one returns");
		return;
	}
	trap_set_hook(VEC_STORM, on_storm);
	came = in_place = below = 0;
	over = false;
	preempt_disable();
	t = thread_create("sender", cpus[1], send, &target);
	thread_run(t);
	end = vmi_GetCycleCounter(0) + MOST_US * cycles_per_us();
	while (came < WANTED && vmi_GetCycleCounter(0) < end)
		storm_returns(ROUNDS);
	over = true;
	preempt_enable();
	thread_join(t);
	trap_set_hook(VEC_STORM, NULL);
	tap_ok(came && in_place && !below, "%u interrupts from another processor, %u in the place of an IRET's frame, %u below it",
	       came, in_place, below);
}
