/* SPDX-License-Identifier: GPL-2.0-only */
/* What both back ends have, each its own copy of. */
#include "slot.h"
#include "inline.h"
#include <level.h>

	SLOT	CPUID
	mov	$LEVEL, %eax
	RETURN
	END	CPUID

	SLOT	GetCR0
	mov	$LEVEL + 1, %eax
	RETURN
	END	GetCR0

	SLOT	IRET
	NATIVE_IRET
	END	IRET

	GET_INLINE

	.section .note.GNU-stack, "", @progbits
