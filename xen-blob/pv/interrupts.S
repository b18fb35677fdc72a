/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The interrupt flag is a byte that Xen reads, set for off; beside it a byte that
 * Xen sets when an event waits.  Both have constant addresses, reached through
 * SS, which is flat in every context.
 */
#include "../../rom/slot.h"
#include "state.h"

#define IF_BYTE 9(%esp)		/* bits 8 to 15 of the EFLAGS in a frame */
#define IF_BIT 2
#define FLAGS_OFF 0x4100	/* TF, NT: what an interrupt clears beside IF */

	SLOT	EnableInterrupts
	movb	$0, %ss:EVENT_MASK
	testb	$0xff, %ss:EVENT_PENDING
	jnz	take_events
	ret
	END	EnableInterrupts

	SLOT	DisableInterrupts
	movb	$1, %ss:EVENT_MASK
	ret
	END	DisableInterrupts

	SLOT	GetInterruptMask
	movzbl	%ss:EVENT_MASK, %eax
	xor	$1, %eax
	shl	$9, %eax
	ret
	END	GetInterruptMask

	SLOT	SetInterruptMask
	test	$0x200, %eax
	jnz	set_on
	movb	$1, %ss:EVENT_MASK
	ret
	END	SetInterruptMask

	.text
/* In: nothing. Keeps every register. Any hypercall delivers what waits; this one does nothing else. */
take_events:
	push	%eax
	push	%ebx
	push	%ecx
	incl	%ss:WINDOW_STATE	/* hypercalls */
	mov	$17, %eax		/* __HYPERVISOR_xen_version */
	xor	%ebx, %ebx
	xor	%ecx, %ecx
	int	$0x82
	pop	%ecx
	pop	%ebx
	pop	%eax
	ret
set_on:
	movb	$0, %ss:EVENT_MASK
	testb	$0xff, %ss:EVENT_PENDING
	jnz	take_events
	ret

	SLOT	IRET
	lea	4(%esp), %esp
	.org	IRET + VMI_ROM_JUMP_ENTRY
	jmp	iret_body
	/* Here, so that a client knows the fault of a bad frame for what it is: by the slot. */
the_iret:
	iret
	END	IRET

	SLOT	SYSEXIT
	ud2				/* hidden in CPUID */
	END	SYSEXIT

	.text
/* In: ESP at the frame; every register is final. */
	.globl	iret_body
iret_body:
	movb	$1, %ss:EVENT_MASK
	testb	$IF_BIT, IF_BYTE
	jz	2f
	movb	$0, %ss:EVENT_MASK
	/* From here to the iret an event that comes is delivered in the frame's place: upcall. */
critical:
	testb	$0xff, %ss:EVENT_PENDING
	jnz	3f
2:	jmp	the_iret
critical_end:
3:	movb	$1, %ss:EVENT_MASK
	/* As an interrupt does; a debugger that steps over the IRET would step through the handler. */
	pushf
	andl	$~FLAGS_OFF, (%esp)
	popf

/*
 * In: ESP at a frame, events masked. Finds the handler that the client has for
 * the next event and enters it as an interrupt would, or returns to the frame.
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
	pop	%es
	pop	%ds
	pop	%edx
	pop	%ecx
	pop	%eax
	jz	1f
	ret				/* to the handler */
1:	lea	4(%esp), %esp
	jmp	iret_body

/*
 * Xen calls this, events masked, on the stack of the interrupted kernel, or on
 * the kernel stack when it was user code: frame EIP, CS, EFLAGS [, ESP, SS].
 */
upcall:
	movw	$0, 6(%esp)		/* Xen leaves the old mask in CS's upper half */
	testb	$2, 4(%esp)		/* user code is never in the critical section */
	jnz	deliver
	push	%eax
	push	%ecx
	call	1f
1:	pop	%ecx
	mov	8(%esp), %eax
	sub	%ecx, %eax
	cmp	$the_iret-1b, %eax
	je	2f
	sub	$critical-1b, %eax
	cmp	$critical_end-critical, %eax
2:	pop	%ecx
	pop	%eax
	ja	deliver
	/* Interrupted with the mask off and the old frame still there: that one counts. */
	lea	12(%esp), %esp
	jmp	deliver

/*
 * A segment register or an iret of Xen's own failed on the way back: DS, ES, FS, GS
 * lie below the frame (xen.h, failsafe callback).  Null selectors always load.
 */
failsafe:
	lea	16(%esp), %esp
	push	$0
	pop	%ds
	push	$0
	pop	%es
	push	$0
	pop	%fs
	push	$0
	pop	%gs
	jmp	iret_body

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
