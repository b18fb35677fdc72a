/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What one site of each call costs, in the form that it has now.  With QEMU's
 * -icount shift=0 RDTSC counts instructions, and the figures are exact; the probe
 * itself is measured without a site and taken off.
 */
#include "contexts.h"
#include "native.h"

#define RUNS 3

/* SYSEXIT goes elsewhere, and Halt's instructions are those of the interrupt that ends it. */
static bool measurable(const struct probe_call *c)
{
	return c->sig != SHAPE_SYSEXIT && c->number != VMI_CALL_Halt && !probe_why_not(c);
}

static uint32_t cost(const struct probe_call *c)
{
	static const struct probe_shape shape = {.pattern = 1};
	uint32_t least = ~0u;

	for (unsigned int i = 0; i < RUNS; i++) {
		uint32_t now = probe_cycles(c, &shape);

		if (now < least)
			least = now;
	}
	return least;
}

void probe_bench(void)
{
	struct probe_call empty = {
		.sig = SHAPE_V0, .name = "empty", .site = probe_site_empty, .args = probe_no_args};
	uint32_t mask = irq_save(), none = cost(&empty);

	for (unsigned int i = 0; i < probe_nr_calls; i++) {
		const struct probe_call *c = &probe_calls[i];

		if (measurable(c))
			tap_note("bench call/%s %s %u", c->name, probe_answer_name(c), cost(c) - none);
	}
	irq_restore(mask);
}
