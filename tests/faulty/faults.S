/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bodies that are wrong, each in one way that a blob's author could get wrong.
 * Each becomes a ROM of its own, in the slot of its call, and the probes must find it:
 *
 *	FAULT name, Call, "the line of the probes that must say not ok"
 *
 * All else is as in native-blob/.  .manifest holds "name Call line" for faulty.t.
 */
.macro FAULT name, call, line
	.pushsection .manifest, ""
	.ascii	"\name \call \line\n"
	.popsection
	.section .fault.\name, "ax", @progbits
.endm

	FAULT	enable-destroys-eax, EnableInterrupts, "registers kept"
	xor	%eax, %eax
	sti
	ret

	FAULT	enable-does-nothing, EnableInterrupts, "result"
	ret

	FAULT	disable-leaves-esp-off, DisableInterrupts, "stack kept"
	cli
	ret	$8

	FAULT	disable-needs-ds, DisableInterrupts, "works without data segments"
	cli
	testb	$0, %ds:(%esp)
	ret

	FAULT	mask-destroys-ecx, GetInterruptMask, "registers kept"
	pushf
	pop	%eax
	mov	%eax, %ecx
	ret

	FAULT	mask-is-inverted, GetInterruptMask, "result"
	pushf
	pop	%eax
	xor	$0x200, %eax
	ret

	/* One place for all calls: right until a second call is made within the first. */
	FAULT	mask-is-not-reentrant, GetInterruptMask, "with calls made between its instructions"
	mov	%ecx, %ss:0xc0000500
	pushf
	pop	%ecx
	mov	%ecx, %eax
	mov	%ss:0xc0000500, %ecx
	ret

	FAULT	set-mask-sets-df, SetInterruptMask, "flags kept"
	push	%eax
	popf
	std
	ret

	FAULT	set-mask-only-clears, SetInterruptMask, "result"
	test	$0x200, %eax
	jnz	1f
	cli
1:	ret

	FAULT	iret-destroys-eax, IRET, "registers kept"
	lea	4(%esp), %esp
	xor	%eax, %eax
	iret

	FAULT	iret-sets-a-flag, IRET, "flags kept"
	lea	4(%esp), %esp
	orl	$1, 8(%esp)
	iret

	FAULT	sysexit-has-a-gap, SYSEXIT, "result"
	lea	4(%esp), %esp
	sti
	nop
	sysexit

	FAULT	sysexit-leaves-if-off, SYSEXIT, "result"
	lea	4(%esp), %esp
	sysexit

	FAULT	halt-has-a-gap, Halt, "result"
	sti
	nop
	hlt
	ret

	FAULT	pxe-long-is-seen-half, SetPxELong, "result"
	mov	%eax, (%ecx)
	mov	%edx, 4(%ecx)
	ret

	FAULT	pxe-also-behind, SetPxE, "result"
	mov	%eax, (%edx)
	movl	$0, 4(%edx)
	ret

	FAULT	update-clears-entry, UpdatePxE, "result"
	movl	$0, (%eax)
	ret

	FAULT	inval-does-nothing, InvalPage, "result"
	ret

	FAULT	flush-does-nothing, FlushTLB, "result"
	ret

	FAULT	flush-lets-interrupts-in, FlushTLB, "result"
	mov	%cr4, %ecx
	mov	%ecx, %edx
	and	$0x7f, %dl
	mov	%edx, %cr4
	mov	%ecx, %cr4
	mov	%cr3, %ecx
	mov	%ecx, %cr3
	ret

	FAULT	cr3-is-not-loaded, SetCR3, "result"
	ret

	FAULT	machine-keeps-a-bit, MachineToPhysical, "result"
	or	$0x1000, %eax
	ret

	FAULT	allocate-destroys-edi, AllocatePage, "registers kept"
	xor	%edi, %edi
	ret

	FAULT	lazy-changes-iopl, SetLazyMode, "flags kept"
	pushf
	xorl	$0x3000, (%esp)
	popf
	ret

	FAULT	cr0-is-not-loaded, SetCR0, "result"
	ret

	FAULT	clts-clears-mp, CLTS, "result"
	mov	%cr0, %eax
	and	$~0x0a, %eax
	mov	%eax, %cr0
	ret

	FAULT	cr2-is-cr3, GetCR2, "result"
	mov	%cr3, %eax
	ret

	FAULT	cpuid-destroys-esi, CPUID, "registers kept"
	cpuid
	mov	%eax, %esi
	ret

	FAULT	cpuid-leaf-is-kept, CPUID, "result"
	xor	%eax, %eax
	cpuid
	ret

	FAULT	tsc-stands-still, RDTSC, "result"
	xor	%eax, %eax
	xor	%edx, %edx
	ret

	FAULT	wrong-debug-register, SetDR, "result"
	mov	%edx, %db0
	ret

	FAULT	wbinvd-is-deep, WBINVD, "stack kept"
	push	$0
	movl	$0, -100(%esp)
	pop	%eax
	wbinvd
	ret

	FAULT	wbinvd-writes-above, WBINVD, "stack kept"
	wbinvd
	movl	$0, 4(%esp)
	ret

	FAULT	gdt-gets-8-bytes, GetGDT, "result"
	sgdt	(%eax)
	movw	$0, 6(%eax)
	ret

	FAULT	gdt-entry-only-low, WriteGDTEntry, "result"
	mov	%ecx, (%eax,%edx,8)
	ret

	FAULT	ldt-entry-at-0, WriteLDTEntry, "result"
	mov	4(%esp), %edx
	mov	%ecx, (%eax)
	mov	%edx, 4(%eax)
	ret

	FAULT	tr-loads-es, SetTR, "registers kept"
	ltr	%ax
	xor	%eax, %eax
	mov	%eax, %es
	ret

	FAULT	ldt-is-not-loaded, SetLDT, "result"
	ret

	FAULT	iopl-opens-interrupts, SetIOPLMask, "flags kept"
	and	$0x3000, %eax
	or	$0x202, %eax
	push	%eax
	popf
	ret

	FAULT	delay-faults, IODelay, "registers kept"
	ud2
