/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The interrupt-flag sites with every register live, one function for each
 * operation and kind of site: flag_sites, four kinds for each of four operations, and one without.
 * In: EAX {eax, ecx, edx, ebx, esi, edi, ebp}, which comes back as the site left it.
 */
#include "client.h"
#include "ops.h"

	.section .rodata
	.globl	flag_sites
	.balign	4
flag_sites:
	.text

.macro SITE_C op
771:	call	*ops+\op*4
772:	SITE_RECORD \op
.endm

.macro FLAG_SITE kind, op
	.pushsection .rodata
	.long	775f
	.popsection
775:	push	%ebx
	push	%esi
	push	%edi
	push	%ebp
	push	%eax
	mov	4(%eax), %ecx
	mov	8(%eax), %edx
	mov	12(%eax), %ebx
	mov	16(%eax), %esi
	mov	20(%eax), %edi
	mov	24(%eax), %ebp
	mov	(%eax), %eax
	\kind	\op
	push	%eax
	mov	4(%esp), %eax
	mov	%ecx, 4(%eax)
	mov	%edx, 8(%eax)
	mov	%ebx, 12(%eax)
	mov	%esi, 16(%eax)
	mov	%edi, 20(%eax)
	mov	%ebp, 24(%eax)
	pop	(%eax)
	pop	%eax
	pop	%ebp
	pop	%edi
	pop	%esi
	pop	%ebx
	ret
.endm

/* SetInterruptMask's argument is in EAX, GetInterruptMask's result: no site of theirs saves it. */
	.irp	op, OP_SAVE_MASK, OP_RESTORE_MASK, OP_IRQ_DISABLE, OP_IRQ_ENABLE
	FLAG_SITE SITE_C, \op
	FLAG_SITE SITE_CALL, \op
	FLAG_SITE SITE_CALL_SAVED_CD, \op
	FLAG_SITE SITE_CALL_SAVED, \op
	.endr

/* No site at all: what there is around one, for the bench. */
.macro NO_SITE op
.endm
	FLAG_SITE NO_SITE, 0

	.section .note.GNU-stack, "", @progbits
