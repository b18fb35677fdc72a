/* SPDX-License-Identifier: GPL-2.0-only */
/* How a 64-bit guest enters Xen: number in RAX, arguments in RDI, RSI, RDX; result in RAX. */
#ifndef XEN_HVM_X86_64_ENTER_H
#define XEN_HVM_X86_64_ENTER_H

#define ENTER_3(instruction, result, nr, a, b, c)                                                            \
	asm volatile(instruction : "=a"(result), "+D"(a), "+S"(b), "+d"(c) : "0"(nr) : "memory")
#endif
