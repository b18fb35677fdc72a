/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Multiboot 1 entry: the first 16 MiB at 0 and at PAGE_OFFSET, paging on, C.
 * Segments are set in C; no ROM has been looked for.
 */
#include "client.h"

#define PHYS(x) ((x) - PAGE_OFFSET)
#define MAGIC 0x1badb002
#define MEMORY_SIZE 2

	.section .multiboot, "a"
	.balign 4
	.long	MAGIC, MEMORY_SIZE, -(MAGIC + MEMORY_SIZE)

	.text
	.globl	boot_physical
	.set	boot_physical, PHYS(boot)

/* In: EBX multiboot information; paging off, flat segments. */
boot:
	cli
	cld
	mov	$PHYS(boot_pt), %edi
	mov	$(PTE_P | PTE_W), %eax
	mov	$(BOOT_MAP / PAGE_SIZE), %ecx
1:	mov	%eax, (%edi)
	add	$PTE_BYTES, %edi
	add	$PAGE_SIZE, %eax
	loop	1b

	mov	$(PHYS(boot_pt) + PTE_P + PTE_W), %eax
	mov	$(BOOT_MAP >> PD_SHIFT), %ecx
	mov	$PHYS(swapper_pd), %edi
1:	mov	%eax, (%edi)
#ifndef CONFIG_PAE
	mov	%eax, (PAGE_OFFSET >> PD_SHIFT) * 4(%edi)
#endif
	add	$PTE_BYTES, %edi
	add	$PAGE_SIZE, %eax
	loop	1b
#ifdef CONFIG_PAE
	movl	$(PHYS(swapper_pd) + PTE_P), PHYS(swapper)
	movl	$(PHYS(swapper_pd) + PTE_P), PHYS(swapper) + 3 * 8
	mov	%cr4, %eax
	or	$0x20, %eax
	mov	%eax, %cr4
#endif
	mov	$PHYS(swapper), %eax
	mov	%eax, %cr3
	mov	%cr0, %eax
	or	$0x80050033, %eax	/* PG, AM, WP, NE, ET, MP, PE */
	and	$~0x6000000c, %eax	/* caches on, no FPU emulation */
	mov	%eax, %cr0
	mov	$1f, %eax
	jmp	*%eax
1:	mov	$boot_stack_top, %esp
	lea	PAGE_OFFSET(%ebx), %eax
	call	start
	ud2

	.bss
	.balign	4096
	.globl	boot_pt, swapper, swapper_pd, boot_stack, boot_stack_top
boot_pt:
	.skip	BOOT_MAP / PAGE_SIZE * PTE_BYTES
#ifdef CONFIG_PAE
swapper:
	.skip	4096
#else
swapper:
#endif
swapper_pd:
	.skip	4096
	.balign	8192
boot_stack:
	.skip	STACK_SIZE
boot_stack_top:

	.section .note.GNU-stack, "", @progbits
