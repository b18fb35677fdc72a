/* SPDX-License-Identifier: GPL-2.0-only */
/* The same kernel as a PVH domain: from 32 bits without paging to where it is linked. */
#include "pv64.h"
#include <xen_note.h>

#define PHYS(symbol) (symbol - KERNEL_BASE)
#define CODE 8	       /* the GDT's selector */
#define PTE 3	       /* present, writable */
#define PTE_LARGE 0x83 /* of 2 MiB */
#define CR4_PAE 0x20
#define CR0_PG 0x80000000
#define MSR_EFER 0xc0000080
#define EFER_LME 0x100

	XEN_NOTE XEN_ELFNOTE_PHYS32_ENTRY, .long PHYS(pvh_entry)

	.text
	.code32
	/* In: EBX hvm_start_info; flat segments. The first 4 GiB are mapped at 0, and the first one where it is linked. */
pvh_entry:
	mov	$PHYS(boot_pd), %edi
	mov	$PTE_LARGE, %eax
	mov	$2048, %ecx
1:	mov	%eax, (%edi)
	add	$8, %edi
	add	$0x200000, %eax
	loop	1b
	mov	$PHYS(boot_pd) + PTE, %eax
	mov	$PHYS(boot_pdp), %edi
	mov	$4, %ecx
1:	mov	%eax, (%edi)
	add	$8, %edi
	add	$4096, %eax
	loop	1b
	movl	$PHYS(boot_pd) + PTE, PHYS(boot_pdp_top) + 510 * 8
	movl	$PHYS(boot_pdp) + PTE, PHYS(boot_root)
	movl	$PHYS(boot_pdp_top) + PTE, PHYS(boot_root) + 511 * 8
	mov	$PHYS(boot_root), %eax
	mov	%eax, %cr3
	mov	%cr4, %eax
	or	$CR4_PAE, %eax
	mov	%eax, %cr4
	mov	$MSR_EFER, %ecx
	rdmsr
	or	$EFER_LME, %eax
	wrmsr
	mov	%cr0, %eax
	or	$CR0_PG, %eax
	mov	%eax, %cr0
	lgdt	PHYS(boot_gdt_register)
	ljmp	$CODE, $PHYS(1f)
	.code64
1:	lea	2f(%rip), %rax
	mov	$KERNEL_BASE, %rcx
	add	%rcx, %rax
	jmp	*%rax
2:	lea	boot_stack_end(%rip), %rsp
	xor	%eax, %eax
	mov	%eax, %ss
	mov	%eax, %ds
	mov	%eax, %es
	mov	%ebx, %edi
	call	pvh64
1:	jmp	1b

	/* IRET and its like stay native: a place for entries' ends to jump to. */
	.globl	native_iret
native_iret:
	iretq

	.section .rodata
boot_gdt:
	.quad	0, 0x00af9b000000ffff
boot_gdt_register:
	.word	15
	.long	PHYS(boot_gdt)

	.bss
	.balign	4096
boot_pd:
	.skip	4 * 4096
boot_pdp:
	.skip	4096
boot_pdp_top:
	.skip	4096
boot_root:
	.skip	4096

	.section .note.GNU-stack, "", @progbits
