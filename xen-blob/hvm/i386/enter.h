/* SPDX-License-Identifier: GPL-2.0-only */
/* How a 32-bit guest enters Xen: number in EAX, arguments in EBX, ECX, EDX, ESI; result in EAX. */
#ifndef XEN_HVM_I386_ENTER_H
#define XEN_HVM_I386_ENTER_H

#define ENTER_3(instruction, result, nr, a, b, c)                                                            \
	asm volatile(instruction : "=a"(result), "+b"(a), "+c"(b), "+d"(c) : "0"(nr) : "memory")
#endif
