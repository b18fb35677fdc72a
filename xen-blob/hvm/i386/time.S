/* SPDX-License-Identifier: GPL-2.0-only */
/* The time, which Xen writes for each virtual CPU, in nanoseconds. */
#include "state.h"
#include <rom/i386/pvclock.h>

	.section .text.system_time, "ax", @progbits
/*
 * In: nothing; DS flat.  Out: EDX:EAX the client's counter.  Clobbers ECX, flags.
 *
 * Which virtual CPU it is, the MSR says, if it was asked before: own_state has the same in C.
 */
	.globl	system_time
	.hidden	system_time
	.type	system_time, @function
system_time:
	push	%ebx
	push	%esi
	push	%edi
	push	%ebp
	pushf
	cli
	call	1f
1:	pop	%ebp
	mov	rom_room-1b(%ebp), %ebp
	mov	$OWN_MSR, %ecx
	rdmsr
	cmp	$OWN_MARK, %edx
	jne	3f
	cmp	$MAX_VCPUS, %eax
	jae	3f
	imul	$STATE_SIZE, %eax, %eax
	lea	GLOBAL_STATES(%ebp,%eax), %ebx
	cmpb	$0, STATE_OPENED(%ebx)
	je	3f
2:	PVCLOCK_READ STATE_TIME, ebx, 2b
	PVCLOCK_IN_ORDER GLOBAL_LAST_CYCLES(%ebp)
	popf
	pop	%ebp
	pop	%edi
	pop	%esi
	pop	%ebx
	ret
3:	call	own_state
	mov	%eax, %ebx
	jmp	2b
	.size	system_time, . - system_time

	.section .note.GNU-stack, "", @progbits
