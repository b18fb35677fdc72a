/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Entries by multiboot 2 and PVH, and what each comes to: page tables for the first 16 MiB, at 0 and at KERNEL_BASE, long mode,
 * and C in the higher half.  No VMI calls yet: the loader can't have run.  And the way up of a further processor.
 */
#include <ap.h>
#include <multiboot2.h>
#include <vmi/ap_state.h>
#include "mm.h"
#include "desc.h"
#include "trap.h"

	.section .multiboot, "a"
	.balign 8
multiboot_header:
	.long MB2_HEADER_MAGIC, MB2_ARCH_I386, multiboot_header_end - multiboot_header
	.long -(MB2_HEADER_MAGIC + MB2_ARCH_I386 + (multiboot_header_end - multiboot_header))
	/* Where it enters: in 32-bit mode, at the physical address. */
	.balign 8
	.short MB2_HEADER_ENTRY, 0
	.long 12, PHYS(baremetal_entry)
	.balign 8
	.short MB2_HEADER_ALIGN_MODULES, 0
	.long 8
	.balign 8
	.short 0, 0
	.long 8
multiboot_header_end:

	.text
	.code32
	.globl baremetal_entry
/* in: EAX multiboot 2 magic, EBX information; paging off, flat segments. */
baremetal_entry:
	mov $PHYS(multiboot2_start), %esi
/*
 * in: paging off, flat segments; ESI a C function, physical, which gets EAX and EBX and doesn't return.  Runs where it is loaded, and
 * not where it is linked.
 */
	.globl baremetal_begin
baremetal_begin:
	cli
	cld
	mov $PHYS(boot_stack_top), %esp
	mov %eax, %ebp
	mov %esi, %esi
	push %esi
	call boot_paging
	pop %esi
	mov %cr0, %eax
	or $(CR0_PG | CR0_WP), %eax
	mov %eax, %cr0
	lgdt PHYS(boot_gdt_ptr)
	ljmp $SEL_KERNEL_CS, $PHYS(1f)

	.code64
1:	mov $2f, %rax
	jmp *%rax
2:	mov $SEL_KERNEL_DS, %eax
	mov %eax, %ss
	xor %eax, %eax
	mov %eax, %ds
	mov %eax, %es
	mov %eax, %fs
	mov %eax, %gs
	mov $boot_stack_top, %rsp
	lgdt boot_gdt_high
	mov %ebp, %edi
	mov %ebx, %eax
	mov %esi, %ecx
	mov $KERNEL_BASE, %rsi
	add %rsi, %rcx
	mov %eax, %esi
	call *%rcx
	ud2

/* in: as ap.h says; the state of SetInitialAPState is in baremetal_ap_state.  out: all registers from that. */
	.globl ap_high
ap_high:
	mov $baremetal_ap_state, %rbx
	mov VMI_AP_OFF_CR3(%rbx), %rax
	mov %rax, %cr3
	mov VMI_AP_OFF_RSP(%rbx), %rsp
	push VMI_AP_OFF_GDTR_BASE(%rbx)
	sub $2, %rsp
	mov VMI_AP_OFF_GDTR_LIMIT(%rbx), %ax
	mov %ax, (%rsp)
	lgdt (%rsp)
	mov VMI_AP_OFF_IDTR_LIMIT(%rbx), %ax
	mov %ax, (%rsp)
	mov VMI_AP_OFF_IDTR_BASE(%rbx), %rax
	mov %rax, 2(%rsp)
	lidt (%rsp)
	lldt VMI_AP_OFF_LDTR(%rbx)
	mov VMI_AP_OFF_DS(%rbx), %ds
	mov VMI_AP_OFF_DS(%rbx), %es
	mov VMI_AP_OFF_FS(%rbx), %fs
	mov VMI_AP_OFF_GS(%rbx), %gs
	mov $MSR_FS_BASE, %ecx
	mov VMI_AP_OFF_FS_BASE(%rbx), %eax
	mov VMI_AP_OFF_FS_BASE + 4(%rbx), %edx
	wrmsr
	mov $MSR_GS_BASE, %ecx
	mov VMI_AP_OFF_GS_BASE(%rbx), %eax
	mov VMI_AP_OFF_GS_BASE + 4(%rbx), %edx
	wrmsr
	mov $MSR_KERNEL_GS_BASE, %ecx
	mov VMI_AP_OFF_USER_GS_BASE(%rbx), %eax
	mov VMI_AP_OFF_USER_GS_BASE + 4(%rbx), %edx
	wrmsr
	movzwl VMI_AP_OFF_SS(%rbx), %eax
	push %rax
	push VMI_AP_OFF_RSP(%rbx)
	push VMI_AP_OFF_RFLAGS(%rbx)
	movzwl VMI_AP_OFF_CS(%rbx), %eax
	push %rax
	push VMI_AP_OFF_RIP(%rbx)
	mov VMI_AP_OFF_RDI(%rbx), %rdi
	iretq

/* void baremetal_resume(struct regs *r) */
	.globl baremetal_resume
baremetal_resume:
	mov %rdi, %rsp
	POP_REGS
	iretq

	.section .rodata
	.balign 8
boot_gdt:
	.quad 0, LONG_CODE, FLAT_DATA
boot_gdt_ptr:
	.word . - boot_gdt - 1
	.long PHYS(boot_gdt)
boot_gdt_high:
	.word boot_gdt_ptr - boot_gdt - 1
	.quad boot_gdt

	.section .note.GNU-stack, "", @progbits
