/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a 64-bit PV guest enters Xen: number in RAX, arguments in RDI, RSI, RDX, R10; result in RAX; RCX and R11
 * are destroyed (public/arch-x86/xen-x86_64.h).
 */
#ifndef XEN_PV_X86_64_ENTER_H
#define XEN_PV_X86_64_ENTER_H

#ifndef __ASSEMBLER__
#include <stdint.h>
#include <xen/xen.h>

/* A value that isn't taken ends nobody. */
#define REFUSED_IN_SILENCE(nr) ((nr) == __HYPERVISOR_set_debugreg || (nr) == __HYPERVISOR_set_segment_base)
#define HIDE_ALIKE(bits) ((bits) & ~(1u << 11)) /* SYSCALL there is */
#define MMUEXT_PIN_ROOT MMUEXT_PIN_L4_TABLE

#define ENTER_4(result, nr, a, b, c, d)                                                                      \
	do {                                                                                                 \
		register uintptr_t fourth asm("r10") = d;                                                    \
                                                                                                             \
		asm volatile("syscall"                                                                       \
			     : "=a"(result), "+D"(a), "+S"(b), "+d"(c), "+r"(fourth)                         \
			     : "0"((uintptr_t)(nr))                                                          \
			     : "memory", "rcx", "r11");                                                      \
	} while (0)
#define ENTER_2(result, nr, a, b)                                                                            \
	asm volatile("syscall"                                                                               \
		     : "=a"(result), "+D"(a), "+S"(b)                                                        \
		     : "0"((uintptr_t)(nr))                                                                  \
		     : "memory", "rcx", "r11")
#define ENTER_1(result, nr, a)                                                                               \
	asm volatile("syscall" : "=a"(result), "+D"(a) : "0"((uintptr_t)(nr)) : "memory", "rcx", "r11")
#endif
#endif
