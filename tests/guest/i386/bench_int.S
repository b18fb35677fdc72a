/* SPDX-License-Identifier: GPL-2.0-only */
/* A breakpoint, and a handler that does nothing but return; those of interrupts that count, or call C, and return. */
#include <vmi/site.h>
#include "../../bench/exits/marks.h"

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

/* The kernel was interrupted, and from here on what it does counts again. */
.macro BENCH_ENTRY entry, function
	.globl \entry
\entry:
	testl	$(MARK_BASE + MARK_GO), %eax
	pusha
	call	\function
	popa
	VMI_IRET
.endm
	BENCH_ENTRY bench_alarm_entry, bench_alarm_came
	BENCH_ENTRY bench_ipi_entry, bench_ipi_came

	.bss
	.balign 4
bench_received:
	.long 0

	.section .note.GNU-stack, "", @progbits
