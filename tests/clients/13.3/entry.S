/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The part of the boot loader: page tables, descriptor tables and the state in which the
 * client's kernel begins and calls Init
 * (docs/facts/vmi-13.3-client.md section 3, "State at Init"), by bare instructions.
 */
#include <multiboot.h>
#include "layout.h"

#define PHYS(x) ((x) - KERNEL_BASE + KERNEL_PHYS)
#define VIDEO 0xb8000

	MULTIBOOT_HEADER MB_WANT_MEMORY

	.text
	.globl	boot_entry
	.set	boot_entry, PHYS(entry)
entry:
	cli
	cld
	mov	$PHYS(boot_stack_top), %esp

	/* The command line lies in memory that the kernel will unmap. */
	testb	$MB_HAS_CMDLINE, (%ebx)
	jz	2f
	mov	MB_CMDLINE(%ebx), %esi
1:	lodsb					/* the kernel's own path comes first */
	test	%al, %al
	jz	2f
	cmp	$' ', %al
	jne	1b
	mov	$PHYS(cmdline), %edi
	mov	$255, %ecx
1:	lodsb
	stosb
	test	%al, %al
	loopnz	1b

	mov	$PHYS(cmdline), %edi		/* "early": Init without paging, which it must refuse */
1:	cmpb	$0, (%edi)
	je	2f
	cmpl	$0x6c726165, (%edi)		/* "earl" */
	lea	1(%edi), %edi
	jne	1b
	mov	$0xc0000 - 2048, %esi
1:	add	$2048, %esi
	cmp	$0xe0000, %esi
	je	2f
	cmpl	$0x696d5663, 8(%esi)
	jne	1b
	cmpb	$13, 13(%esi)
	jne	1b
	lea	0x80(%esi), %ecx
	call	*%ecx
	mov	%eax, PHYS(early_result)

2:	mov	$PHYS_PDIR, %edi		/* all tables, the syspage and the first stack: 0 */
	mov	$(PHYS_FREE - PHYS_PDIR) / 4, %ecx
	xor	%eax, %eax
	rep stosl

	mov	$PHYS_PT_LOW, %edi		/* 0 to 4 MiB one to one */
	mov	$0x003, %eax
	call	fill
	mov	$PHYS_PT_KERNEL, %edi
	mov	$KERNEL_PHYS + 3, %eax
	call	fill
	movl	$PHYS_SYSPAGE + 3, PHYS_PT_SYS
	movl	$PHYS_PDIR + 3, PHYS_PT_SYS + 4
	movl	$PHYS_TCB + 3, PHYS_PT_SYS + 8
	movl	$PHYS_TCB + 0x1003, PHYS_PT_SYS + 12
	movl	$VIDEO + 3, PHYS_PT_SYS + 24
	movl	$PHYS_PT_LOW + 7, PHYS_PDIR	/* users' half, with the user bit; no page has it yet */
	movl	$PHYS_PT_KERNEL + 3, PHYS_PDIR + (KERNEL_BASE >> 20)
	movl	$PHYS_PDIR + 3, PHYS_PDIR + (PTE_WINDOW >> 20)
	movl	$PHYS_PT_SYS + 3, PHYS_PDIR + (SYSPAGE >> 20)

	mov	$PHYS(gdt), %esi
	mov	$PHYS_SYSPAGE + GDT_OFFSET, %edi
	mov	$(gdt_end - gdt) / 4, %ecx
	rep movsl
	mov	$SEL_KDATA, %eax
	mov	%eax, PHYS_SYSPAGE + 8		/* TSS.ss0 */
	movw	$TSS_LIMIT + 1, PHYS_SYSPAGE + 0x66	/* no I/O bitmap */

	mov	$PHYS_PDIR, %eax
	mov	%eax, %cr3
	mov	$0x80000011, %eax		/* PE, ET, PG */
	mov	%eax, %cr0
	mov	$1f, %eax
	jmp	*%eax
1:	lgdt	gdtr
	lidt	idtr
	ljmp	$SEL_KTEXT, $1f
1:	mov	$SEL_KDATA, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	%eax, %fs
	mov	%eax, %gs
	mov	%eax, %ss
	mov	$BOOT_ESP, %esp
	mov	$SEL_TSS, %eax
	ltr	%ax
	xor	%eax, %eax
	lldt	%ax
	push	$2
	popf
	call	kernel_main
	ud2

/* void set_paging(uint32_t cr3, uint32_t cr4): paging is off meanwhile, and linear is physical before it. */
	.globl	set_paging
set_paging:
	mov	4(%esp), %eax
	mov	8(%esp), %edx
	mov	$PHYS(1f), %ecx
	jmp	*%ecx
1:	mov	%cr0, %ecx
	and	$0x7fffffff, %ecx
	mov	%ecx, %cr0
	mov	%edx, %cr4
	mov	%eax, %cr3
	or	$0x80000000, %ecx
	mov	%ecx, %cr0
	mov	$2f, %ecx
	jmp	*%ecx
2:	ret

/*
 * uint64_t init_with(volatile uint32_t *entry, uint32_t value, uint32_t slot): calls a slot while a page
 * table's entry has that value.  Low word: the result; high: the entry behind the call.  Neither the client's
 * stack nor its descriptors are touched meanwhile, and the entry's address must stay.
 */
	.globl	init_with
init_with:
	push	%ebx
	push	%esi
	push	%edi
	push	%ebp
	mov	20(%esp), %ebx
	mov	24(%esp), %esi
	mov	28(%esp), %ecx
	mov	%esp, %ebp
	mov	$probe_stack + PROBE_STACK_SIZE, %esp
	xchg	%esi, (%ebx)
	mov	%cr3, %eax
	mov	%eax, %cr3
	call	*%ecx
	mov	%esi, %edx
	xchg	%edx, (%ebx)
	mov	%cr3, %ecx
	mov	%ecx, %cr3
	mov	%ebp, %esp
	pop	%ebp
	pop	%edi
	pop	%esi
	pop	%ebx
	ret

/* In: EDI page table, EAX its first entry. */
fill:	mov	$1024, %ecx
1:	stosl
	add	$0x1000, %eax
	loop	1b
	ret

	.section .rodata
	.balign 8
gdt:	.quad	0, 0x00cf9b000000ffff, 0x00cf93000000ffff	/* kernel */
	.quad	0x00c7fb000000ffff, 0x00c7f3000000ffff		/* user: 2 GiB */
	.quad	0x9000894000000067 | (SYSPAGE & 0xffff) << 16
	.quad	0
	.quad	0x10cf93000000ffff, 0x10c7f3000000ffff
gdt_end:
gdtr:	.word	GDT_LIMIT
	.long	SYSPAGE + GDT_OFFSET
idtr:	.word	IDT_LIMIT
	.long	SYSPAGE + IDT_OFFSET

	.data
	.globl	early_result
early_result:
	.long	0
	.bss
	.skip	256
boot_stack_top:
	.section .note.GNU-stack, "", @progbits
