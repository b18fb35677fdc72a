/* SPDX-License-Identifier: GPL-2.0-only */
/* The short way of a hypercall that may wait: none yet. */

	.section .text.call_deferred, "ax", @progbits
/*
 * void call_deferred(nr, a, b, c, d).
 * In: RDI, RSI, RDX, RCX, R8; events off.  Clobbers as C.
 */
	.globl	call_deferred
	.hidden	call_deferred
	.type	call_deferred, @function
call_deferred:
	jmp	call_deferred_c
	.size	call_deferred, . - call_deferred

	.section .note.GNU-stack, "", @progbits
