/* SPDX-License-Identifier: GPL-2.0-only */
/* Operations that are measured twice: by the calls, and by a platform's entry files without them. */
#ifndef GUEST_BENCH_H
#define GUEST_BENCH_H

#include "kernel.h"

#define BENCH_BATCH 512 /* entries of the longest batch: a page table */

struct bench_op {
	const char *name;
	void (*run)(void);
};

/* What both work on. */
struct bench_world {
	struct cpu *cpu;
	struct aspace *as[2];	/* to switch between */
	pte_t *entries;		/* a page table's, for BENCH_BATCH pages from WINDOW_BASE on */
	uint32_t frame;		/* to map */
	void *page;		/* to make a table of, and an ordinary page again */
	struct aspace *parent;	/* to fork */
	uint32_t parent_va, parent_pages; /* its pages that are shared anew each time */
};

/* The same operations written by hand for the platform below, as directly as it can be done. */
struct bench_ideal {
	void (*begin)(const struct bench_world *world);
	const struct bench_op *ops[2]; /* the last of a list has no name */
	volatile uint32_t *calls;   /* into the platform, so far */
};

#endif
