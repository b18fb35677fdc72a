/* SPDX-License-Identifier: GPL-2.0-only */
#include "slot.h"
#include <level.h>

	SLOT	GetCR2
	mov	$LEVEL + 2, %eax
	ret
	END	GetCR2

	SLOT	RDMSR
	NATIVE_RDMSR
	END_INLINE RDMSR

	.section .note.GNU-stack, "", @progbits
