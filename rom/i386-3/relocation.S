/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * GetRelocationInfo: what a client is to do with the sites of a call.
 *
 * A client of 2007 asks this thousands of times, some of it at run time, and
 * calls it fatal when two answers differ: so it is a table and an addition.
 *
 * A blob may have a back end of its own for kernels at privilege level 0, beside the one for kernels at the others (rules.mk:
 * NAME.level0).  A kernel does not change its level, so that even then its answers stay what they were.
 */
#include <vmi/calls.h>
#include <vmi/rom.h>
#include "nr_calls.h"

/* In: ECX the address of here.  Out: ECX the table of who asks, EDX 0.  Clobbers flags. */
.macro FIND_TABLE here
#ifdef ROM_LEVEL0
	mov	%cs, %edx
	test	$3, %dl
	jz	.Llevel0
	lea	bodies-\here(%ecx), %ecx
	jmp	.Lfound
.Llevel0:
	lea	bodies_level0-\here(%ecx), %ecx
.Lfound:
#else
	lea	bodies-\here(%ecx), %ecx
#endif
	xor	%edx, %edx
.endm

	/* What a client calls in place, each with a jump in its 8 bytes. */
	.section .entries, "a"
entries:
#ifdef ROM_LEVEL0
	jmp	init_of_level
#else
	jmp	init
#endif
	.org	entries + VMI_ROM_OFF_RELOC - VMI_ROM_OFF_INIT
	jmp	get_relocation_info

/* In: EAX call number. Out: EAX address (0 for none and nop), DL answer. */
/* Clobbers ECX, EDX, flags; needs no segment but CS and SS. */
	.section .text.get_relocation_info, "ax", @progbits
	.globl	get_relocation_info
	.type	get_relocation_info, @function
get_relocation_info:
	xor	%edx, %edx
	cmp	$ROM_NR_CALLS, %eax
	jae	2f
	call	1f
1:	pop	%ecx
	FIND_TABLE 1b
	mov	%cs:2*VMI_NR_CALLS(%ecx,%eax), %dl
	lea	(%ecx,%eax,2), %ecx
	movswl	%cs:(%ecx), %eax
	add	%ecx, %eax
#ifdef ROM_LOOKS_AT_CLIENT
	test	%dl, %dl
	jns	4f
	call	answer_for_client	/* EDX; keeps EAX */
4:
#endif
	cmp	$VMI_ANSWER_CALL, %dl
	je	3f
	add	$VMI_ROM_JUMP_ENTRY, %eax
	cmp	$VMI_ANSWER_JUMP, %dl
	je	3f
2:	xor	%eax, %eax
3:	ret
	.size	get_relocation_info, . - get_relocation_info

#ifdef ROM_LEVEL0
	.section .text.init_of_level, "ax", @progbits
/* In: nothing.  Out: that level's Init.  Clobbers EAX, flags; needs no segment but CS and SS. */
	.type	init_of_level, @function
init_of_level:
	mov	%cs, %eax
	test	$3, %al
	jz	init_level0
	jmp	init
	.size	init_of_level, . - init_of_level
#endif

	.section .note.GNU-stack, "", @progbits
