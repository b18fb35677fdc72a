/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Under fire: an interrupt at each instruction of the calls that turn the flag or return.
 * One could be lost, come twice, or leave something on the stack, where a body looks
 * whether one waits, lets it in, and returns.  Expected: each comes once, the flag is on
 * again or comes on, and the call ends as if nothing had been.
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
	struct probe_shape shape = {.pattern = run % PROBE_PATTERNS, .irqs = run & 1, .on_step = shoot};
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
	count.sent++;
	count.lost += taken == 0;
	count.twice += taken > 1;
	return true;
}

static void fire_at_all(const struct probe_call *c)
{
	memset(&count, 0, sizeof(count));
	for (unsigned int run = 0; run < ROUNDS; run++) {
		uint32_t step = 1;

		while (step < MAX_STEPS && fire(c, step, run))
			step++;
		if (step - 1 > count.steps)
			count.steps = step - 1;
	}
	if (count.bad)
		tap_note("%s", count.text);
	tap_ok(!count.bad && !count.lost && !count.twice,
	       "%s: %u interrupts at %u instructions, %u lost, %u twice, %u calls spoilt", c->name, count.sent,
	       count.steps, count.lost, count.twice, count.bad);
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
	probe_traps_off();
	preempt_enable();
}
