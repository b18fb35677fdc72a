/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XEN_LOCK_H
#define XEN_LOCK_H

#include <stdint.h>

/*
 * With events off.  Held for short; nothing in it waits for another virtual CPU.  Nor may an NMI's handler
 * ask for it, which would wait for the one that it has interrupted: VMI.md says which calls it may make.
 */
static inline void lock(volatile uint32_t *l)
{
	uint32_t taken;

	do {
		taken = 1;
		asm volatile("pause; xchg %0, %1" : "+r"(taken), "+m"(*l) : : "memory");
	} while (taken);
}

static inline void unlock(volatile uint32_t *l)
{
	asm volatile("" : : : "memory");
	*l = 0;
}
#endif
