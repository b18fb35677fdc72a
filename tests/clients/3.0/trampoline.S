/* SPDX-License-Identifier: GPL-2.0-only */
/* The second processor from its start-up interrupt to C: native throughout, as such kernels' head_32.S is. */
#include "client.h"

#define PHYS(x) ((x) - PAGE_OFFSET)
#define LOW(x) ((x) - trampoline_begin + TRAMPOLINE)
#define CR4_PAE 0x20
#define CR0_RUN 0x80050033

	.section .rodata
	.globl	trampoline_begin, trampoline_end
	.code16
trampoline_begin:
	cli
	mov	%cs, %ax
	mov	%ax, %ds
	lgdtl	gdt_pointer - trampoline_begin
	mov	%cr0, %eax
	or	$1, %al
	mov	%eax, %cr0
	ljmpl	$KERNEL_CS, $LOW(protected)

	.code32
protected:
	mov	$KERNEL_DS, %eax
	mov	%eax, %ds
	mov	%eax, %ss
#ifdef CONFIG_PAE
	mov	$(CR4_PSE | CR4_PAE), %eax
#else
	mov	$CR4_PSE, %eax
#endif
	mov	%eax, %cr4
#ifdef CONFIG_PAE
	mov	$CPUID_EXTENDED, %eax
	cpuid
	cmp	$CPUID_EXTENDED, %eax
	jbe	1f
	mov	$(CPUID_EXTENDED + 1), %eax
	cpuid
	bt	$CPUID_NX_BIT, %edx
	jnc	1f
	mov	$MSR_EFER, %ecx
	rdmsr
	or	$EFER_NX, %eax
	wrmsr
1:
#endif
	mov	$PHYS(ap_root), %eax
	mov	%eax, %cr3
	mov	$CR0_RUN, %eax
	mov	%eax, %cr0
	mov	$high, %eax
	jmp	*%eax

	.balign	8
gdt:
	.fill	KERNEL_CS / 8, 8, 0
	.quad	0x00cf9a000000ffff, 0x00cf92000000ffff
gdt_pointer:
	.word	. - gdt - 1
	.long	LOW(gdt)
trampoline_end:

	.text
high:
	mov	$PHYS(swapper), %eax
	mov	%eax, %cr3
	lgdt	ap_gdtr
	lidt	ap_idtr
	mov	$USER_DS, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	$PERCPU_SEL, %eax
	mov	%eax, %fs
	xor	%eax, %eax
	mov	%eax, %gs
	lldt	%ax
	mov	$ap_stack_top, %esp
	call	start_secondary
	ud2

	.bss
	.balign	8192
	.skip	STACK_SIZE
ap_stack_top:

	.section .note.GNU-stack, "", @progbits
