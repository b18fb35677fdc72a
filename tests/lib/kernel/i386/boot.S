/* SPDX-License-Identifier: GPL-2.0-only */
/* The first page tables of a kernel that a boot loader has started, and its first stack. */
#include "../boot.h"
#include "../x86.h"

	.text
/*
 * in: paging off, flat segments, a stack.  out: CR3 and CR4.PAE set for paging: the first BOOT_MAP bytes at 0, until the
 * kernel has left there, and at KERNEL_BASE.  Paging itself is the caller's to turn on.  Clobbers EAX, ECX, EDI, flags.
 * Called where it is loaded, not where it is linked.
 */
	.globl	boot_paging
boot_paging:
	mov	$PHYS(boot_pt), %edi
	mov	$(PTE_P | PTE_W), %eax
	mov	$(BOOT_MAP / PAGE_SIZE), %ecx
1:	mov	%eax, (%edi)
	add	$PTE_BYTES, %edi
	add	$PAGE_SIZE, %eax
	loop	1b

	mov	$(PHYS(boot_pt) + PTE_P + PTE_W), %eax
	mov	$(BOOT_MAP >> PD_SHIFT), %ecx
	mov	$PHYS(boot_pd), %edi
1:	mov	%eax, (%edi)
#ifndef CONFIG_PAE
	mov	%eax, (KERNEL_BASE >> PD_SHIFT) * PTE_BYTES(%edi)
#endif
	add	$PTE_BYTES, %edi
	add	$PAGE_SIZE, %eax
	loop	1b
#ifdef CONFIG_PAE
	/* The same directory twice. */
	movl	$(PHYS(boot_pd) + PTE_P), PHYS(boot_root)
	movl	$(PHYS(boot_pd) + PTE_P), PHYS(boot_root) + (KERNEL_BASE >> ROOT_SHIFT) * PTE_BYTES
	mov	%cr4, %eax
	or	$CR4_PAE, %eax
	mov	%eax, %cr4
#endif
	mov	$PHYS(boot_root), %eax
	mov	%eax, %cr3
	ret

	.bss
	.balign	4096
	.globl	boot_pt, boot_root, boot_pd
boot_pt:
	.skip	BOOT_MAP / PAGE_SIZE * PTE_BYTES
boot_root:
#ifdef CONFIG_PAE
	.skip	4096
#endif
boot_pd:
	.skip	4096
	.balign	8192
	.globl	boot_stack, boot_stack_top
boot_stack:
	.skip	8192
boot_stack_top:

	.section .note.GNU-stack, "", @progbits
