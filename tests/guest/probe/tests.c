/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Every call of the table, tested.  What could go wrong: a body changes a register, a
 * flag or the stack that it has to leave alone.  It may work only with flat data segments,
 * only at task level, only once at a time or only on one processor.  Or it does not do what
 * the call is for.  docs/conformance.md says what each line of output means.
 */
#include "probe.h"
#include "contexts.h"
#include "guard.h"
#include "native.h"
#include "../options.h"

#define VMI_CALL(nr, Name, ...)                                                                              \
	extern const uint8_t probe_site_##Name[], probe_end_##Name[];                                        \
	probe_why probe_args_##Name(struct probe *p);                                                        \
	probe_why probe_effect_##Name(struct probe *p);
#include <calls.def>

const struct probe_call probe_calls[] = {
#define VMI_CALL(nr, Name, family_, since, sig_, clob_, seg_, ...)                                           \
	{.number = nr,                                                                                       \
	 .sig = SHAPE_##sig_,                                                                                  \
	 .clob = CLOB_##clob_,                                                                               \
	 .seg = SEG_##seg_,                                                                                  \
	 .name = #Name,                                                                                      \
	 .family = #family_,                                                                                 \
	 .site = probe_site_##Name,                                                                          \
	 .end = probe_end_##Name,                                                                            \
	 .args = probe_args_##Name,                                                                          \
	 .effect = probe_effect_##Name},
#include <calls.def>
};
const unsigned int probe_nr_calls = ARRAY_SIZE(probe_calls);

const struct probe_call *probe_find(unsigned int number)
{
	unsigned int i;

	for (i = 0; i < probe_nr_calls - 1 && probe_calls[i].number != number; i++)
		;
	return &probe_calls[i];
}

/* Interrupts may be part of what was measured: the smallest of several is the site's own. */
#define DEPTH_RUNS 3

static void say(const struct probe_call *c, const char *what, bool ok, const char *text)
{
	if (!tap_ok(ok, "%s/%s: %s", c->family, c->name, what))
		tap_note("  %s", text);
}

/*
 * How deep a body writes is its own affair only if it is the blob's, and can't be
 * seen if an interrupt always comes on top.
 */
static bool depth_counts(const struct probe_call *c)
{
	return vmi_answer(c->number) != VMI_ANSWER_NONE && c->number != VMI_CALL_Halt;
}

/* VMI.md section 7.4. The wall clock is read seldom, and where there is room. */
static unsigned int max_depth(const struct probe_call *c)
{
	bool seldom = c->number == VMI_CALL_GetWallclockTime || c->number == VMI_CALL_WallclockUpdated;

	return seldom ? PROBE_MAX_DEPTH_SELDOM : PROBE_MAX_DEPTH;
}

/* Registers, flags and stack with every pattern, with interrupts off and on. */
static void test_contract(const struct probe_call *c)
{
	char text[PROBE_TEXT] = "", first[3][PROBE_TEXT] = {"", "", ""};
	unsigned int faults = 0, depth = ~0u;

	for (unsigned int run = 0; run < 2 * PROBE_PATTERNS * DEPTH_RUNS; run++) {
		struct probe_shape shape = {
			.pattern = run / 2 % PROBE_PATTERNS, .irqs = run & 1, .depth = &depth};
		unsigned int now = probe_shaped(c, &shape, text);

		for (unsigned int i = 0; i < 3; i++) {
			unsigned int mask = FAULT_EXCEPTION | FAULT_REGS << i;

			if ((now & mask) && !(faults & mask))
				memcpy(first[i], text, sizeof(text));
		}
		faults |= now;
	}
	say(c, "registers kept", !(faults & (FAULT_EXCEPTION | FAULT_REGS)), first[0]);
	say(c, "flags kept", !(faults & (FAULT_EXCEPTION | FAULT_FLAGS)), first[1]);
	if (!(faults & (FAULT_EXCEPTION | FAULT_STACK)) && depth_counts(c) && depth > max_depth(c)) {
		ksnprintf(first[2], PROBE_TEXT, "writes %u bytes of stack, may write %u", depth,
			  max_depth(c));
		faults |= FAULT_STACK;
	}
	say(c, "stack kept", !(faults & (FAULT_EXCEPTION | FAULT_STACK)), first[2]);
}

/* DS and ES as a user's may be, while the call returns to it or comes from it. */
static void test_segments(const struct probe_call *c)
{
	char text[PROBE_TEXT] = "";
	unsigned int faults = 0;

	for (unsigned int run = 0; run < 4 && !faults; run++) {
		struct probe_shape shape = {.pattern = run % 2,
					    .irqs = run & 1,
					    .segments = run < 2 ? SEGMENTS_NULL : SEGMENTS_SMALL};

		faults = probe_shaped(c, &shape, text);
	}
	say(c, "works without data segments", !faults, text);
}

static void test_effect(const struct probe_call *c)
{
	struct probe *p = probe_get();
	probe_why why;
	uint32_t mask;

	probe_poison(p, c, 0);
	mask = irq_save();
	why = c->effect(p);
	irq_restore(mask);
	if (why)
		tap_skip(why, "%s/%s: result", c->family, c->name);
	else
		tap_ok(!p->failed, "%s/%s: result", c->family, c->name);
	probe_put(p);
}

/* In all of its runs. */
static void test_rest(const struct probe_call *c)
{
	const char *image = guard_changed_image(c->number), *rest = guard_changed(c->number);

	/* Firmware may guard the image: only where it lies in common memory a write is seen. */
	if (vmi_answer(c->number) != VMI_ANSWER_NONE)
		say(c, "leaves the ROM's image alone", !image, image);
	if (cpu_is_ours())
		say(c, "leaves the machine alone", !rest, rest);
}

static void test_call(const struct probe_call *c)
{
	probe_why why = probe_why_not(c);
	struct guard guard;

	tap_note("answer %s/%s %s", c->family, c->name, probe_answer_name(c));
	if (guard_deadly(c->number)) {
		test_rest(c);
		return;
	}
	if (why) {
		tap_skip(why, "%s/%s", c->family, c->name);
		return;
	}
	guard_begin(&guard);
	test_contract(c);
	if (c->seg == SEG_STACK)
		test_segments(c);
	guard_end(&guard, c->number);
	guard_begin(&guard);
	test_effect(c);
	guard_end(&guard, c->number);
	for (unsigned int i = 0; i < NR_CONTEXTS; i++) {
		const char *text = "";

		why = NULL;
		switch (probe_context_result(c, i, &why, &text)) {
		case CONTEXT_SKIPPED:
			tap_skip(why, "%s/%s: %s", c->family, c->name, probe_context_name(i));
			break;
		case CONTEXT_GOOD:
			say(c, probe_context_name(i), true, "");
			break;
		case CONTEXT_BAD:
			say(c, probe_context_name(i), false, text);
			break;
		}
	}
	test_rest(c);
}

void probe_tests(void)
{
	uint32_t dr6 = native_get_dr6();

	this_cpu()->preempt_off++;
	if (vmi.found && !options.conform)
		guard_image(&vmi.rom);
	guard_text();
	probe_traps_on();
	probe_contexts();
	for (unsigned int i = 0; i < probe_nr_calls; i++)
		if (options.probe == NO_CALL || options.probe == probe_calls[i].number)
			test_call(&probe_calls[i]);
	probe_traps_off();
	native_set_dr6(dr6);
	this_cpu()->preempt_off--;
}
