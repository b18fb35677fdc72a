/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bodies that touch what is one virtual CPU's, with events as they are: the interrupt flag, registers, the time,
 * the queue of page-table entries.
 *
 * The interrupt flag is a byte that Xen reads, set for off; beside it a byte that
 * Xen sets when an event waits.  Both lie in the virtual CPU's vcpu_info, reached
 * through SS, which is flat in every context.
 *
 * Between reading which virtual CPU it is and the access an event may come, and
 * its handler may let the thread go on elsewhere.  So the upcall sends those who
 * are interrupted there back to where they read: sequence_behind.  Up to its last
 * instruction such a sequence changes only what it makes anew.
 */
#include "slot.h"
#include "hypercall.h"
#include "mmu.h"
#include "percpu.h"

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

	SLOT	DisableInterrupts
	push	%ebp
disable:
	FIND	ebp
	movb	$1, MASK
disable_end:
	pop	%ebp
	ret
	END	DisableInterrupts

/* The byte is 0 or 1; of what is one less, bit 1 (9 of EAX) is the flag, and the others say nothing. */
	SLOT	GetInterruptMask
get:
	FIND	eax
	mov	%ss:EVENT_PENDING(%eax), %eax
get_end:
	dec	%ah
	ret
	END	GetInterruptMask

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

	.section .text.take_events, "ax", @progbits
/* In: nothing. Keeps every register. Any hypercall delivers what waits; this one does nothing else. */
	.globl	take_events
	.hidden	take_events
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

/* Out: EAX 0 if events were on, EDX vcpu_info's offset; now they are off. Segments flat. */
	.globl	events_off
	.hidden	events_off
events_off:
off:
	FIND	edx
	movzbl	EVENT_MASK(%edx), %eax
	movb	$1, EVENT_MASK(%edx)
off_end:
	ret

/* A word of this virtual CPU's. */
.macro GETTER name, find, at
	SLOT	\name
	\find	eax
\name\()_last:
	mov	\at(%eax), %eax
	ret
	END	\name
.endm

	GETTER	GetCR0, FIND_STATE, WINDOW_VCPUS+STATE_CR0
	GETTER	GetCR2, FIND, WINDOW_SHARED+VCPU_INFO_CR2
	GETTER	GetCR3, FIND_STATE, WINDOW_VCPUS+STATE_CR3
	GETTER	GetCR4, FIND_STATE, WINDOW_VCPUS+STATE_CR4
	GETTER	GetLDT, FIND_STATE, WINDOW_VCPUS+STATE_LDT_SELECTOR
	GETTER	GetTR, FIND_STATE, WINDOW_VCPUS+STATE_TR

/* In: EAX the counter; the real one is read here. Out: EDX:EAX. Clobbers ECX. */
	SLOT	GetCycleCounter
	test	%eax, %eax
	jz	system_time
	jmp	GetCycleCounter_other
	END	GetCycleCounter

/* With EBX what FIND_STATE gives; the entry's place in the queue behind. */
#define STATE(field) WINDOW_VCPUS+STATE_##field(%ebx)
#define UPDATE(word) WINDOW_VCPUS+STATE_QUEUE+4*word(%ebx,%esi)
#define FLAGS 20(%esp)		/* below four registers */

/*
 * In: EDX:EAX the entry, ECX its address, 4(%esp) flags. In lazy mode for the MMU most entries go behind others into
 * the queue; what is written there before it counts as one is nobody's.  All else is SetPxELong_slow's.
 */
	SLOT	SetPxELong
	push	%ebx
	FIND_STATE ebx
	cmpl	$0, STATE(QUICK_END)	/* a hint only: looked at again there */
	jne	entry_quick
	pop	%ebx
	jmp	SetPxELong_slow
	END	SetPxELong

	.section .text.set_pxe, "ax", @progbits
entry_quick:
	push	%esi
	push	%edi
	push	%ebp
entry:
	FIND_STATE ebx
	mov	STATE(QUEUED), %esi
	cmp	STATE(QUICK_END), %esi
	jae	entry_slow
	testb	$VMI_PAGE_PT, FLAGS
	jz	entry_slow
	mov	%ecx, %edi		/* the table's frame */
	sub	LINEAR_BASE, %edi
	shr	$12, %edi
	cmp	NR_DIRECT, %edi
	jae	entry_slow
	mov	%edi, %ebp
	and	$FRESH - 1, %ebp
	cmp	%edi, WINDOW_VCPUS+STATE_FRESH(%ebx,%ebp,4)
	je	entry_slow
	mov	P2M, %ebp
	mov	(%ebp,%edi,4), %edi
	shl	$4, %esi
	mov	%edi, %ebp
	shr	$20, %ebp
	mov	%ebp, UPDATE(1)
	shl	$12, %edi
	mov	%ecx, %ebp
	and	$0xff8, %ebp
	or	%ebp, %edi
	mov	%edi, UPDATE(0)
	mov	%edx, UPDATE(3)
	mov	%eax, UPDATE(2)
	test	$PTE_P, %al
	jz	entry_last
	mov	%eax, %edi		/* its own frame */
	shrd	$12, %edx, %edi
	cmp	NR_FRAMES, %edi
	jae	1f
	mov	P2M, %ebp
	mov	(%ebp,%edi,4), %edi
1:	mov	%edi, %ebp
	shr	$20, %ebp
	andl	$0xfff00000, UPDATE(3)
	or	%ebp, UPDATE(3)
	shl	$12, %edi
	mov	%eax, %ebp
	and	$0xfff & ~PTE_G, %ebp
	or	%ebp, %edi
	mov	%edi, UPDATE(2)
entry_last:
	incl	STATE(QUEUED)
	pop	%ebp
	pop	%edi
	pop	%esi
	pop	%ebx
	ret
entry_slow:
	pop	%ebp
	pop	%edi
	pop	%esi
	pop	%ebx
	jmp	SetPxELong_slow

/* Of struct vcpu_time_info (public/xen.h), with EBX what FIND gives. */
#define TIME(field) WINDOW_SHARED+VCPU_INFO_TIME+field(%ebx)
#define VERSION 0
#define TSC 8
#define SYSTEM 16
#define MUL 24
#define SHIFT 28

	.section .text.system_time, "ax", @progbits
/* In: nothing. Out: EDX:EAX the client's counter. Clobbers ECX. Segments flat. */
	.globl	system_time
	.hidden	system_time
system_time:
	push	%ebx
	push	%esi
	push	%edi
time:
	FIND	ebx
	mov	TIME(VERSION), %esi
	rdtsc
	and	$~1, %esi		/* odd while Xen writes: never the same as behind */
	sub	TIME(TSC), %eax
	sbb	TIME(TSC+4), %edx
	mov	TIME(SHIFT), %cl
	test	%cl, %cl
	js	2f
	shld	%cl, %eax, %edx
	shl	%cl, %eax
1:	mov	%edx, %ecx		/* 64 by 32 bits without the low 32 of the product */
	mull	TIME(MUL)
	mov	%edx, %edi
	mov	%ecx, %eax
	mull	TIME(MUL)
	add	%edi, %eax
	adc	$0, %edx
	add	TIME(SYSTEM), %eax
	adc	TIME(SYSTEM+4), %edx
	cmp	TIME(VERSION), %esi
	jne	time
	jmp	time_end
2:	neg	%cl
	shrd	%cl, %edx, %eax
	shr	%cl, %edx
	jmp	1b
time_end:
	add	TIME_OFFSET, %eax
	adc	TIME_OFFSET+4, %edx
	mov	%eax, %esi
	mov	%edx, %edi
/*
 * EDI:ESI or, if it is later, what was told last. No virtual CPU may see the time of another come after its own, and
 * a new set of parameters may begin a little earlier than the old one ended.  The first read may be torn; the
 * exchange then gives the whole.  What another told meanwhile is mostly later, and then good enough: one that is
 * slow, because a debugger steps it, must not try for ever.
 */
	mov	LAST_CYCLES, %eax
	mov	LAST_CYCLES+4, %edx
	cmp	%esi, %eax
	mov	%edx, %ecx
	sbb	%edi, %ecx
	jae	4f
3:	mov	%esi, %ebx
	mov	%edi, %ecx
	lock cmpxchg8b LAST_CYCLES
	jne	5f
	mov	%esi, %eax
	mov	%edi, %edx
	jmp	6f
4:	mov	%eax, %ebx
	mov	%edx, %ecx
	lock cmpxchg8b LAST_CYCLES
	je	6f
5:	cmp	%esi, %eax
	mov	%edx, %ecx
	sbb	%edi, %ecx
	jb	3b
6:	pop	%edi
	pop	%esi
	pop	%ebx
	ret

/* EDX = how far EAX is behind from; out of here if it isn't behind to. */
.macro RESTART from, to
	mov	%eax, %edx
	sub	$\from - here, %edx
	cmp	$\to - \from, %edx
	jbe	1f
.endm

	.section .text.sequence_behind, "ax", @progbits
/* In: EAX an EIP. Out: EDX how far it is behind the begin of the sequence that it is in; 0: in none. Clobbers EAX. */
	.globl	sequence_behind
	.hidden	sequence_behind
sequence_behind:
	call	here
here:
	pop	%edx
	sub	%edx, %eax
	RESTART	off, off_end
	RESTART	time, time_end
	RESTART	entry, entry_last
	mov	%eax, %edx		/* the others are in slots */
	sub	$rom_slots - here, %edx
	cmp	$VMI_ROM_SLOT_SIZE * VMI_NR_CALLS, %edx
	jae	2f
	RESTART	enable, enable_end
	RESTART	disable, disable_end
	RESTART	get, get_end
	RESTART	set_off, set_off_end
.irp name, GetCR0, GetCR2, GetCR3, GetCR4, GetLDT, GetTR
	RESTART	\name, \name\()_last
.endr
2:	xor	%edx, %edx
1:	ret

	.section .note.GNU-stack, "", @progbits
