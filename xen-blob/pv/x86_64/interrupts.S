/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The interrupt flag: a byte that Xen reads, set for off; beside it a byte that Xen sets when an event waits.  Both lie in
 * the virtual CPU's vcpu_info.
 *
 * From the store on events come, and the thread may go on elsewhere before it looks at what waits.  Then the virtual CPU
 * that it has left sees to its own, and at worst there is a hypercall for nothing.
 */
#include "slot.h"
#include "hypercall.h"
#include "x86_64/percpu_asm.h"

	SLOT	EnableInterrupts
	movb	$0, MASK
	testb	$0xff, PENDING
	jz	1f
	call take_events
1:
	END_INLINE EnableInterrupts

	SLOT	DisableInterrupts
	movb	$1, MASK
	END_INLINE DisableInterrupts

/* The byte is 0 or 1; of what is one less, bit 1 (9 of EAX) is the flag, and the others say nothing. */
	SLOT	GetInterruptMask
	mov	PENDING, %eax
	dec	%ah
	END_INLINE GetInterruptMask

	SLOT	SetInterruptMask
	test	$0x200, %edi
	jnz	EnableInterrupts
	movb	$1, MASK
	RETURN
	END	SetInterruptMask

/* GS is the kernel's at each entry, as Xen sees to that; this is for who asks. */
	SLOT	SwapGS
	nop
	END_INLINE SwapGS

/* Xen pushes these two on top of the frame. */
	SLOT	EnterTrap
	pop	%rcx
	pop	%r11
	END_INLINE EnterTrap

	.section .text.take_events, "ax", @progbits
/*
 * Any hypercall delivers what waits; this one does nothing else.
 * In: nothing.  Out: nothing.  Clobbers flags.
 */
	.globl	take_events
	.hidden	take_events
	.type	take_events, @function
take_events:
	push	%rax
	push	%rcx
	push	%rsi
	push	%rdi
	push	%r11
	COUNT_HYPERCALL rax
	mov	$__HYPERVISOR_xen_version, %eax
	xor	%edi, %edi		/* XENVER_version */
	xor	%esi, %esi
	syscall
	pop	%r11
	pop	%rdi
	pop	%rsi
	pop	%rcx
	pop	%rax
	RETURN
	.size	take_events, . - take_events

	.section .note.GNU-stack, "", @progbits
