/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Multiboot 1 entry: builds page tables for the first 16 MiB, at 0 and at
 * KERNEL_BASE, turns paging on and calls C in the higher half.  No VMI calls
 * yet: the loader can't have run.
 */
#include "mm.h"
#include "desc.h"
#include "trap.h"
#include "baremetal.h"

#define PHYS(x) ((x) - KERNEL_BASE)
#define MB_MAGIC 0x1badb002
#define MB_FLAGS 3 /* page-aligned modules, memory size */

	.section .multiboot, "a"
	.balign 4
	.long MB_MAGIC, MB_FLAGS, -(MB_MAGIC + MB_FLAGS)

	.text
	.globl baremetal_entry
/*
 * in: EAX multiboot magic, EBX information; paging off, flat segments.  The file names the linear
 * address: GRUB refuses another, and it and QEMU take off what the segment's addresses differ by.
 */
baremetal_entry:
	cli
	cld
	mov $PHYS(boot_stack_top), %esp
	mov %eax, %esi
	mov %ebx, %ebp

	mov $PHYS(baremetal_boot_pt), %edi
	mov $(PTE_P | PTE_W), %eax
	mov $(BOOT_MAP / PAGE_SIZE), %ecx
1:	mov %eax, (%edi)
	add $PTE_BYTES, %edi
	add $PAGE_SIZE, %eax
	loop 1b

	mov $(PHYS(baremetal_boot_pt) + PTE_P + PTE_W), %eax
	mov $(BOOT_MAP >> PD_SHIFT), %ecx
	mov $PHYS(kernel_pd), %edi
1:	mov %eax, (%edi)
#ifndef CONFIG_PAE
	mov %eax, (KERNEL_BASE >> PD_SHIFT) * 4(%edi)
#endif
	add $PTE_BYTES, %edi
	add $PAGE_SIZE, %eax
	loop 1b
#ifdef CONFIG_PAE
	/* The same directory twice: at 0 until we have left there. */
	movl $(PHYS(kernel_pd) + PTE_P), PHYS(kernel_root)
	movl $(PHYS(kernel_pd) + PTE_P), PHYS(kernel_root) + 3 * 8
	mov %cr4, %eax
	or $0x20, %eax
	mov %eax, %cr4
#endif
	mov $PHYS(kernel_root), %eax
	mov %eax, %cr3
	mov %cr0, %eax
	or $0x80010000, %eax
	mov %eax, %cr0
	mov $1f, %eax
	jmp *%eax
1:	lgdt boot_gdt_ptr
	ljmp $SEL_KERNEL_CS, $1f
1:	mov $SEL_KERNEL_DS, %eax
	mov %eax, %ds
	mov %eax, %es
	mov %eax, %ss
	xor %eax, %eax
	mov %eax, %fs
	mov %eax, %gs
	mov $boot_stack_top, %esp
	push %ebp
	push %esi
	call baremetal_start
	ud2

/* void baremetal_resume(struct regs *r) */
	.globl baremetal_resume
baremetal_resume:
	mov 4(%esp), %esp
	POP_REGS
	iret

	.section .rodata
	.balign 8
boot_gdt:
	.quad 0, 0x00cf9a000000ffff, 0x00cf92000000ffff
boot_gdt_ptr:
	.word . - boot_gdt - 1
	.long boot_gdt

	.bss
	.balign 4096
	.globl baremetal_boot_pt, kernel_root, kernel_pd
baremetal_boot_pt:
	.skip BOOT_MAP / PAGE_SIZE * PTE_BYTES
#ifdef CONFIG_PAE
kernel_root:
	.skip 4096
#else
kernel_root:
#endif
kernel_pd:
	.skip 4096
	.globl boot_stack, boot_stack_top
	.balign 8192
boot_stack:
	.skip 8192
boot_stack_top:

	.section .note.GNU-stack, "", @progbits
