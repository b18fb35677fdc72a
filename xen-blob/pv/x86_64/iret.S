/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * IRET and SYSRET, and what Xen calls on the way to and from them: the upcall of events, and the failsafe callback.
 *
 * To user mode both are a hypercall, which sets the mask by the frame's IF, delivers what waits and changes the page tables.
 *
 * To the kernel IRET is the instruction.  The problem: it must set the mask and load the frame, and an event may come between
 * the two, or have waited before.  Between "critical" and the iretq events are on, and the old frame is still on the stack.
 * So there an upcall drops its own frame and delivers in the old one's place: no handler's end leaves a frame behind, however
 * many events come.  And what waited is looked for before.
 */
#include "slot.h"
#include "descriptors.h"
#include "hypercall.h"
#include "x86_64/percpu_asm.h"

#define FLAGS_OFF 0x4100	/* TF, NT: what an interrupt clears beside IF */
#define RFLAGS_IF 0x200
#define FRAME_CS_AT 8		/* in a frame */

	SLOT	IRET
	jmp	iret_body
	/* Here, so that a client knows the fault of a bad frame for what it is: by the slot. */
the_iret:
	iretq
	END	IRET

	.section .text.iret, "ax", @progbits
/*
 * In: RSP at the frame, CS with RPL 0 for the kernel's; every register is the context's, events as they are.
 * Out: at the frame, or in the handler of an event in its place.  Clobbers nothing.
 */
	.globl	iret_body
	.hidden	iret_body
	.type	iret_body, @function
iret_body:
	testb	$3, FRAME_CS_AT(%rsp)
	jnz	to_user
	testb	$IF_BIT, IF_BYTE
	jz	to_kernel_off
	orb	$KERNEL_RPL, FRAME_CS_AT(%rsp)
	movb	$0, MASK
	/* From here to the iretq an event that comes is delivered in the frame's place: upcall. */
critical:
	testl	$EVENT_OR_HELD, PENDING
	jnz	iret_pending
	jmp	the_iret
iret_pending:
	movb	$1, MASK
iret_pending_end:
	andb	$~3, FRAME_CS_AT(%rsp)
iret_held:
	testb	$HELD_TS, HELD
	jnz	set_ts
	testb	$HELD_NMI, HELD
	jnz	return_by_xen
	/*
	 * An event waits, then; but for one case.  An NMI may have come since the look, and its IRET may have done what was
	 * held back; nothing waits then, and if the frame has events off, none may be delivered.
	 */
	testb	$IF_BIT, IF_BYTE
	jz	iret_body
	/* As an interrupt does: else a debugger that steps over the IRET would step through the handler. */
	pushf
	andl	$~FLAGS_OFF, (%rsp)
	popf
	push	%r11
	push	%rcx
	jmp	interrupted		/* an exception may have been in the sequence, too */

to_kernel_off:
	movb	$1, MASK
	testb	$0xff, HELD
	jnz	iret_held
	orb	$KERNEL_RPL, FRAME_CS_AT(%rsp)
	jmp	the_iret

to_user:
	movb	$1, MASK
	testb	$HELD_TS, HELD
	jnz	set_ts
/*
 * The hypercall is an IRET that lets NMIs come again; it sets the mask by the frame's IF, and delivers what waits.
 * In: RSP at a frame, events off.  Out: at the frame.  Clobbers nothing.
 */
return_by_xen:
	andb	$~HELD_NMI, HELD
	pushq	$0			/* flags of struct iret_context */
	push	%rcx
	push	%r11
	push	%rax
	COUNT_HYPERCALL rax
	mov	$__HYPERVISOR_iret, %eax
	syscall

/*
 * The handler of a #NM has left TS as it was, and Xen had cleared it: now it is set again.
 * In: RSP at a frame, events off.  Out: at iret_body.  Clobbers flags.
 */
set_ts:
	andb	$~HELD_TS, HELD
	push	%rax
	push	%rcx
	push	%rdi
	push	%r11
	COUNT_HYPERCALL rax
	mov	$__HYPERVISOR_fpu_taskswitch, %eax
	mov	$1, %edi
	syscall
	pop	%r11
	pop	%rdi
	pop	%rcx
	pop	%rax
	jmp	iret_body
	.size	iret_body, . - iret_body

/*
 * In: RCX user RIP, R11 user RFLAGS, RSP user stack; events off, as SYSRET has no way to turn them off.  Out: there.
 * Clobbers nothing.
 */
	BODY	SYSRET
	movb	$1, MASK
	mov	%rsp, OWN(PERCPU_SCRATCH)
	mov	OWN(PERCPU_STACK), %rsp
	pushq	$XEN_SS
	pushq	OWN(PERCPU_SCRATCH)
	push	%r11
	pushq	$XEN_CS
	push	%rcx
	testb	$HELD_TS, HELD
	jnz	set_ts			/* then as by IRET */
	andb	$~HELD_NMI, HELD
	pushq	$VGCF_in_syscall
	push	%rcx
	push	%r11
	push	%rax
	COUNT_HYPERCALL rax
	mov	$__HYPERVISOR_iret, %eax
	syscall
	END	SYSRET

	.section .text.upcall, "ax", @progbits
/*
 * Xen calls this for an event, on the stack of the interrupted kernel, or on the kernel stack when it was user code.
 * In: RSP at RCX, R11, RIP, CS, RFLAGS, RSP, SS; events off; every other register is the frame's context's.
 * Out: in the handler with events off, or at the frame.  Clobbers arithmetic flags and DF.
 */
	.globl	upcall
	.hidden	upcall
	.type	upcall, @function
upcall:
	movl	$0, 28(%rsp)		/* Xen leaves the old mask in CS's upper half */
interrupted:
	testb	$3, 24(%rsp)		/* user code is in none of the sequences */
	jnz	deliver
	lea	critical(%rip), %rcx
	mov	16(%rsp), %r11
	sub	%rcx, %r11
	cmp	$iret_pending_end - critical, %r11
	jb	in_iret
	lea	the_iret(%rip), %rcx
	cmp	%rcx, 16(%rsp)
	jne	deliver
/*
 * Interrupted with events on and the old frame still there: that one counts.  It begins where the upcall's RSP is: Xen aligns
 * its frames.
 */
in_iret:
	push	%rax
	mov	48(%rsp), %rax
	andb	$~3, FRAME_CS_AT(%rax)
	mov	8(%rsp), %rcx
	mov	16(%rsp), %r11
	mov	%r11, -8(%rax)
	mov	%rcx, -16(%rax)
	lea	-16(%rax), %rcx
	pop	%rax
	mov	%rcx, %rsp
	jmp	interrupted		/* the old frame may lead into the sequence, too: one that a handler had interrupted */

/*
 * Enters the handler that the client has for the next event, as an interrupt would, or returns to the frame.
 * In: RSP at RCX, R11 and a frame; events off.
 */
deliver:
	push	%rax
	SAVE_C
	cld
	call	next_event
	mov	%rax, %rcx
	test	%rax, %rax
	RESTORE_C
	pop	%rax
	jnz	enter_handler
	pop	%rcx
	pop	%r11
	jmp	iret_body

/*
 * Xen calls this when it could not return to user mode: a segment register failed, and is null now, or the frame is bad.
 * In: RSP at RCX, R11, DS, ES, FS, GS and then the frame (xen-x86_64.h, failsafe callback), events off.
 * Out: at the frame; or in the client's handler of #GP, as if the instruction of IRET had failed.  Clobbers flags.
 */
	.globl	failsafe
	.hidden	failsafe
failsafe:
	mov	%ds, %ecx
	cmp	%cx, 16(%rsp)
	jne	1f
	mov	%es, %ecx
	cmp	%cx, 24(%rsp)
	jne	1f
	mov	%fs, %ecx
	cmp	%cx, 32(%rsp)
	jne	1f
	mov	%gs, %ecx
	cmp	%cx, 40(%rsp)
	je	bad_frame
1:	pop	%rcx
	pop	%r11
	lea	32(%rsp), %rsp
	movl	$0, FRAME_CS_AT+4(%rsp)
	jmp	iret_body
bad_frame:
	pop	%rcx
	pop	%r11
	lea	32(%rsp), %rsp
	push	$XEN_SS
	push	%rax
	lea	16(%rsp), %rax
	xchg	%rax, (%rsp)		/* where the bad frame is */
	pushf
	andl	$~RFLAGS_IF, (%rsp)
	pushq	$FRAME_CS
	push	%rax
	lea	the_iret(%rip), %rax
	xchg	%rax, (%rsp)
	pushq	$0			/* error code */
	push	%r11
	push	%rcx
	mov	$VECTOR_GP, %ecx
	jmp	to_gate
	.size	upcall, . - upcall

/* In: nothing.  Out: RAX where this image has the upcall, or the failsafe one.  Clobbers nothing. */
	.globl	upcall_address, failsafe_address
	.hidden	upcall_address, failsafe_address
	.type	upcall_address, @function
	.type	failsafe_address, @function
upcall_address:
	lea	upcall(%rip), %rax
	RETURN
	.size	upcall_address, . - upcall_address
failsafe_address:
	lea	failsafe(%rip), %rax
	RETURN
	.size	failsafe_address, . - failsafe_address

	.section .note.GNU-stack, "", @progbits
