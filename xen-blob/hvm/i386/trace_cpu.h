/* SPDX-License-Identifier: GPL-2.0-only */
/* On which virtual CPU a traced call is; the first, where a virtual CPU has made no call that looks. */
#include "state.h"

/* Out: EAX the number.  Clobbers ECX, EDX, flags. */
.macro TRACE_CPU
	mov	$OWN_MSR, %ecx
	rdmsr
	cmp	$OWN_MARK, %edx
	je	7f
	xor	%eax, %eax
7:
.endm
