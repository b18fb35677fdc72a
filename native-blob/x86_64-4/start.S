/* SPDX-License-Identifier: GPL-2.0-only */
/* What a client asks before it starts, and the start: on bare hardware there is nothing to set up, only something to refuse. */
#include "slot.h"
#include "inline.h"

#include <vmi/start.h>

	SLOT	Offer
	mov	$VMI_NEEDS_START, %eax
	RETURN
	END	Offer

/* In: RDI a struct vmi_start_block.  Out: EAX VMI_START_OK, or why not.  Clobbers RCX, flags. */
	SLOT	Start
	mov	$VMI_START_WRONG_PLATFORM, %eax
	mov	%cs, %ecx
	test	$3, %cl			/* native bodies need CPL 0 */
	jnz	1f
	mov	$VMI_START_NO_STATE, %eax
	cmpl	$VMI_START_SIZE, VMI_START_OFF_SIZE(%rdi)
	jb	1f
	xor	%eax, %eax
1:	RETURN
	END	Start

	GET_INLINE

	.section .note.GNU-stack, "", @progbits
