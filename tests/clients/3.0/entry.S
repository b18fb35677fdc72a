/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Multiboot 1 entry: the first 16 MiB at 0 and at PAGE_OFFSET, paging on, C.
 * Segments are set in C; no ROM has been looked for.  And the second processor's way up:
 * native throughout, as such kernels' head_32.S is.
 */
#include <multiboot.h>
#include "client.h"

	MULTIBOOT_HEADER MB_WANT_MEMORY

	.text
	.globl	boot_physical
	.set	boot_physical, PHYS(boot)

/* In: EBX multiboot information; paging off, flat segments. */
boot:
	cli
	cld
	mov	$PHYS(boot_stack_top), %esp
	call	boot_paging
	mov	%cr0, %eax
	or	$CR0_RUN, %eax
	and	$~0x6000000c, %eax	/* caches on, no FPU emulation */
	mov	%eax, %cr0
	mov	$1f, %eax
	jmp	*%eax
1:	mov	$boot_stack_top, %esp
	lea	PAGE_OFFSET(%ebx), %eax
	call	start
	ud2

/* In: as ap.h of tests/lib/kernel says; ap_gdtr and ap_idtr.  Out: to start_secondary, segments and stack the kernel's. */
	.globl	ap_high
ap_high:
	mov	$PHYS(swapper), %eax
	mov	%eax, %cr3
	lgdt	ap_gdtr
	lidt	ap_idtr
	ljmp	$KERNEL_CS, $1f
1:	mov	$KERNEL_DS, %eax
	mov	%eax, %ss
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
