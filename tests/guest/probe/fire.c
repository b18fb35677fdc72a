/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Under fire: an interrupt at each instruction of the calls that turn the flag or return.
 * One could be lost, come twice, or leave something on the stack, where a body looks
 * whether one waits, lets it in, and returns.  Expected: each comes once, the flag is on
 * again or comes on, and the call ends as if nothing had been.
 *
 * The same once more with a thread that each interrupt takes to another processor: where it was between two
 * instructions, it goes on there.  (An emulator takes no other interrupt in the middle of such a body.)
 *
 * The interrupt is sent by a single step's handler, so that it waits when that handler
 * returns to the instruction.  Calls without a body have no instruction to stop at.
 */
#include "contexts.h"
#include "pending.h"
#include "native.h"
#include "../groups.h"
#include "../options.h"

#define ROUNDS (1000 * options.rounds)
#define WANDERS (8 * PROBE_PATTERNS) /* times each step */
#define MAX_STEPS 200 /* far more than any of them has */

static const uint8_t under_fire[] = {
	VMI_CALL_EnableInterrupts, VMI_CALL_DisableInterrupts, VMI_CALL_GetInterruptMask,
	VMI_CALL_SetInterruptMask, VMI_CALL_IRET,
};

static struct {
	uint32_t step; /* at which the interrupt is sent */
	bool sent;
} shot;

/* Of all runs of a call. */
static struct {
	uint32_t sent, lost, twice, bad, steps;
	char text[PROBE_TEXT];
} count;

static void shoot(struct probe *p, const struct regs *r)
{
	(void)r;
	if (p->steps != shot.step || shot.sent)
		return;
	shot.sent = true;
	pending_raise();
}

/* Returns whether the call has that many steps. */
static bool fire(const struct probe_call *c, uint32_t step, unsigned int run)
{
	struct probe_shape shape = {.pattern = run % PROBE_PATTERNS,
				    .irqs = run & 1,
				    .irets_on = c->number == VMI_CALL_IRET && !(run & 1),
				    .on_step = shoot};
	char text[PROBE_TEXT];
	unsigned int taken;

	shot.step = step;
	shot.sent = false;
	if (probe_shaped(c, &shape, text)) {
		count.bad++;
		memcpy(count.text, text, sizeof(text));
	}
	if (!shot.sent)
		return false;
	/* It may have had to wait for the flag: probe_shaped has put that back on. */
	taken = pending_taken();
	/* Where the IRET turned the flag on, it comes in the place of the frame: nothing is left below. */
	if (shape.irets_on && taken && pending_frame.eip != (uint32_t)c->end) {
		count.bad++;
		ksnprintf(count.text, PROBE_TEXT, "step %u: the handler's frame has EIP 0x%x, not where the IRET returns to", step,
			  pending_frame.eip);
	}
	count.sent++;
	count.lost += taken == 0;
	count.twice += taken > 1;
	return true;
}

static void fire_rounds(const struct probe_call *c, unsigned int rounds)
{
	memset(&count, 0, sizeof(count));
	for (unsigned int run = 0; run < rounds; run++) {
		uint32_t step = 1;

		while (step < MAX_STEPS && fire(c, step, run))
			step++;
		if (step - 1 > count.steps)
			count.steps = step - 1;
	}
	if (count.bad)
		tap_note("the last: %s", count.text);
}

static void fire_at_all(const struct probe_call *c)
{
	fire_rounds(c, ROUNDS);
	tap_ok(!count.bad && !count.lost && !count.twice,
	       "%s: %u interrupts at %u instructions, %u lost, %u twice, %u calls spoilt", c->name, count.sent,
	       count.steps, count.lost, count.twice, count.bad);
}

static uint32_t moves;
static volatile bool over;

/* By the interrupt's handler: this thread goes on elsewhere. */
static void move_on(void)
{
	current_thread()->wanders = 1;
	this_cpu()->need_resched = true;
	moves++;
}

static void wander(void *arg)
{
	(void)arg;
	pending_then = move_on;
	for (unsigned int i = 0; i < ARRAY_SIZE(under_fire); i++) {
		const struct probe_call *c = probe_find(under_fire[i]);

		moves = 0;
		fire_rounds(c, WANDERS);
		tap_ok(!count.bad && !count.lost && !count.twice && moves >= count.sent,
		       "%s: %u interrupts that take its thread to another processor, %u lost, %u twice, %u calls spoilt",
		       c->name, count.sent, count.lost, count.twice, count.bad);
	}
	pending_then = NULL;
	over = true;
}

/* Somebody to go on with where the thread leaves or a rescheduling interrupt finds it, who takes no interrupt from it. */
static void stand_in(void *arg)
{
	(void)arg;
	vmi_DisableInterrupts();
	while (!over)
		schedule();
	vmi_EnableInterrupts();
}

/*
 * No tick: it would give the processor to another thread, which would get the interrupt.  The same SS: some may
 * still have the platform's, and a thread that changes processors would find its own changed.
 */
static void settle(void *arg)
{
	(void)arg;
	timer_stop();
	asm volatile("mov %0, %%ss" : : "r"(this_cpu()->tss.ss0));
}

static void ticks_on(void *arg)
{
	(void)arg;
	timer_start(HZ);
}

static void fire_wandering(void)
{
	struct thread *t[MAX_CPUS], *w = thread_create("wander", cpus[0], wander, NULL);

	over = false;
	settle(NULL);
	cpu_call_others(settle, NULL);
	for (unsigned int i = 0; i < nr_cpus; i++) {
		t[i] = thread_create("stand-in", cpus[i], stand_in, NULL);
		thread_run(t[i]);
	}
	thread_run(w);
	vmi_DisableInterrupts(); /* as the stand-ins do, and for the same reason */
	thread_join(w);
	for (unsigned int i = 0; i < nr_cpus; i++)
		thread_join(t[i]);
	vmi_EnableInterrupts();
	ticks_on(NULL);
	cpu_call_others(ticks_on, NULL);
}

void test_fire(void)
{
	unsigned int i;

	if (!pending_possible()) {
		tap_skip("no interrupts to oneself", "an interrupt at each instruction");
		return;
	}
	preempt_disable();
	probe_traps_on();
	for (i = 0; i < ARRAY_SIZE(under_fire); i++)
		fire_at_all(probe_find(under_fire[i]));
	preempt_enable();
	if (nr_cpus > 1)
		fire_wandering();
	else
		tap_skip("one processor", "interrupts that take the thread to another processor");
	probe_traps_off();
}
