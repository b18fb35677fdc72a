/* SPDX-License-Identifier: GPL-2.0-only */
/* Entries from Xen, as a kernel for nothing but Xen would have them. */
#ifdef CONFIG_PAE

#define __HYPERVISOR_iret 23

	.text
	.globl ideal_int, ideal_int_entry, ideal_fault_entry, ideal_upcall
/* void ideal_int(void): a breakpoint, and a handler that does nothing but return. */
ideal_int:
	int3
	ret

/* In: Xen's frame of the breakpoint.  Out: at what was interrupted; clobbers nothing. */
ideal_int_entry:
	iret

/* In: Xen's frame of a fault, with its error code.  Out: at what the frame names, behind ideal_fault(); clobbers nothing. */
ideal_fault_entry:
	push	%eax
	push	%ecx
	push	%edx
	call	ideal_fault
	pop	%edx
	pop	%ecx
	pop	%eax
	lea	4(%esp), %esp		/* error code */
	iret

/*
 * In: Xen's frame of an upcall; events masked, the old mask in the upper half of its CS.
 * Out: at what was interrupted, behind ideal_event() and by Xen's own return; clobbers nothing.
 */
ideal_upcall:
	movw	$0, 6(%esp)
	push	%eax
	push	%ecx
	push	%edx
	call	ideal_event
	pop	%edx
	pop	%ecx
	pop	%eax
	/* Xen's own return takes the mask from the frame's flag, and looks for what is pending: no critical section. */
	incl	ideal_calls
	push	%eax
	mov	$__HYPERVISOR_iret, %eax
	int	$0x82
	ud2
#endif

	.section .note.GNU-stack, "", @progbits
