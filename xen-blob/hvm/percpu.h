/* SPDX-License-Identifier: GPL-2.0-only */
/* How a body reaches what is one virtual CPU's, and keeps being on that one; where that is, place.h tells. */
#ifndef XEN_HVM_PERCPU_H
#define XEN_HVM_PERCPU_H

#include "body.h"
#include "state.h"
#include "place.h"

/* With interrupts off. Opened, if this virtual CPU comes here first. */
LOCAL struct state *own_state(void);
#define STATE own_state()

/* Interrupts off, and back as they were at the end of the block. */
struct guard {
	uintptr_t flags;
};

static inline struct guard guard_begin(void)
{
	struct guard g;

	asm volatile("pushf; pop %0; cli" : "=r"(g.flags) : : "memory");
	return g;
}

static inline void guard_end(const struct guard *g)
{
	asm volatile("push %0; popf" : : "r"(g->flags) : "memory", "cc");
}
#define GUARD struct guard guard __attribute__((cleanup(guard_end), unused)) = guard_begin()
#endif
