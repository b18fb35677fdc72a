/* SPDX-License-Identifier: GPL-2.0-only */
/* The sentences of refusals.def: C in a blob may have no strings of its own. */
#include "slot.h"

	.section .text.refusal_list, "ax", @progbits
	.globl refusal_list
	.hidden refusal_list
	.type	refusal_list, @function
/*
 * In: nothing.  Out: RAX the list: how the line begins, NUL; code, the line's end, NUL; and so on, up to code 0.
 * Clobbers nothing.
 */
refusal_list:
	lea	list(%rip), %rax
	RETURN
	.size	refusal_list, . - refusal_list

	.section .rodata.refusal_list, "a"
list:
	.asciz	"vmi-xen: refused"
#define REFUSED(code, NAME, hypercall, calls, what) .byte code; .ascii ": "; .asciz what;
#include "refusals.def"
	.byte	0

	.section .note.GNU-stack, "", @progbits
