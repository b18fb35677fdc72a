/* SPDX-License-Identifier: GPL-2.0-only */
#include "slot.h"
#include <level.h>

/* Behind the slots, as the other back end's is there; a site may hold it, and the fixup is then that of a body with another name. */
	BODY	GetCR3
	mov	%gs:vmi_percpu+4, %ecx
	mov	$LEVEL + 3, %eax
	END_INLINE GetCR3

	.section .note.GNU-stack, "", @progbits
