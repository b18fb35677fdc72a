/* SPDX-License-Identifier: GPL-2.0-only */
/* Offer and Start on bare hardware, which has no use for them but in a build that needs a place to write to. */
#include "slot.h"

	BODY	Offer
	xor	%eax, %eax
	ret
	END	Offer

/* In: nothing that counts.  Out: EAX VMI_START_OK, or VMI_START_WRONG_PLATFORM above privilege level 0.  Clobbers flags. */
	BODY	Start
	mov	%cs, %eax
	and	$3, %eax
	jz	1f
	mov	$VMI_START_WRONG_PLATFORM, %eax
1:	ret
	END	Start

	.section .note.GNU-stack, "", @progbits
