/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hypercalls of a 32-bit PV guest, by the blob's own instruction: the page that
 * Xen writes is not to be run any more (XSA-466).  Number in EAX, arguments in
 * EBX, ECX, EDX, ESI, EDI; result in EAX (public/arch-x86/xen-x86_32.h).
 */
#ifndef XEN_PV_HYPERCALL_H
#define XEN_PV_HYPERCALL_H

#ifdef __ASSEMBLER__
#define __ASSEMBLY__ /* as Xen's headers call it */
#include <xen/xen.h>

#define HYPERCALL_VECTOR 0x82
#else
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

#define LOW(x) ((uint32_t)(x))
#define HIGH(x) ((uint32_t)((uint64_t)(x) >> 32))

static inline int hypercall5(uint32_t nr, uint32_t a, uint32_t b, uint32_t c, uint32_t d, uint32_t e)
{
	int result;

	COUNT_HYPERCALL;
	asm volatile("int $0x82"
		     : "=a"(result), "+b"(a), "+c"(b), "+d"(c), "+S"(d), "+D"(e)
		     : "0"(nr)
		     : "memory");
	return result;
}

static inline int hypercall4(uint32_t nr, uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
	int result;

	COUNT_HYPERCALL;
	asm volatile("int $0x82" : "=a"(result), "+b"(a), "+c"(b), "+d"(c), "+S"(d) : "0"(nr) : "memory");
	return result;
}

static inline int hypercall2(uint32_t nr, uint32_t a, uint32_t b)
{
	int result;

	COUNT_HYPERCALL;
	asm volatile("int $0x82" : "=a"(result), "+b"(a), "+c"(b) : "0"(nr) : "memory");
	return result;
}

static inline int hypercall1(uint32_t nr, uint32_t a)
{
	int result;

	COUNT_HYPERCALL;
	asm volatile("int $0x82" : "=a"(result), "+b"(a) : "0"(nr) : "memory");
	return result;
}

static inline int hypercall3(uint32_t nr, uint32_t a, uint32_t b, uint32_t c)
{
	return hypercall4(nr, a, b, c, 0);
}
#endif
#endif
