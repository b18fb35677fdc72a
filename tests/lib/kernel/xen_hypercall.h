/* SPDX-License-Identifier: GPL-2.0-only */
/* A hypercall of a 32-bit PV guest, without the hypercall page. */
#ifndef KERNEL_XEN_HYPERCALL_H
#define KERNEL_XEN_HYPERCALL_H

#include <stdint.h>

static inline int hypercall(uint32_t nr, uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
	int result;

	asm volatile("int $0x82" : "=a"(result), "+b"(a), "+c"(b), "+d"(c), "+S"(d) : "0"(nr) : "memory");
	return result;
}

#endif
