/* SPDX-License-Identifier: MIT */
/* Multiboot 1 entry: EAX = magic, EBX = information; flat segments, paging off, interrupts off. */
	.section .multiboot, "a"
	.long	0x1BADB002, 3, -(0x1BADB002 + 3)	/* modules page-aligned, memory map */

	.text
	.globl	_start
_start:
	mov	$stack_top, %esp
	push	%ebx
	call	kernel_main
	out	%eax, $0xF4			/* isa-debug-exit; elsewhere nothing */
1:	cli
	hlt
	jmp	1b

	.bss
	.balign	16
	.skip	8192
stack_top:
	.section .note.GNU-stack, "", @progbits
