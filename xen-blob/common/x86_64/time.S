/* SPDX-License-Identifier: GPL-2.0-only */
/* Time is in nanoseconds: so Xen has it. */
#include "slot.h"

	SLOT	GetCycleFrequency
	mov	$1000000000, %eax
	END_INLINE GetCycleFrequency

	.section .note.GNU-stack, "", @progbits
