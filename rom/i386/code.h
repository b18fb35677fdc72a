/* SPDX-License-Identifier: GPL-2.0-only */
/* i386: how a body begins and ends, for rom/slot.h and rom/header.S. */
#ifndef ROM_CODE_H
#define ROM_CODE_H

#define ROM_CODE .code32
#define ROM_PLACE 0			/* it runs where it lies */

/* The first instruction behind an address that a client is told. */
.macro ENTRY
.endm

.macro RETURN
	ret
.endm

/* The end of a native form: a client of 3.0 keeps its own instead. */
.macro END_NATIVE name
	RETURN
	END \name
.endm

/* Init of a blob that takes no client by it.  In: nothing.  Out: EAX the result.  Clobbers nothing. */
.macro INIT_REFUSES result
	.section .text.init, "ax", @progbits
	.globl	init
	.hidden	init
	.type	init, @function
init:
	mov	$\result, %eax
	ret
	.size	init, . - init
.endm

/* A body's distance from its word in the table of answers. */
#define DISTANCE .word
#define DISTANCE_SIZE 2
#define DISTANCE_LIMIT 0x8000

#endif
