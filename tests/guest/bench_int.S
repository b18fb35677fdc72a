/* SPDX-License-Identifier: GPL-2.0-only */
/* A breakpoint, and a handler that does nothing but return. */
#include <vmi/site.h>

	.text
	.globl bench_int, bench_int_entry
/* void bench_int(void) */
bench_int:
	int3
	ret
bench_int_entry:
	VMI_IRET

	.section .note.GNU-stack, "", @progbits
