/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * IRET, and what Xen calls on the way to and from it: the upcall of events, and the failsafe one.
 *
 * The problem: IRET must set the mask by the frame's IF and load the frame, and an event may come between the two, or have
 * waited before.  On hardware both are one.  Between "critical" and the iret events are on, and the old frame is still on the
 * stack.  So there an upcall drops its own frame and delivers in the old one's place; and what waited is looked for before.
 */
#include "slot.h"
#include "descriptors.h"
#include "hypercall.h"
#include "i386/percpu.h"

#define FLAGS_OFF 0x4100	/* TF, NT: what an interrupt clears beside IF */

#define IMAGE_MOST 0x20000	/* as much as an option ROM can have */

	SLOT	IRET
	lea	4(%esp), %esp
	.org	IRET + VMI_ROM_JUMP_ENTRY
	jmp	iret_body
	/* Here, so that a client knows the fault of a bad frame for what it is: by the slot. */
the_iret:
	iret
	END	IRET

	.section .text.iret, "ax", @progbits
/*
 * In: ESP at the frame; every register is the context's, events as they are.  Out: at the frame, or in the handler of an event
 * in its place.  Clobbers nothing; needs SS only.
 */
	.globl	iret_body
	.hidden	iret_body
iret_body:
	push	%ebp
iret_start:
	FIND	ebp
	movb	$1, MASK
iret_end:
	testb	$IF_BIT, IF_BYTE
	jz	2f
	movb	$0, MASK
	/* From here to the iret an event that comes is delivered in the frame's place: upcall. */
critical:
	testl	$EVENT_OR_HELD, PENDING
1:	pop	%ebp
critical_popped:
	jnz	iret_pending
	jmp	the_iret
critical_end:
2:	testb	$0xff, HELD
	jmp	1b
iret_pending:
	push	%ebp
	FIND	ebp
	movb	$1, MASK
iret_pending_end:
	testb	$HELD_TS, HELD
	jnz	set_ts
	testb	$HELD_NMI, HELD
	jnz	return_from_nmi
	/*
	 * An event waits, then; but for one case.  An NMI may have come since the look, and its IRET may have done what was
	 * held back; nothing waits then, and if the frame has events off, none may be delivered.
	 */
	testb	$IF_BIT, IF_BYTE
	pop	%ebp
	jz	iret_body
	/* As an interrupt does: else a debugger that steps over the IRET would step through the handler. */
	pushf
	andl	$~FLAGS_OFF, (%esp)
	popf
	jmp	interrupted		/* an exception may have been in one of the sequences, too */

/*
 * Enters the handler that the client has for the next event, as an interrupt would, or returns to the frame.
 * In: ESP at a frame, events off; every register is the frame's context's.  Out: in the handler with events off, or at the frame.
 * Clobbers arithmetic flags and DF; needs SS only.
 */
deliver:
	push	%eax			/* handler's place */
	push	%eax
	push	%ecx
	push	%edx
	push	%ds
	push	%es
	mov	$XEN_DS, %eax
	mov	%eax, %ds
	mov	%eax, %es
	cld
	call	next_event
	mov	%eax, 20(%esp)
	test	%eax, %eax
	.globl	pop_es, pop_ds
	.hidden	pop_es, pop_ds
pop_es:					/* either may fault: segment_fault, exceptions.S */
	pop	%es
pop_ds:
	pop	%ds
	pop	%edx
	pop	%ecx
	pop	%eax
	jz	1f
	ret				/* to the handler */
1:	lea	4(%esp), %esp
	jmp	iret_body

/*
 * The hypercall is an IRET that lets NMIs come again; it sets the mask by the frame's IF, and delivers what waits.
 * In: ESP at the context's EBP and then a frame, EBP as FIND gives it, events off.  Out: at the frame.  Clobbers nothing.
 */
return_from_nmi:
	andb	$~HELD_NMI, HELD
	shl	$VCPU_STRIDE_SHIFT - ID_LIMIT_SHIFT, %ebp
	incl	WINDOW_VCPUS(%ebp)	/* hypercalls */
	pop	%ebp
	push	%eax			/* Xen pops it */
	mov	$__HYPERVISOR_iret, %eax
	int	$HYPERCALL_VECTOR

/*
 * The handler of a #NM has left TS as it was, and Xen had cleared it: now it is set again.
 * In: ESP at the context's EBP and then a frame, EBP as FIND gives it, events off.  Out: at iret_body.  Clobbers flags.
 */
set_ts:
	andb	$~HELD_TS, HELD
	push	%eax
	push	%ebx
	shl	$VCPU_STRIDE_SHIFT - ID_LIMIT_SHIFT, %ebp
	incl	WINDOW_VCPUS(%ebp)	/* hypercalls */
	mov	$__HYPERVISOR_fpu_taskswitch, %eax
	mov	$1, %ebx
	int	$HYPERCALL_VECTOR
	pop	%ebx
	pop	%eax
	pop	%ebp
	jmp	iret_body

/*
 * Xen calls this for an event, on the stack of the interrupted kernel, or on the kernel stack when it was user code.
 * In: ESP at a frame EIP, CS, EFLAGS [, ESP, SS], events off; every register is the frame's context's.
 * Out: as deliver, with a frame that leads to the sequence's begin where it was in one.  Clobbers arithmetic flags.
 */
upcall:
	movw	$0, 6(%esp)		/* Xen leaves the old mask in CS's upper half */
interrupted:
	testb	$2, 4(%esp)		/* user code is in none of the sequences */
	jnz	deliver
	push	%eax
	push	%edx
	call	here
here:
	pop	%edx
	mov	8(%esp), %eax
	sub	%edx, %eax
	/* Mostly it isn't in here at all. */
	mov	%eax, %edx
	sub	$rom_slots - here, %edx
	cmp	$IMAGE_MOST, %edx
	jae	2f
	cmp	$the_iret - here, %eax
	je	in_iret
	mov	%eax, %edx
	sub	$critical - here, %edx
	cmp	$critical_popped - critical, %edx
	jb	in_iret_pushed
	cmp	$critical_end - critical, %edx
	jb	in_iret
	cmp	$iret_pending - critical, %edx	/* who has seen that one waits, and has events still on */
	je	in_iret
	jb	1f
	cmp	$iret_pending_end - critical, %edx
	jb	in_iret_pushed
1:
	mov	%eax, %edx
	sub	$iret_start - here, %edx
	cmp	$iret_end - iret_start, %edx
	jbe	restart
	mov	8(%esp), %eax
	call	sequence_behind
restart:
	sub	%edx, 8(%esp)
2:	pop	%edx
	pop	%eax
	jmp	deliver
/*
 * Interrupted with events on and the old frame still there: that one counts.
 * In: ESP at EDX, EAX, the upcall's frame, EBP if it is pushed, the old frame; events off.
 * Out: at interrupted, ESP at the old frame, every register its context's.  Clobbers nothing.
 */
in_iret_pushed:
	mov	20(%esp), %ebp
	pop	%edx
	pop	%eax
	lea	16(%esp), %esp
	jmp	interrupted		/* the old frame may lead into an IRET's sequence, too: one that a handler had interrupted */
in_iret:
	pop	%edx
	pop	%eax
	lea	12(%esp), %esp
	jmp	interrupted

/*
 * Xen calls this when a segment register or an iret of its own failed on the way back.  It has loaded those that are good, and
 * null for the others.
 * In: ESP at DS, ES, FS, GS and then the frame (xen.h, failsafe callback), events off.  Out: as iret_body.
 * Clobbers nothing.
 */
failsafe:
	lea	16(%esp), %esp
	movw	$0, 6(%esp)
	jmp	iret_body

/* In: nothing.  Out: EAX where this image has the upcall, or the failsafe one.  Clobbers flags. */
	.globl	upcall_address, failsafe_address
	.hidden	upcall_address, failsafe_address
upcall_address:
	call	1f
1:	pop	%eax
	add	$upcall-1b, %eax
	ret
failsafe_address:
	call	1f
1:	pop	%eax
	add	$failsafe-1b, %eax
	ret

	.section .note.GNU-stack, "", @progbits
