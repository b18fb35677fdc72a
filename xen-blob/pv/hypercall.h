/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hypercalls of a PV guest, by the blob's own instruction: the page that Xen writes is not to be run any more
 * (XSA-466).
 */
#ifndef XEN_PV_HYPERCALL_H
#define XEN_PV_HYPERCALL_H

#include "enter.h"

#ifdef __ASSEMBLER__
#define __ASSEMBLY__ /* as Xen's headers call it */
#include <xen/xen.h>
#else
#include "words.h"
#include <stdint.h>
#include <xen/xen.h>
#include <xen/event_channel.h>
#include <xen/memory.h>
#include <xen/sched.h>
#include <xen/vcpu.h>
#include <xen/version.h>

/* Start makes some before there is a state to count them in, and defines HYPERCALLS_UNCOUNTED. */
#ifdef HYPERCALLS_UNCOUNTED
#define COUNT_HYPERCALL ((void)0)
#else
#include "percpu.h"
#define COUNT_HYPERCALL (STATE->hypercalls++)
#endif

static inline long hypercall4(uint32_t nr, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d)
{
	long result;

	COUNT_HYPERCALL;
	ENTER_4(result, nr, a, b, c, d);
	return result;
}

static inline long hypercall2(uint32_t nr, uintptr_t a, uintptr_t b)
{
	long result;

	COUNT_HYPERCALL;
	ENTER_2(result, nr, a, b);
	return result;
}

static inline long hypercall1(uint32_t nr, uintptr_t a)
{
	long result;

	COUNT_HYPERCALL;
	ENTER_1(result, nr, a);
	return result;
}

static inline long hypercall3(uint32_t nr, uintptr_t a, uintptr_t b, uintptr_t c)
{
	return hypercall4(nr, a, b, c, 0);
}
#endif
#endif
