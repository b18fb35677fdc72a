/* SPDX-License-Identifier: GPL-2.0-only */
/* The first page tables of a kernel that a boot loader has started, and its first stack. */
#include "../boot.h"
#include "../x86.h"

#define ENTRY_BITS (PTE_P | PTE_W)

	.text
	.code32
/*
 * in: paging off, flat segments, a stack.  out: CR3, CR4.PAE and EFER.LME set for paging in long mode: the first BOOT_MAP bytes
 * at 0, until the kernel has left there, and at KERNEL_BASE.  Paging itself is the caller's to turn on.  Clobbers EAX, ECX, EDX, EDI,
 * flags.  Called where it is loaded, not where it is linked.
 */
	.globl	boot_paging
boot_paging:
	mov	$PHYS(boot_pt), %edi
	mov	$ENTRY_BITS, %eax
	mov	$(BOOT_MAP / PAGE_SIZE), %ecx
1:	mov	%eax, (%edi)
	add	$PTE_BYTES, %edi
	add	$PAGE_SIZE, %eax
	loop	1b

	mov	$(PHYS(boot_pt) + ENTRY_BITS), %eax
	mov	$(BOOT_MAP >> PD_SHIFT), %ecx
	mov	$PHYS(boot_pd), %edi
1:	mov	%eax, (%edi)
	add	$PTE_BYTES, %edi
	add	$PAGE_SIZE, %eax
	loop	1b
	movl	$(PHYS(boot_pd) + ENTRY_BITS), PHYS(boot_low)
	movl	$(PHYS(boot_pd) + ENTRY_BITS), PHYS(boot_pdp) + 511 * PTE_BYTES
	movl	$(PHYS(boot_low) + ENTRY_BITS), PHYS(boot_root)
	movl	$(PHYS(boot_pdp) + ENTRY_BITS), PHYS(boot_root) + 511 * PTE_BYTES
	mov	$PHYS(boot_root), %eax
	mov	%eax, %cr3
	mov	%cr4, %eax
	or	$CR4_PAE, %eax
	mov	%eax, %cr4
	mov	$MSR_EFER, %ecx
	rdmsr
	or	$EFER_LME, %eax
	wrmsr
	ret

	.bss
	.balign	4096
	.globl	boot_pt, boot_root, boot_pd, boot_pdp, boot_low
boot_pt:
	.skip	BOOT_MAP / PAGE_SIZE * PTE_BYTES
boot_root:
	.skip	4096
/* Of the last 512 GiB, and of the first. */
boot_pdp:
	.skip	4096
boot_low:
	.skip	4096
boot_pd:
	.skip	4096
	.balign	8192
	.globl	boot_stack, boot_stack_top
boot_stack:
	.skip	8192
boot_stack_top:

	.section .note.GNU-stack, "", @progbits
