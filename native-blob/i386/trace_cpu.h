/* SPDX-License-Identifier: GPL-2.0-only */
/* On which processor a traced call is: by its initial APIC id, and the first where CPUID is unknown. */
#include "i386/cpuid.h"

/* Out: EAX the number.  Clobbers ECX, EDX, flags. */
.macro TRACE_CPU
	HAS_CPUID
	mov	$0, %eax
	jz	7f
	push	%ebx
	mov	$1, %eax
	cpuid
	shr	$24, %ebx
	mov	%ebx, %eax
	pop	%ebx
7:
.endm
