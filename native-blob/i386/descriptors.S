/* SPDX-License-Identifier: GPL-2.0-only */
/* Writes of descriptors. */
#include "slot.h"

/* The table need not be the one that is loaded, nor this processor's. */
.macro WRITE_SLOT name
	SLOT	\name
	lea	(%eax,%edx,8), %eax
	mov	4(%esp), %edx
	mov	%ecx, (%eax)
	mov	%edx, 4(%eax)
	ret
	END	\name
.endm
	WRITE_SLOT WriteGDTEntry
	WRITE_SLOT WriteLDTEntry
	WRITE_SLOT WriteIDTEntry
