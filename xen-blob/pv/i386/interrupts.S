/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The interrupt flag: a byte that Xen reads, set for off; beside it a byte that Xen sets when an event waits.  Both lie in
 * the virtual CPU's vcpu_info, reached through SS, which is flat in every context.
 */
#include "slot.h"
#include "hypercall.h"
#include "i386/percpu.h"

	SLOT	EnableInterrupts
	push	%ebp
enable:
	FIND	ebp
	movb	$0, MASK
	testb	$0xff, PENDING
enable_end:
	pop	%ebp
	jnz	take_events
	ret
	END	EnableInterrupts
	RESTARTABLE enable, enable_end

	SLOT	DisableInterrupts
	push	%ebp
disable:
	FIND	ebp
	movb	$1, MASK
disable_end:
	pop	%ebp
	ret
	END	DisableInterrupts
	RESTARTABLE disable, disable_end

/* The byte is 0 or 1; of what is one less, bit 1 (9 of EAX) is the flag, and the others say nothing. */
	SLOT	GetInterruptMask
get:
	FIND	eax
	mov	%ss:EVENT_PENDING(%eax), %eax
get_end:
	dec	%ah
	ret
	END	GetInterruptMask
	RESTARTABLE get, get_end

	SLOT	SetInterruptMask
	test	$2, %ah			/* bit 9 */
	jnz	EnableInterrupts
	push	%ebp
set_off:
	FIND	ebp
	movb	$1, MASK
set_off_end:
	pop	%ebp
	ret
	END	SetInterruptMask
	RESTARTABLE set_off, set_off_end

	SLOT	SYSEXIT
	ud2				/* hidden in CPUID */
	END	SYSEXIT

	.section .text.take_events, "ax", @progbits
/*
 * Any hypercall delivers what waits; this one does nothing else.
 * In: nothing; needs SS only.  Out: nothing.  Clobbers flags.
 */
	.globl	take_events
	.hidden	take_events
	.type	take_events, @function
take_events:
	push	%eax
	push	%ebx
	push	%ecx
	FIND_STATE eax
	incl	%ss:WINDOW_VCPUS(%eax)	/* hypercalls */
	mov	$__HYPERVISOR_xen_version, %eax
	xor	%ebx, %ebx		/* XENVER_version */
	xor	%ecx, %ecx
	int	$HYPERCALL_VECTOR
	pop	%ecx
	pop	%ebx
	pop	%eax
	ret
	.size	take_events, . - take_events

	.section .text.events_off, "ax", @progbits
/*
 * In: nothing; DS flat.  Out: EAX 0 if events were on, EDX vcpu_info's offset; now they are off.
 * Clobbers flags.
 */
	.globl	events_off
	.hidden	events_off
	.type	events_off, @function
events_off:
	FIND	edx
	movzbl	EVENT_MASK(%edx), %eax
	movb	$1, EVENT_MASK(%edx)
events_off_end:
	ret
	.size	events_off, . - events_off
	RESTARTABLE events_off, events_off_end

	.section .note.GNU-stack, "", @progbits
