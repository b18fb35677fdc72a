/* SPDX-License-Identifier: GPL-2.0-only */
#include "slot.h"
#include <level.h>

	SLOT	GetCR2
	mov	$LEVEL + 2, %eax
	RETURN
	END	GetCR2

/* A site's copy of it finds the state by a fixup. */
	SLOT	RDMSR
	mov	%gs:vmi_percpu+8, %rcx
	mov	%ecx, rom_state+16(%rip)
	mov	rom_state+8(%rip), %eax
	END_INLINE RDMSR

	.section .note.GNU-stack, "", @progbits
