/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pieces of code that make a mistake of a ROM that is right: MISTAKE name, where.  Where is init, reloc,
 * an offset in the image, or the call whose slot it is; a name may have several.  conform.t puts
 * them into a ROM that answers call wherever it can.  Nothing here knows where it lies.
 */
.macro MISTAKE name, where
	.pushsection .manifest, ""
	.ascii	"\name \where .mistake.\name\().\where\n"
	.popsection
	.section .mistake.\name\().\where, "ax", @progbits
.endm

	MISTAKE	init-destroys-ebx, init
	xor	%eax, %eax
	xor	%ebx, %ebx
	ret

	MISTAKE	init-lets-interrupts-in, init
	xor	%eax, %eax
	sti
	ret

	MISTAKE	init-faults, init
	ud2

	/* All questions go through here, an unused slot: 49's. */
	MISTAKE	questions-destroy-esi, GetRelocationInfo
	xor	%esi, %esi

	MISTAKE	questions-are-counted, GetRelocationInfo
	call	1f
1:	pop	%ecx
	incb	0x40(%ecx)

	/* One never ends, one faults. */
	MISTAKE	two-questions-too-many, GetRelocationInfo
	cmp	$17, %eax
	je	.
	cmp	$20, %eax
	jne	1f
	ud2
1:

	MISTAKE	two-numbers-too-many, GetRelocationInfo
	cmp	$200, %eax
	je	1f
	cmp	$0x80000021, %eax
	jne	2f
1:	mov	$1, %dl
	ret
2:

	/* The same byte each time. */
	MISTAKE	writes-once, InvalPage
	push	%ecx
	call	1f
1:	pop	%ecx
	movb	$0x5a, 2f - 1b(%ecx)
	pop	%ecx
	invlpg	(%eax)
	ret
2:	.byte	0xa5

	MISTAKE	leaves-things-changed, WBINVD
	mov	%cr4, %eax
	and	$0x7f, %al
	mov	%eax, %cr4
	ret
	MISTAKE	leaves-things-changed, GetCR2
	mov	$0xff, %al
	out	%al, $0x21
	mov	%cr2, %eax
	ret
	MISTAKE	leaves-things-changed, CLTS
	push	$0
	push	$0
	lidt	(%esp)
	pop	%eax
	pop	%eax
	clts
	ret

	MISTAKE	starts-nothing, SetInitialAPState
	ret

	MISTAKE	starts-a-triple-fault, SetInitialAPState
	push	$0
	push	$0
	lidt	(%esp)
	ud2

	MISTAKE	clock-stands-still, GetCycleFrequency
	mov	$100000000, %eax
	xor	%edx, %edx
	ret
	MISTAKE	clock-stands-still, GetCycleCounter
	xor	%eax, %eax
	xor	%edx, %edx
	ret
	MISTAKE	clock-stands-still, SetAlarm
	ret
	MISTAKE	clock-stands-still, CancelAlarm
	ret
	MISTAKE	clock-stands-still, GetWallclockTime
	xor	%eax, %eax
	mov	$0x10000000, %edx
	ret
	MISTAKE	clock-stands-still, WallclockUpdated
	xor	%eax, %eax
	ret

	MISTAKE	mask-hangs, GetInterruptMask
	jmp	.

	MISTAKE	halts-for-good, GetCR3
	cli
	hlt

	MISTAKE	turns-the-machine-off, CLTS
	mov	$0x604, %edx
	mov	$0x2000, %eax
	out	%ax, %dx
	ret

	/* No mistake: one character without an end of line. */
	MISTAKE	prints, CLTS
	mov	$0x3f8, %edx
	mov	$'X', %al
	out	%al, %dx
	clts
	ret

	.section .note.GNU-stack, "", @progbits
