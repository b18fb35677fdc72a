/* SPDX-License-Identifier: GPL-2.0-only */
/* The sentences of refusals.def: C in a blob may have no strings of its own. */
	.section .text.refusal_list, "ax", @progbits
	.globl refusal_list
	.hidden refusal_list
/*
 * In: nothing.  Out: EAX the list: how the line begins, NUL; code, the line's end, NUL; and so on, up to code 0.
 * Clobbers flags.
 */
refusal_list:
	call	1f
1:	pop	%eax
	add	$list - 1b, %eax
	ret

list:
	.asciz	"vmi-xen: refused"
#define REFUSED(code, NAME, hypercall, calls, what) .byte code; .ascii ": "; .asciz what;
#include "refusals.def"
	.byte	0

	.section .note.GNU-stack, "", @progbits
