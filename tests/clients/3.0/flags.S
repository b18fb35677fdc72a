/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The interrupt-flag sites with every register live, one function for each
 * operation and kind of site: flag_sites, four kinds for each of four operations, and one without.
 * In: EAX struct flag_site, whose registers come back as the site left them, with all that it should not change.
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

/* As 2.6.24's C has them: ECX and EDX saved, EAX is the result or free. */
.macro SITE_C_24 op
771:	push	%ecx
	push	%edx
	call	*ops+\op*4
	pop	%edx
	pop	%ecx
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
	mov	%esp, flag_esp
	mov	(%eax), %eax
	mov	flag_segment, %es
	mov	flag_segment, %ds
	\kind	\op
	jmp	left
.endm

/* Nothing but CS is taken for what it was. */
left:
	xchg	%esp, %ss:flag_esp
	push	%eax
	pushf
	mov	8(%esp), %eax
	mov	%ecx, %ss:4(%eax)
	mov	%edx, %ss:8(%eax)
	mov	%ebx, %ss:12(%eax)
	mov	%esi, %ss:16(%eax)
	mov	%edi, %ss:20(%eax)
	mov	%ebp, %ss:24(%eax)
	popl	%ss:28(%eax)
	popl	%ss:(%eax)
	mov	%ss:flag_esp, %ecx
	sub	%esp, %ecx
	mov	%ecx, %ss:32(%eax)
	.set	place, 36
	.irp	segment, ds, es, ss, fs, gs
	mov	%\segment, %ecx
	mov	%ecx, %ss:place(%eax)
	.set	place, place + 4
	.endr
	KERNEL_SEGMENTS
	pop	%eax
	pop	%ebp
	pop	%edi
	pop	%esi
	pop	%ebx
	ret

/* SetInterruptMask's argument is in EAX, GetInterruptMask's result: no site of theirs saves it. */
	.irp	op, OP_SAVE_MASK, OP_RESTORE_MASK, OP_IRQ_DISABLE, OP_IRQ_ENABLE
	FLAG_SITE SITE_C, \op
	FLAG_SITE SITE_CALL, \op
	FLAG_SITE SITE_C_24, \op
	FLAG_SITE SITE_CALL_SAVED, \op
	.endr

/* No site at all: what there is around one, for the bench. */
.macro NO_SITE op
.endm
	FLAG_SITE NO_SITE, 0

	.data
	.globl	flag_segment
	.balign	4
flag_segment:				/* what a site has in DS and ES */
	.long	USER_DS

	.bss
	.balign	4
flag_esp:
	.skip	4

	.section .note.GNU-stack, "", @progbits
