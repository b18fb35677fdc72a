/* SPDX-License-Identifier: GPL-2.0-only */
/* On which virtual CPU a traced call is; the first, up to where it has its descriptors. */
#include "i386/percpu.h"

/* Out: EAX the number.  Clobbers ECX, EDX, flags. */
.macro TRACE_CPU
	xor	%eax, %eax
	FIND	eax
	shr	$ID_LIMIT_SHIFT, %eax
.endm
