/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bodies that are wrong, as in tests/faulty, in ways that show to a kernel that lives on them:
 *
 *	FAULT name, Call, run, "what the stand-in must call not ok"
 *
 * run: any, nopae or pae for the kernel; smp for either on two processors.
 */
.macro FAULT name, call, run, line
	.pushsection .manifest, ""
	.ascii	"\name \call \run \line\n"
	.popsection
	.section .fault.\name, "ax", @progbits
.endm

	FAULT	wbinvd-destroys-ebx, WBINVD, any, "keeps: WBINVD changes EBX"
	wbinvd
	xor	%ebx, %ebx
	ret

	FAULT	gdt-destroys-ebx, SetGDT, any, "keeps: SetGDT changes EBX"
	lgdt	(%eax)
	mov	(%eax), %ebx
	ret

	FAULT	stack-loads-ds, UpdateKernelStack, any, "keeps: UpdateKernelStack changes DS"
	mov	%eax, %ds
	ret

	FAULT	page-leaves-df-on, InvalPage, any, "keeps: InvalPage changes DF"
	invlpg	(%eax)
	std
	ret

	FAULT	lazy-lets-interrupts-in, SetLazyMode, any, "keeps: SetLazyMode changes IF"
	sti
	ret

	FAULT	cr3-turns-interrupts-off, SetCR3, any, "keeps: SetCR3 changes IF"
	cli
	mov	%eax, %cr3
	ret

	FAULT	mapping-pops-its-argument, SetLinearMapping, any, "keeps: SetLinearMapping changes ESP"
	ret	$4

	FAULT	mask-loads-gs, GetInterruptMask, any, "keeps: GetInterruptMask changes GS"
	push	%ss
	pop	%gs
	pushf
	pop	%eax
	ret

	FAULT	set-mask-wants-an-image, SetInterruptMask, any, "flags: SetInterruptMask, C site, from off: the flag"
	test	$2, %al
	jz	1f
	push	%eax
	popf
1:	ret
