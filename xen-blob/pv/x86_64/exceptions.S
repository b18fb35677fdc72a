/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Exceptions and NMIs that the blob has to see before the client does.  gates.c sends Xen here for them when the client
 * writes a gate.  There is no room for the handler's address there, so the gate is read when one comes (interrupts.c).
 *
 * At each of these places RSP is at RCX and R11, then an error code or none, and a frame.  Both registers are free up to the
 * client's handler, which begins by taking them off.
 */
#include "slot.h"
#include "descriptors.h"
#include "x86_64/percpu_asm.h"

	.section .text.exceptions, "ax", @progbits
/*
 * NMI: Xen comes here wherever the kernel is, also in IRET, which goes on where it was.  Until the next IRET Xen holds others
 * back.
 * In: as above, events off.  Out: in the client's handler.  Clobbers flags.
 */
	.globl	nmi
	.hidden	nmi
	.type	nmi, @function
nmi:
	orb	$HELD_NMI, HELD
	mov	$VECTOR_NMI, %ecx
	jmp	to_gate

/*
 * #NM: Xen has cleared TS on this virtual CPU, and the client isn't to notice.  Most handlers clear it themselves; for the
 * others the next IRET sets it again.
 * In: as above, events off whatever the gate is.  Out: in the client's handler, events as its gate wants them.
 * Clobbers flags.
 */
	.globl	device_na
	.hidden	device_na
device_na:
	orb	$HELD_TS, HELD
	mov	$VECTOR_NM, %ecx

/*
 * In: ECX a vector, RSP as above, events off.  Out: in the client's handler, events as its gate wants them; without a gate that
 * is the client's end.  Clobbers flags.
 */
	.globl	to_gate
	.hidden	to_gate
to_gate:
	push	%rax
	SAVE_C
	cld
	mov	%ecx, %edi
	lea	72(%rsp), %rsi		/* behind seven registers, RCX and R11 */
	call	trap_handler
	mov	%rax, %rcx
	RESTORE_C
	pop	%rax

/*
 * By IRETQ, and not by a jump through a register, which a blob doesn't have.
 * In: RCX a handler, RSP at RCX and R11.  Out: there.  Clobbers R11.
 */
	.globl	enter_handler
	.hidden	enter_handler
enter_handler:
	mov	%rsp, %r11
	pushq	$XEN_SS
	push	%r11
	pushf
	pushq	$XEN_CS
	push	%rcx
	iretq

/*
 * Exceptions whose gate the client doesn't have, 4 bytes for each.  That is its end, but for one: anybody may INT3, which
 * Xen delivers without a look at who may.  It becomes the fault that an INT to no gate is.
 * In: as above; for that one, events as they were.  Out: in the client's handler of #GP, or not at all.
 * Clobbers flags.
 */
	.globl	no_gates
	.hidden	no_gates
no_gates:
	.set	vector, 0
	.rept	NR_EXCEPTIONS
	.org	no_gates + NO_GATE_SIZE * vector
	push	$vector
	jmp	1f
	.set	vector, vector + 1
	.endr
1:	pop	%rcx
	movb	$1, MASK
	cmp	$VECTOR_BP, %ecx
	jne	to_gate
	/* An error code below the frame: in the IDT. */
	push	%rcx
	mov	8(%rsp), %rcx
	mov	%rcx, (%rsp)
	mov	16(%rsp), %rcx
	mov	%rcx, 8(%rsp)
	movq	$VECTOR_BP * 8 + 2, 16(%rsp)
	decq	24(%rsp)		/* RIP, behind one byte */
	mov	$VECTOR_GP, %ecx
	jmp	to_gate
	.size	nmi, . - nmi

	.section .note.GNU-stack, "", @progbits
