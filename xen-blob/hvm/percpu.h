/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a body reaches what is one virtual CPU's, and keeps being on that one.
 *
 * The number of the virtual CPU is kept in the MSR that SWAPGS exchanges.  It has no use but in 64-bit mode,
 * so a client of 32 bits leaves it alone; Xen saves it with the virtual CPU, and reading it is no exit.
 */
#ifndef XEN_HVM_PERCPU_H
#define XEN_HVM_PERCPU_H

#include "body.h"
#include "state.h"

/* The word before the room; -1: not started. */
LOCAL struct global **global_word(void) __attribute__((const));
#define GLOBAL (*(struct global *volatile *)global_word())
#define STATE_OF(n) (&GLOBAL->states[n])
/* With interrupts off. Opened, if this virtual CPU comes here first. */
LOCAL struct state *own_state(void);
#define STATE own_state()

/* Interrupts off, and back as they were at the end of the block. */
struct guard {
	uint32_t eflags;
};

static inline struct guard guard_begin(void)
{
	struct guard g;

	asm volatile("pushf; pop %0; cli" : "=r"(g.eflags) : : "memory");
	return g;
}

static inline void guard_end(const struct guard *g)
{
	asm volatile("push %0; popf" : : "r"(g->eflags) : "memory", "cc");
}
#define GUARD struct guard guard __attribute__((cleanup(guard_end), unused)) = guard_begin()
#endif
