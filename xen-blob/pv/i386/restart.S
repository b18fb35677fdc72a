/* SPDX-License-Identifier: GPL-2.0-only */
/* Where an interrupted sequence begins: the list that RESTARTABLE makes (percpu.h). */

	.section .text.sequence_behind, "ax", @progbits
/*
 * In: EAX an EIP.  Out: EDX how far it is behind the begin of the sequence that it is in; 0: in none.
 * Clobbers EAX, flags; needs no segment but CS and SS.
 */
	.globl	sequence_behind
	.hidden	sequence_behind
	.type	sequence_behind, @function
sequence_behind:
	push	%ecx
	call	1f
1:	pop	%edx
	lea	restarts-1b(%edx), %edx
2:	cmpl	$0, %cs:4(%edx)
	je	4f
	mov	%eax, %ecx
	sub	%edx, %ecx
	sub	%cs:(%edx), %ecx
	cmp	%cs:4(%edx), %ecx
	jbe	3f
	add	$8, %edx
	jmp	2b
3:	mov	%ecx, %edx
	pop	%ecx
	ret
4:	xor	%edx, %edx
	pop	%ecx
	ret
	.size	sequence_behind, . - sequence_behind

/* Each line: how far the begin is from it, and the last instruction from the begin. */
	.section .rodata.restart.0, "a"
restarts:
	.section .rodata.restart.2, "a"
	.long	0, 0			/* the end */

	.section .note.GNU-stack, "", @progbits
