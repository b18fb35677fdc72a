/* SPDX-License-Identifier: MIT */
/* PVH entry: EBX = hvm_start_info; flat segments, 32 bits, paging off, interrupts off (Xen, docs/misc/pvh.pandoc). */
	.section .note.pvh, "a"
	.balign	4
	.long	4, 4, 18			/* XEN_ELFNOTE_PHYS32_ENTRY */
	.asciz	"Xen"
	.long	_start

#define PRESENT 1
#define WRITABLE 2
#define LARGE 0x80
#define NO_EXECUTE 0x80000000		/* of the upper half */

#define CR0_PG_WP_PE 0x80010001
#define CR4_PAE 0x20
#define MSR_EFER 0xc0000080
#define EFER_LME_NXE 0x900

	.text
	.code32
	.globl	_start
_start:
	mov	$stack_top, %esp
	/* The first GiB by pages of 2 MiB, writable and not executable. */
	movl	$pdp + (PRESENT | WRITABLE), pml4
	movl	$pd + (PRESENT | WRITABLE), pdp
	mov	$pd, %edi
	mov	$PRESENT | WRITABLE | LARGE, %eax
1:	mov	%eax, (%edi)
	movl	$NO_EXECUTE, 4(%edi)
	add	$0x200000, %eax
	add	$8, %edi
	cmp	$pd + 4096, %edi
	jb	1b
	/* But the first 2 MiB by pages of 4 KiB, of which the text's are executable and read-only. */
	movl	$page_table + (PRESENT | WRITABLE), pd
	movl	$0, pd + 4
	mov	$page_table, %edi
	mov	$PRESENT | WRITABLE, %eax
2:	mov	%eax, (%edi)
	movl	$NO_EXECUTE, 4(%edi)
	cmp	$text_begin, %eax
	jb	3f
	cmp	$text_end, %eax
	jae	3f
	andl	$~WRITABLE, (%edi)
	movl	$0, 4(%edi)
3:	add	$0x1000, %eax
	add	$8, %edi
	cmp	$page_table + 4096, %edi
	jb	2b

	mov	$CR4_PAE, %eax
	mov	%eax, %cr4
	mov	$pml4, %eax
	mov	%eax, %cr3
	mov	$MSR_EFER, %ecx
	rdmsr
	or	$EFER_LME_NXE, %eax
	wrmsr
	mov	$CR0_PG_WP_PE, %eax
	mov	%eax, %cr0
	lgdt	gdt_register
	ljmp	$8, $4f
	.code64
4:	mov	$16, %eax
	mov	%eax, %ss
	mov	%eax, %ds
	mov	%eax, %es
	mov	%ebx, %edi
	call	kernel_main
	out	%eax, $0xF4			/* isa-debug-exit; elsewhere nothing */
5:	cli
	hlt
	jmp	5b

	.section .rodata, "a"
	.balign	8
gdt:	.quad	0, 0x00af9b000000ffff, 0x00cf93000000ffff
gdt_register:
	.word	. - gdt - 1
	.quad	gdt

	.bss
	.balign	4096
pml4:	.skip	4096
pdp:	.skip	4096
pd:	.skip	4096
	.globl	page_table, rom_window, rom_window_end
page_table:
	.skip	4096
rom_window:
	.skip	0x80000
rom_window_end:
	.skip	8192
stack_top:
	.section .note.GNU-stack, "", @progbits
