/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Multiboot 1 entry, and what each entry comes to: page tables for the first 16 MiB, at 0 and at KERNEL_BASE, paging on, and C
 * in the higher half.  No VMI calls yet: the loader can't have run.  And the way up of a further processor.
 */
#include <ap.h>
#include <multiboot.h>
#include "mm.h"
#include "desc.h"
#include "trap.h"
#include "../baremetal.h"
#include "ap_offsets.h"

	MULTIBOOT_HEADER MB_WANT_ALIGNED_MODULES | MB_WANT_MEMORY

	.text
	.globl baremetal_entry
/*
 * in: EAX multiboot magic, EBX information; paging off, flat segments.  The file names the linear
 * address: GRUB refuses another, and it and QEMU take off what the segment's addresses differ by.
 */
baremetal_entry:
	mov $multiboot_start, %esi
/*
 * in: paging off, flat segments; ESI a C function, which gets EAX and EBX and doesn't return.  Runs where it is loaded, and
 * not where it is linked.
 */
	.globl baremetal_begin
baremetal_begin:
	cli
	cld
	mov $PHYS(boot_stack_top), %esp
	mov %eax, %edx
	mov %ebx, %ebp
	call boot_paging
	mov %cr0, %eax
	or $(CR0_PG | CR0_WP), %eax
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
	push %edx
	call *%esi
	ud2

/* in: as ap.h says; the state of SetInitialAPState is in baremetal_ap_state.  out: all registers from that. */
	.globl ap_high
ap_high:
	mov $baremetal_ap_state, %esi
	mov AP_CR3(%esi), %eax
	mov %eax, %cr3
	lgdt AP_GDTR(%esi)
	/* The struct has base and limit of the IDT the other way round. */
	mov AP_IDT_BASE(%esi), %eax
	mov %eax, ap_idtr + 2
	mov AP_IDT_LIMIT(%esi), %ax
	mov %ax, ap_idtr
	lidt ap_idtr
	mov AP_LDTR(%esi), %ax
	lldt %ax
	mov AP_SS(%esi), %ss
	mov AP_ESP(%esi), %esp
	mov AP_ES(%esi), %es
	mov AP_FS(%esi), %fs
	mov AP_GS(%esi), %gs
	pushl AP_EFLAGS(%esi)
	movzwl AP_CS(%esi), %eax
	push %eax
	pushl AP_EIP(%esi)
	pushl AP_ESI(%esi)
	mov AP_EAX(%esi), %eax
	mov AP_EBX(%esi), %ebx
	mov AP_ECX(%esi), %ecx
	mov AP_EDX(%esi), %edx
	mov AP_EBP(%esi), %ebp
	mov AP_EDI(%esi), %edi
	mov AP_DS(%esi), %ds
	pop %esi
	iret

/* void baremetal_resume(struct regs *r) */
	.globl baremetal_resume
baremetal_resume:
	mov 4(%esp), %esp
	POP_REGS
	iret

	.section .rodata
	.balign 8
boot_gdt:
	.quad 0, FLAT_CODE, FLAT_DATA
boot_gdt_ptr:
	.word . - boot_gdt - 1
	.long boot_gdt

	.bss
	.balign 4
ap_idtr:
	.skip 8

	.section .note.GNU-stack, "", @progbits
