/* SPDX-License-Identifier: GPL-2.0-only */
/* Page tables: what is short, and the short way of SetPxELong into the queue. */
#include "slot.h"
#include "mmu.h"
#include "i386/percpu.h"

	HINT	UpdatePxELong

	GETTER	GetCR3, FIND_STATE, WINDOW_VCPUS+STATE_CR3

/* With EBX what FIND_STATE gives, and ESI the place behind the queue's last entry. */
#define STATE(field) WINDOW_VCPUS+STATE_##field(%ebx)
#define UPDATE(word) WINDOW_VCPUS+STATE_QUEUE+4*word(%ebx,%esi)
#define FLAGS 20(%esp)		/* the last argument, below four registers */

/*
 * In lazy mode for the MMU most entries go behind others into the queue, and that is all: here.  What is written to the queue
 * before it counts as an entry is nobody's, so that the sequence may begin anew.  All else is SetPxELong_slow's, in mmu.c.
 */
	BODY	SetPxELong
	push	%ebx
	push	%esi
	push	%edi
	push	%ebp
queue:
	FIND_STATE ebx
	mov	STATE(QUEUED), %esi
	cmp	STATE(QUICK_END), %esi
	jae	not_queued		/* or none goes there: the end is 0 */
	testb	$VMI_PAGE_PT, FLAGS
	jz	not_queued
	mov	%ecx, %edi		/* the table's frame */
	sub	LINEAR_BASE, %edi
	shr	$12, %edi
	cmp	NR_DIRECT, %edi
	jae	not_queued
	mov	%edi, %ebp
	and	$FRESH - 1, %ebp
	cmp	%edi, WINDOW_VCPUS+STATE_FRESH(%ebx,%ebp,4)
	je	not_queued
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
	jz	queue_last
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
queue_last:
	incl	STATE(QUEUED)
	pop	%ebp
	pop	%edi
	pop	%esi
	pop	%ebx
	ret
not_queued:
	pop	%ebp
	pop	%edi
	pop	%esi
	pop	%ebx
	jmp	SetPxELong_slow
	END	SetPxELong
	RESTARTABLE queue, queue_last

	.section .note.GNU-stack, "", @progbits
