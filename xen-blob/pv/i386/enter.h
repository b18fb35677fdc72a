/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a 32-bit PV guest enters Xen: number in EAX, arguments in EBX, ECX, EDX, ESI, EDI; result in EAX
 * (public/arch-x86/xen-x86_32.h).
 */
#ifndef XEN_PV_I386_ENTER_H
#define XEN_PV_I386_ENTER_H

#define HYPERCALL_VECTOR 0x82

#ifndef __ASSEMBLER__
#include <stdint.h>
#include <xen/xen.h>

/* A value that isn't taken ends nobody. */
#define REFUSED_IN_SILENCE(nr) ((nr) == __HYPERVISOR_set_debugreg)
#define HIDE_ALIKE(bits) (bits)
#define MMUEXT_PIN_ROOT MMUEXT_PIN_L3_TABLE

#define ENTER_4(result, nr, a, b, c, d)                                                                      \
	asm volatile("int $0x82" : "=a"(result), "+b"(a), "+c"(b), "+d"(c), "+S"(d) : "0"(nr) : "memory")
#define ENTER_2(result, nr, a, b)                                                                            \
	asm volatile("int $0x82" : "=a"(result), "+b"(a), "+c"(b) : "0"(nr) : "memory")
#define ENTER_1(result, nr, a) asm volatile("int $0x82" : "=a"(result), "+b"(a) : "0"(nr) : "memory")
#endif
#endif
