/* SPDX-License-Identifier: GPL-2.0-only */
/* Init. */
#include <vmi/rom.h>

	.section .text.init, "ax", @progbits
/*
 * In: nothing.  Out: EAX VMI_INIT_NEEDS_START: a 3.0 client does not convert the entries that it reads, and stops here.
 * Clobbers nothing.
 */
	.globl	init
	.hidden	init
	.type	init, @function
init:
	mov	$VMI_INIT_NEEDS_START, %eax
	ret
	.size	init, . - init

	.section .note.GNU-stack, "", @progbits
