/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A trace build: in front of each body of the back end one that writes down the call, and then goes on to it with all
 * registers, flags and the stack as they came.
 */
#include "slot.h"
#include <vmi/trace.h>
#include "i386/trace_cpu.h"

	.section .text.trace_word, "ax", @progbits
/* In: nothing.  Out: EAX the address of the trace's word in the ROM's room: behind two of the back end's.  Clobbers nothing. */
	.globl	trace_word
	.hidden	trace_word
	.type	trace_word, @function
trace_word:
	call	1f
1:	pop	%eax
	lea	rom_room+8-1b(%eax), %eax
	ret
	.size	trace_word, . - trace_word

/* Who gives no memory can't be traced. */
	INIT_REFUSES VMI_INIT_NEEDS_START

	.section .text.rom_begin, "ax", @progbits
/* In: nothing.  Out: EAX the address of the ROM's first byte.  Clobbers nothing. */
	.globl	rom_begin
	.hidden	rom_begin
	.type	rom_begin, @function
rom_begin:
	call	1f
1:	pop	%eax
	lea	rom_header-1b(%eax), %eax
	ret
	.size	rom_begin, . - rom_begin

/* The stack in trace. */
#define EFLAGS 16
#define NUMBER (EFLAGS + 8)
#define CALLER (EFLAGS + 12)
#define SAVED_EDX 4
#define SAVED_ECX 8
#define SAVED_EAX 12

/* Of the call that ECX points to.  Clobbers EAX. */
.macro NOTE field, from:vararg
	mov	\from, %eax
	mov	%eax, %ss:\field(%ecx)
.endm

	.section .text.trace, "ax", @progbits
/*
 * In: on the stack the return address, the call's number, and what the body will find.  Out: the number is gone.
 * Clobbers nothing; needs CS and SS only.
 */
	.hidden	trace
	.type	trace, @function
trace:
	pushf
	push	%eax
	push	%ecx
	push	%edx
	push	%ebx
	call	trace_word
	mov	%ss:(%eax), %ebx
	cmp	$-1, %ebx
	je	1f			/* not started */
	TRACE_CPU
	mov	%eax, %ecx
	and	$VMI_TRACE_CPUS-1, %ecx
	inc	%ecx
	imul	$VMI_TRACE_PAGE, %ecx, %ecx
	add	%ebx, %ecx		/* the processor's page */
	mov	%eax, %ss:VMI_TRACE_OFF_ID(%ecx)
	movzbl	NUMBER(%esp), %eax
	lock incl %ss:VMI_TRACE_OFF_COUNTS(%ecx,%eax,4)
	mov	$1, %eax
	lock xadd %eax, %ss:VMI_TRACE_OFF_SEQUENCE(%ebx)
	mov	$1, %edx
	lock xadd %edx, %ss:VMI_TRACE_OFF_NEXT(%ecx)
	and	$VMI_TRACE_CALLS-1, %edx
	shl	$VMI_TRACE_CALL_SHIFT, %edx
	lea	VMI_TRACE_OFF_CALLS(%ecx,%edx), %ecx
	mov	%eax, %ss:VMI_TRACE_OFF_ORDER(%ecx)
	NOTE	VMI_TRACE_OFF_NUMBER, NUMBER(%esp)
	NOTE	VMI_TRACE_OFF_CALLER, CALLER(%esp)
	NOTE	VMI_TRACE_OFF_EAX, SAVED_EAX(%esp)
	NOTE	VMI_TRACE_OFF_EDX, SAVED_EDX(%esp)
	NOTE	VMI_TRACE_OFF_ECX, SAVED_ECX(%esp)
	NOTE	VMI_TRACE_OFF_EFLAGS, EFLAGS(%esp)
	lea	CALLER(%esp), %eax
	mov	%eax, %ss:VMI_TRACE_OFF_ESP(%ecx)
1:	pop	%ebx
	pop	%edx
	pop	%ecx
	pop	%eax
	popf
	ret	$4
	.size	trace, . - trace

/* Who calls enters at the begin, who jumps VMI_ROM_JUMP_ENTRY on; so the body finds what it would without. */
.macro TRACED name
	BODY	\name
	jmp	1f
	.org	\name + VMI_ROM_JUMP_ENTRY
	push	$number_\name | VMI_TRACE_JUMPED
	call	trace
	jmp	untraced_\name + VMI_ROM_JUMP_ENTRY
1:	push	$number_\name
	call	trace
	jmp	untraced_\name
	END	\name
.endm

/* A line for each body but Offer and Start: what nm has found in the back end. */
#include "traced.inc"

	.section .note.GNU-stack, "", @progbits
