/* SPDX-License-Identifier: GPL-2.0-only */
/* The short way of a hypercall that may wait, which a context switch takes several times. */
#include "i386/percpu.h"
#include <vmi/calls.h>

	.section .text.call_deferred, "ax", @progbits
/* Word of the next multicall_entry_t. */
#define CALL(word) WINDOW_VCPUS+STATE_CALLS_PAGE+4*word(%ebx,%esi)
/*
 * void call_deferred(nr, a, b, c, d): in lazy mode for processor state the hypercall goes behind those that wait; all else is
 * call_deferred_c's.  In: EAX, EDX, ECX, 4(%esp), 8(%esp); DS flat, events off.  Clobbers EAX, ECX, EDX, flags.
 */
	.globl	call_deferred
	.hidden	call_deferred
	.type	call_deferred, @function
call_deferred:
	push	%ebx
	push	%esi
	FIND_STATE ebx
	cmpl	$VMI_LAZY_CPU, WINDOW_VCPUS+STATE_LAZY(%ebx)
	jne	1f
	mov	WINDOW_VCPUS+STATE_CALLS(%ebx), %esi
	cmp	$MAX_CALLS - 2, %esi
	jae	1f
	cmpl	$0, WINDOW_VCPUS+STATE_RUN(%ebx)
	jne	1f
	shl	$CALL_SHIFT, %esi
	mov	%eax, CALL(0)
	mov	%edx, CALL(2)
	mov	%ecx, CALL(3)
	mov	12(%esp), %eax
	mov	%eax, CALL(4)
	mov	16(%esp), %eax
	mov	%eax, CALL(5)
	incl	WINDOW_VCPUS+STATE_CALLS(%ebx)
	pop	%esi
	pop	%ebx
	ret
1:	pop	%esi
	pop	%ebx
	jmp	call_deferred_c
	.size	call_deferred, . - call_deferred

	.section .note.GNU-stack, "", @progbits
