/* SPDX-License-Identifier: GPL-2.0-only */
/* A processor's way from its start-up interrupt to the state of SetInitialAPState. */
#include "mm.h"
#include "desc.h"
#include "baremetal.h"

#define PHYS(x) ((x) - KERNEL_BASE)
#define LOW(x) ((x) - trampoline_begin + TRAMPOLINE)

	.section .rodata
	.globl trampoline_begin, trampoline_end
	.code16
trampoline_begin:
	cli
	mov %cs, %ax
	mov %ax, %ds
	lgdtl gdt_ptr - trampoline_begin
	mov %cr0, %eax
	or $1, %al
	mov %eax, %cr0
	ljmpl $SEL_KERNEL_CS, $LOW(protected)

	.code32
protected:
	mov $SEL_KERNEL_DS, %eax
	mov %eax, %ds
	mov %eax, %ss
	mov $PHYS(baremetal_ap_state), %esi
	mov AP_CR4(%esi), %eax
	mov %eax, %cr4
	mov AP_EFER(%esi), %eax
	test %eax, %eax
	jz 1f
	mov AP_EFER + 4(%esi), %edx
	mov $0xc0000080, %ecx
	wrmsr
1:	mov $PHYS(baremetal_ap_root), %eax
	mov %eax, %cr3
	mov AP_CR0(%esi), %eax
	mov %eax, %cr0
	mov $high, %eax
	jmp *%eax

	.balign 8
gdt:
	.quad 0, 0x00cf9a000000ffff, 0x00cf92000000ffff
gdt_ptr:
	.word . - gdt - 1
	.long LOW(gdt)
trampoline_end:

	.text
high:
	add $KERNEL_BASE, %esi
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

	.bss
	.balign 4
ap_idtr:
	.skip 8

	.section .note.GNU-stack, "", @progbits
