/* SPDX-License-Identifier: GPL-2.0-only */
#include "hypercall.h"
#include "percpu.h"

/* The wrong one of the two instructions ends the domain. */
LOCAL int hypercall3(uint32_t nr, uint32_t a, uint32_t b, uint32_t c)
{
	struct global *g = GLOBAL;
	int result;

	asm volatile("lock incl %0" : "+m"(g->hypercalls) : : "cc");
	if (g->vmmcall)
		asm volatile("vmmcall" : "=a"(result), "+b"(a), "+c"(b), "+d"(c) : "0"(nr) : "memory");
	else
		asm volatile("vmcall" : "=a"(result), "+b"(a), "+c"(b), "+d"(c) : "0"(nr) : "memory");
	return result;
}
