/* SPDX-License-Identifier: GPL-2.0-only */
/* GetInline of a back end: the list that END_INLINE makes, of those calls that it answers call. */
#ifndef ROM_INLINE_H
#define ROM_INLINE_H

/* Each line has a number and a length. */
.macro GET_INLINE
	BODY	GetInline
	xor	%eax, %eax
	mov	%edi, %edi
	cmp	$VMI_NR_CALLS, %edi
	jae	2f
	lea	bodies+DISTANCE_SIZE*VMI_NR_CALLS(%rip), %rdx
	cmpb	$VMI_ANSWER_CALL, (%rdx,%rdi)
	jne	2f
	lea	inlines(%rip), %rdx
1:	mov	4(%rdx), %eax
	test	%eax, %eax
	jz	2f
	add	$8, %rdx
	cmp	%edi, -8(%rdx)
	jne	1b
2:	RETURN
	END	GetInline

	.section .rodata.inline.0, "a"
inlines:
	.section .rodata.inline.2, "a"
	.long	0, 0			/* the end */
.endm

#endif
