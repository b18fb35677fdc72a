/* SPDX-License-Identifier: GPL-2.0-only */
#include "hypercall.h"
#include "percpu.h"
#include "enter.h"

/* The wrong one of the two instructions ends the domain. */
LOCAL int hypercall3(uint32_t nr, uintptr_t a, uintptr_t b, uintptr_t c)
{
	struct global *g = GLOBAL;
	int result;

	asm volatile("lock incl %0" : "+m"(g->hypercalls) : : "cc");
	if (g->vmmcall)
		ENTER_3("vmmcall", result, nr, a, b, c);
	else
		ENTER_3("vmcall", result, nr, a, b, c);
	return result;
}
