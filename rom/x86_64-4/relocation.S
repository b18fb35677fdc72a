/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * GetRelocationInfo: what a client is to do with the sites of a call.  It is a table and an addition, so that it says the
 * same each time.
 *
 * A blob may have a back end of its own for kernels at privilege level 0, beside the one for kernels at the others (rules.mk:
 * NAME.level0).
 */
#include <vmi/calls.h>
#include <vmi/rom.h>
#include "code.h"
#include "nr_calls.h"

	/* What a client calls in place. */
	.section .entries, "a"
	.globl	rom_entry
	.hidden	rom_entry
rom_entry:
	ENTRY
	jmp	get_relocation_info

/* In: EDI call number.  Out: RAX address (0 for none and nop), EDX answer.  Clobbers RCX, RDI, flags. */
	.section .text.get_relocation_info, "ax", @progbits
	.globl	get_relocation_info
	.hidden	get_relocation_info
	.type	get_relocation_info, @function
get_relocation_info:
	xor	%eax, %eax
	xor	%edx, %edx
	mov	%edi, %edi
	cmp	$ROM_NR_CALLS, %edi
	jae	2f
	lea	bodies(%rip), %rcx
#ifdef ROM_LEVEL0
	mov	%cs, %edx
	test	$3, %dl
	jnz	1f
	lea	bodies_level0(%rip), %rcx
1:
#endif
	movzbl	DISTANCE_SIZE*VMI_NR_CALLS(%rcx,%rdi), %edx
	lea	(%rcx,%rdi,DISTANCE_SIZE), %rcx
	cmp	$VMI_ANSWER_NOP, %dl
	je	2f
	test	%dl, %dl		/* VMI_ANSWER_NONE */
	jz	2f
	movslq	(%rcx), %rax
	add	%rcx, %rax
2:	RETURN
	.size	get_relocation_info, . - get_relocation_info

	.section .note.GNU-stack, "", @progbits
