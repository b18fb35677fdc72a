/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bodies that are wrong, as in tests/faulty, in ways that show to a kernel that lives on them:
 *
 *	FAULT name, Call, run, "what the stand-in must call not ok"
 *
 * run: any, nopae or pae for the kernel; smp for nopae on two processors,
 * late with a large time-stamp counter.
 */
.macro FAULT name, call, run, line=
	.pushsection .manifest, ""
	.ascii	"\name \call \run \line\n"
	.popsection
	.section .fault.\name\().\call, "ax", @progbits
.endm

/* One that takes two: what the first does, this looks at.  Both use 0xc0000500, the BIOS's, and nobody's by now. */
.macro ALSO name, call
	FAULT	\name, \call, also
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

	FAULT	dr7-goes-to-dr6, SetDR, any, "cpu: SetDR of DR7"
	dec	%eax
	js	10f
	jz	11f
	dec	%eax
	jz	12f
	dec	%eax
	jz	13f
	mov	%edx, %db6
	ret
10:	mov	%edx, %db0
	ret
11:	mov	%edx, %db1
	ret
12:	mov	%edx, %db2
	ret
13:	mov	%edx, %db3
	ret

	FAULT	get-dr-knows-four, GetDR, any, "cpu: GetDR of DR6"
	dec	%eax
	js	10f
	jz	11f
	dec	%eax
	jz	12f
	mov	%db3, %eax
	ret
10:	mov	%db0, %eax
	ret
11:	mov	%db1, %eax
	ret
12:	mov	%db2, %eax
	ret

	FAULT	cpuid-keeps-ebx, CPUID, any, "cpu: CPUID of 0x0, 0"
	push	%ebx
	cpuid
	pop	%ebx
	ret

	FAULT	cpuid-has-no-subleaf, CPUID, any, "cpu: CPUID of 0x4, 1"
	xor	%ecx, %ecx
	cpuid
	ret

	FAULT	tsc-high-is-kept, RDTSC, any, "cpu: RDTSC"
	mov	%edx, %ecx
	rdtsc
	mov	%ecx, %edx
	ret

	FAULT	tsc-high-is-0, RDTSC, late, "cpu: RDTSC"
	rdtsc
	xor	%edx, %edx
	ret

	FAULT	idt-gets-8-bytes, GetIDT, any, "desc: GetIDT writes 6 bytes"
	sidt	(%eax)
	movw	$0, 6(%eax)
	ret

	FAULT	tr-is-loaded-once, SetTR, any, "desc: SetTR once more: the TSS is busy"
	str	%ecx
	cmp	%ax, %cx
	je	1f
	ltr	%ax
1:	ret

	FAULT	iopl-is-only-raised, SetIOPLMask, any, "iopl: SetIOPLMask of 0x0"
	and	$0x3000, %eax
	pushf
	or	%eax, (%esp)
	popf
	ret

	FAULT	iopl-is-0-or-3, SetIOPLMask, any, "iopl: SetIOPLMask of 0x2000"
	and	$0x3000, %eax
	jz	1f
	mov	$0x3000, %eax
1:	pushf
	andl	$~0x3000, (%esp)
	or	%eax, (%esp)
	popf
	ret

	FAULT	flush-leaves-global-pages, FlushTLB, any, "tlb: FlushTLB.3. has the processor drop global pages"
	mov	%cr3, %ecx
	mov	%ecx, %cr3
	ret

	FAULT	flush-leaves-pge-off, FlushTLB, any, "tlb: CR4.PGE is on since the start"
	mov	%cr3, %ecx
	mov	%ecx, %cr3
	mov	%cr4, %ecx
	and	$0x7f, %cl
	mov	%ecx, %cr4
	ret

	FAULT	flush-of-all-does-nothing, FlushTLB, any, "tlb: FlushTLB.3."
	test	$2, %al
	jnz	1f
	mov	%cr3, %ecx
	mov	%ecx, %cr3
1:	ret

	FAULT	cr3-skips-an-equal-value, SetCR3, any, "tlb: SetCR3 of the value that is there"
	mov	%cr3, %ecx
	cmp	%eax, %ecx
	je	1f
	mov	%eax, %cr3
1:	ret

	FAULT	update-clears-dirty, UpdatePxE, nopae, "pages: UpdatePxE leaves the entry as it is"
	andl	$~0x40, (%eax)
	ret

	FAULT	update-long-clears-accessed, UpdatePxELong, pae, "pages: UpdatePxE leaves the entry as it is"
	andl	$~0x20, (%eax)
	ret

	FAULT	deferred-update-clears-dirty, UpdatePxE, nopae, "pages: UpdatePxE, deferred"
	test	$0x20, %dl
	jz	1f
	andl	$~0x40, (%eax)
1:	ret

	/* What is said to be zeroed need not be. */
	FAULT	allocate-zeroes, AllocatePage, any, "pages: AllocatePage of a clone changes no memory"
	and	$0x60, %dl
	cmp	$0x60, %dl
	jne	1f
	shl	$12, %eax
	movl	$0, 0xc0000400(%eax)
1:	ret

	FAULT	release-zeroes, ReleasePage, any, "pages: ReleasePage of a page table changes no memory"
	test	$1, %dl
	jz	1f
	shl	$12, %eax
	movl	$0, 0xc0000000(%eax)
1:	ret

	/* One place for all calls that go on. */
	FAULT	set-mask-is-not-reentrant, SetInterruptMask, any, "inside: SetInterruptMask of on"
	mov	%eax, %ss:0xc0000500
	push	%ss:0xc0000500
	popf
	ret

	FAULT	pxe-is-not-reentrant, SetPxE, nopae, "inside: SetPxE: the entry"
	mov	%eax, 0xc0000500
	mov	0xc0000500, %ecx
	mov	%ecx, (%edx)
	ret

	/* Nobody else may come in between, or does on one processor. */
	FAULT	cr2-goes-by-memory, SetCR2, smp, "storm: two processors and NMIs: CR2"
	mov	%eax, 0xc0000500
	mov	$0x400, %ecx
1:	loop	1b
	mov	0xc0000500, %ecx
	mov	%ecx, %cr2
	ret

	/* At the end of a batch the last of its entries is stored once more. */
	FAULT	batch-is-stored-again, SetPxE, nopae, "lazy: the end of a batch stores nothing of its own"
	mov	%eax, (%edx)
	mov	%edx, 0xc0000500
	mov	%eax, 0xc0000504
	ret
	ALSO	batch-is-stored-again, SetLazyMode
	test	%eax, %eax
	jnz	1f
	mov	0xc0000500, %edx
	test	%edx, %edx
	jz	1f
	mov	0xc0000504, %eax
	mov	%eax, (%edx)
1:	ret

	FAULT	batch-stores-late, SetPxE, nopae, "lazy: an entry is read back within a batch"
	cmpb	$1, 0xc0000500
	mov	%edx, 0xc0000504
	mov	%eax, 0xc0000508
	jz	1f
	mov	%eax, (%edx)
1:	ret
	ALSO	batch-stores-late, SetLazyMode
	mov	%eax, 0xc0000500
	test	%eax, %eax
	jnz	1f
	mov	0xc0000504, %edx
	mov	0xc0000508, %eax
	mov	%eax, (%edx)
1:	ret

	FAULT	batch-puts-off-a-page, InvalPage, any, "lazy: and changed, and flushed, within the batch"
	cmpb	$1, 0xc0000500
	je	1f
	invlpg	(%eax)
1:	ret
	ALSO	batch-puts-off-a-page, SetLazyMode
	mov	%eax, 0xc0000500
	mov	%cr3, %eax
	mov	%eax, %cr3
	ret

	FAULT	switch-loses-cr3, SetCR3, any, "lazy: a context switch within a batch: the other's page"
	cmpb	$2, 0xc0000500
	je	1f
	mov	%eax, %cr3
1:	ret
	ALSO	switch-loses-cr3, SetLazyMode
	mov	%eax, 0xc0000500
	ret

	FAULT	switch-loses-a-descriptor, WriteGDTEntry, any, "lazy: and its TLS segment"
	cmpb	$2, 0xc0000500
	je	1f
	lea	(%eax,%edx,8), %eax
	mov	4(%esp), %edx
	mov	%ecx, (%eax)
	mov	%edx, 4(%eax)
1:	ret
	ALSO	switch-loses-a-descriptor, SetLazyMode
	mov	%eax, 0xc0000500
	ret

	FAULT	iret-clears-df, IRET, any, "returns: user, DF: EFLAGS"
	lea	4(%esp), %esp
	testb	$3, 4(%esp)
	jz	1f
	andl	$~0x400, 8(%esp)
1:	iret

	FAULT	iret-loads-es, IRET, any, "returns: kernel, interrupts off: segments"
	lea	4(%esp), %esp
	testb	$3, 4(%esp)
	jnz	1f
	push	%ds
	pop	%es
1:	iret

	FAULT	sysexit-leaves-df-on, SYSEXIT, any, "returns: SYSEXIT: EFLAGS"
	lea	4(%esp), %esp
	std
	sti
	sysexit

	FAULT	idt-is-not-loaded, SetIDT, any, "desc: SetIDT"
	ret

	FAULT	pxe-long-is-short, SetPxELong, pae, "pages: SetPxE of one entry: else it changes no memory"
	mov	%eax, (%ecx)
	ret
