/* SPDX-License-Identifier: GPL-2.0-only */
/* GetInline: the list that END_INLINE makes. */
#include "slot.h"

/* Each line has a number, and a length that is not 0. */
	SLOT	GetInline
	call	1f
1:	pop	%ecx
	lea	inlines-1b(%ecx), %ecx
2:	mov	%cs:4(%ecx), %edx
	test	%edx, %edx
	jz	3f
	cmp	%cs:(%ecx), %eax
	je	3f
	add	$8, %ecx
	jmp	2b
3:	xchg	%edx, %eax
	ret
	END	GetInline

	.section .rodata.inline.0, "a"
inlines:
	.section .rodata.inline.2, "a"
	.long	0, 0			/* the end */

	.section .note.GNU-stack, "", @progbits
