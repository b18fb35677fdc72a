/* SPDX-License-Identifier: GPL-2.0-only */
/* What is stepped through. */
#include <vmi/site.h>

#define TF 0x100

	.text
/* void step_run(void (*fn)(void *arg), void *arg): with TF set, which is clear again behind. Clobbers what C does. */
	.globl	step_run
	.type	step_run, @function
step_run:
	mov	4(%esp), %eax
	push	8(%esp)
	pushf
	orl	$TF, (%esp)
	popf
	call	*%eax
	pushf
	andl	$~TF, (%esp)
	popf
	lea	4(%esp), %esp
	ret
	.size	step_run, . - step_run

/* void step_iret(void *eflags): in 4(%esp) the frame's. Keeps all registers but EAX. */
	.globl	step_iret, step_iret_end
	.type	step_iret, @function
step_iret:
	mov	4(%esp), %eax
	push	%eax
	push	%cs
	push	$step_iret_end
	VMI_IRET
step_iret_end:
	ret
	.size	step_iret, . - step_iret

	.section .note.GNU-stack, "", @progbits
