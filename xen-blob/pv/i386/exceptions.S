/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Exceptions and NMIs that the blob has to see before the client does.  gates.c sends Xen here for them when the client
 * writes a gate.  There is no room for the handler's address there, so the gate is read here when one comes.
 * It may be gone by then: another processor changes the table in memory first, and tells this one afterwards.
 *
 * DS, ES, FS, GS are the interrupted context's; memory is reached through SS.
 */
#include "descriptors.h"
#include "i386/percpu.h"

#define REFUSED(code, NAME, hypercall, calls, what) .set REFUSED_##NAME, code;
#include "refusals.def"
#undef REFUSED

#define TRAP_GATE_BIT 1		/* of a gate's byte 5 */
#define WITH_ERROR_CODE 0x27d00	/* vectors 8, 10 to 14, 17 */

	.section .text.exceptions, "ax", @progbits
/*
 * In: EAX a vector.  Out: EAX the handler, EBP the gate that the client's IDT has for it now; ZF set and EAX 0: none.
 * Clobbers arithmetic flags.
 */
gate:
	FIND	ebp
	shl	$VCPU_STRIDE_SHIFT - ID_LIMIT_SHIFT, %ebp
	lea	7(,%eax,8), %eax	/* the gate's last byte */
	cmp	%eax, WINDOW_VCPUS+STATE_IDT_BYTES(%ebp)
	jbe	1f
	mov	WINDOW_VCPUS+STATE_IDT(%ebp), %ebp
	lea	-7(%ebp,%eax), %ebp
	mov	4(%ebp), %eax
	and	$GATE_BITS, %eax
	cmp	$GATE_THERE, %eax
	jne	1f
	mov	4(%ebp), %eax
	mov	(%ebp), %ax
	test	%eax, %eax
	ret
1:	xor	%eax, %eax
	ret

/* In: as to_gate, above the return address.  Out: ZF clear if there is a gate, and it is a trap gate.  Clobbers arithmetic flags. */
is_trap_gate:
	push	%eax
	push	%ebp
	mov	12(%esp), %eax
	call	gate
	jz	1f
	testb	$TRAP_GATE_BIT, 5(%ebp)
1:	pop	%ebp
	pop	%eax
	ret

/*
 * NMI: Xen comes here wherever the kernel is, also in a restartable sequence or in IRET, which go on where they were.  Until the
 * next IRET Xen holds others back.
 * In: ESP at a frame as for the upcall, events off.  Out: in the client's handler.  Clobbers arithmetic flags.
 */
	.globl	nmi
	.hidden	nmi
nmi:
	movw	$0, 6(%esp)
	push	$VECTOR_NMI
	push	%ebp
	FIND	ebp
	orb	$HELD_NMI, HELD
	pop	%ebp
	jmp	to_gate

/*
 * #NM: Xen has cleared TS on this virtual CPU, and the client isn't to notice.  Most handlers clear it themselves; for the
 * others the next IRET sets it again.
 * In: ESP at the frame, events off whatever the gate is.  Out: in the client's handler, events as its gate wants them.
 * Clobbers arithmetic flags.
 */
	.globl	device_na
	.hidden	device_na
device_na:
	push	$VECTOR_NM
	push	%ebp
	FIND	ebp
	orb	$HELD_TS, HELD
	pop	%ebp
	call	is_trap_gate
	jz	to_gate
	testb	$IF_BIT, IF_BYTE	/* a trap gate leaves events as they were */
	jz	to_gate
	call	EnableInterrupts

/*
 * In: ESP at a vector, then an error code or a frame.  Out: in the client's handler, ESP behind the vector; without a gate that is
 * the client's end.  Clobbers arithmetic flags.
 */
to_gate:
	push	%eax
	push	%ebp
	mov	8(%esp), %eax
	call	gate
	jz	1f
	mov	%eax, 8(%esp)
	pop	%ebp
	pop	%eax
	ret				/* to the handler */
1:	pop	%ebp
	pop	%eax
	jmp	no_gate

/*
 * #NP and #GP: a user's DS or ES that deliver puts back may be of an LDT that another processor has changed meanwhile.
 * Such a register becomes null, as it does where Xen loads them.
 * In: ESP at the error code, events as the client's gate wants them.  Out: in the client's handler, or back where the register
 * is loaded.  Clobbers arithmetic flags.
 */
	.globl	segment_np, segment_gp
	.hidden	segment_np, segment_gp
segment_np:
	push	$VECTOR_NP
	jmp	segment_fault
segment_gp:
	push	$VECTOR_GP
segment_fault:
	testb	$2, 12(%esp)		/* user code has its own EIPs */
	jnz	to_gate
	push	%eax
	push	%edx
	call	1f
1:	pop	%edx
	mov	16(%esp), %eax
	sub	%edx, %eax
	cmp	$pop_es - 1b, %eax
	je	2f
	cmp	$pop_ds - 1b, %eax
	je	2f
	pop	%edx
	pop	%eax
	jmp	to_gate
2:	movl	$0, 28(%esp)		/* the selector, above the fault's frame */
	pop	%edx
	pop	%eax
	lea	8(%esp), %esp
	movw	$0, 6(%esp)
	iret

/*
 * Exceptions whose gate the client doesn't have, 4 bytes for each.  That is its end, but for two: anybody may INT3 and INTO, which
 * Xen delivers without a look at who may.  They become the fault that an INT to no gate is.
 * In: ESP at an error code or a frame; for those two, events as they were.  Out: in the client's handler of #GP, or not at all.
 * Clobbers arithmetic flags.
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
1:	push	%eax
	mov	4(%esp), %eax
	sub	$VECTOR_BP, %al
	cmp	$VECTOR_OF - VECTOR_BP, %al
	ja	3f
	lea	VECTOR_BP * 8 + 2(,%eax,8), %eax
	mov	%eax, 4(%esp)		/* the error code: in the IDT */
	decl	8(%esp)			/* EIP, behind one byte */
	pop	%eax
	push	$VECTOR_GP
	call	is_trap_gate
	jnz	to_gate
	call	DisableInterrupts
	jmp	to_gate
3:	pop	%eax

/* In: ESP at a vector, then an error code or a frame.  Ends the client. */
no_gate:
	pop	%ecx
	mov	$WITH_ERROR_CODE, %eax
	bt	%ecx, %eax
	jnc	1f
	pop	%eax
1:	pop	%ebx			/* EIP */
	mov	$XEN_DS, %eax
	mov	%eax, %ds
	mov	%eax, %es
	cld
	push	%ebx
	mov	$REFUSED_NO_GATE, %eax
	xor	%edx, %edx
	call	die

	.section .note.GNU-stack, "", @progbits
