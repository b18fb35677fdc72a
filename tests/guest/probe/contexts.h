/* SPDX-License-Identifier: GPL-2.0-only */
/* In which ways, and where, a site is run. */
#ifndef PROBE_CONTEXTS_H
#define PROBE_CONTEXTS_H

#include "probe.h"

enum probe_segments {
	SEGMENTS_KERNEL,
	SEGMENTS_NULL,  /* DS ES FS GS null */
	SEGMENTS_SMALL, /* DS ES a user segment of one byte elsewhere, FS GS null */
};

/* One run of a site. */
struct probe_shape {
	unsigned int pattern; /* of the poison */
	bool irqs;            /* interrupts are on at the site */
	bool irets_on;        /* it is an IRET that turns them on */
	enum probe_segments segments;
	/* Single-stepped: see struct probe. */
	void (*on_step)(struct probe *p, const struct regs *r);
	unsigned int *depth; /* lowered to the stack that the site wrote; may be NULL */
};

/* Why the call can't be probed here, or NULL. */
probe_why probe_why_not(const struct probe_call *c);

/* Runs and checks; the call's args() must have no objection. */
unsigned int probe_shaped(const struct probe_call *c, const struct probe_shape *shape, char text[PROBE_TEXT]);

/* Time-stamp cycles of one run, the probe's own included.  IF is 0. */
uint32_t probe_cycles(const struct probe_call *c, const struct probe_shape *shape);

/* What the call's sites hold now, in a word. */
const char *probe_answer_name(const struct probe_call *c);

/* Places other than a quiet moment of a task. */
enum probe_context {
	CONTEXT_INTERRUPT, /* a software interrupt */
	CONTEXT_NESTED,    /* one within another */
	CONTEXT_TICK,      /* a timer interrupt */
	CONTEXT_CPU,       /* the other processors */
	CONTEXT_STEP,      /* other calls are made at each of its instructions */
	NR_CONTEXTS
};

/* Runs all calls in all of them. */
void probe_contexts(void);

enum context_result { CONTEXT_GOOD, CONTEXT_BAD, CONTEXT_SKIPPED };
enum context_result probe_context_result(const struct probe_call *c, enum probe_context where, probe_why *why,
					 const char **text);
const char *probe_context_name(enum probe_context where);

#endif
