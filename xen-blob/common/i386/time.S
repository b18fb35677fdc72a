/* SPDX-License-Identifier: GPL-2.0-only */
/* Time is in nanoseconds: so Xen has it. */
#include "slot.h"
#include <rom/i386/pvclock.h>

	SLOT	GetCycleFrequency
	mov	$1000000000, %eax
	xor	%edx, %edx
	END_INLINE GetCycleFrequency

	.section .text.xen_time, "ax", @progbits
/*
 * In: EAX a struct vcpu_time_info of this virtual CPU's; DS flat, interrupts off.  Out: EDX:EAX Xen's time, ns.
 * Clobbers ECX, flags.
 */
	.globl	xen_time
	.hidden	xen_time
	.type	xen_time, @function
xen_time:
	push	%ebx
	push	%esi
	push	%edi
	mov	%eax, %ebx
1:	PVCLOCK_READ 0, ebx, 1b
	pop	%edi
	pop	%esi
	pop	%ebx
	ret
	.size	xen_time, . - xen_time

	.section .note.GNU-stack, "", @progbits
