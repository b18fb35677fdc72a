/* SPDX-License-Identifier: GPL-2.0-only */
/* A breakpoint, and a handler that does nothing but return; one of interrupts that counts and returns. */
#include <vmi/site.h>

	.text
	.globl bench_int, bench_int_entry
/* void bench_int(void) */
bench_int:
	int3
	ret
bench_int_entry:
	VMI_IRET

	.globl bench_interrupt_entry, bench_received
bench_interrupt_entry:
	incl	%ss:bench_received
	VMI_IRET

	.bss
	.balign 4
bench_received:
	.long 0

	.section .note.GNU-stack, "", @progbits
