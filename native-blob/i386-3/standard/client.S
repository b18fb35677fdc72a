/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Two kinds of 3.0 clients, which differ in what a flag call's site costs them.
 *
 * A C site of kernels before 2.6.30 saves ECX and EDX around its indirect call, an assembler
 * site EAX as well.  *None* leaves all that in place, on each spin_lock_irqsave; *call*
 * overwrites it.  From 2.6.30 on sites save nothing, and *call* only adds a nop
 * (docs/client30-answers.md).  There is no memory here to remember a client by, and nobody
 * says who asks; but what such kernels have in their GDT differs, and stays as it is.
 *
 * All of them have 32 entries, with flat code in 12.  Entry 26 is the stack segment for
 * returns to 16-bit stacks: of no size, in pages, up to 2.6.30; flat since.  On all processors,
 * from before the first question on; and never written to, as what writes it is left out
 * where there is a ROM (docs/facts/vmi-3.0-client.md section 5).  2.6.30 itself counts as older.
 *
 * A wrong guess costs an instruction at a site: both answers are right for either.
 */
#include <vmi/calls.h>
#include <vmi/rom.h>

#define GDT_LIMIT 0xff
#define KERNEL_CS 0x60
#define ESPFIX_SS 0xd0
#define FLAT 0xcf		/* limit's top and granularity */
#define EMPTY_STACK 0x00c09200	/* high word: data, writable, 32-bit, in pages, none of them */

/* Out: EDX VMI_ANSWER_CALL for a client that does better with it than with none, else VMI_ANSWER_NONE. */
/* Clobbers ECX, flags; needs no segment but SS. */
	.section .text.answer_for_client, "ax", @progbits
	.globl	answer_for_client
	.hidden	answer_for_client
	.type	answer_for_client, @function
answer_for_client:
	lea	-8(%esp), %esp
	sgdt	(%esp)
	xor	%edx, %edx
	mov	2(%esp), %ecx
	cmpw	$GDT_LIMIT, (%esp)
	lea	8(%esp), %esp
	jne	1f
	cmpl	$0xffff, %ss:KERNEL_CS(%ecx)
	jne	1f
	cmpb	$FLAT, %ss:KERNEL_CS+6(%ecx)
	jne	1f
	cmpl	$0, %ss:ESPFIX_SS(%ecx)
	jne	1f
	cmpl	$EMPTY_STACK, %ss:ESPFIX_SS+4(%ecx)
	jne	1f
	mov	$VMI_ANSWER_CALL, %dl
1:	ret
	.size	answer_for_client, . - answer_for_client

	.section .note.GNU-stack, "", @progbits
