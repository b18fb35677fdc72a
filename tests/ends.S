// SPDX-License-Identifier: GPL-2.0-only
/* Kernels for check-kernel.t that end in one way each: END_x says which. They print a line, and know nothing of a ROM. */
	.section .multiboot, "a"
	.long	0x1badb002, 0, -0x1badb002

	.text
	.globl	start
start:
	mov	$text, %esi
1:	lodsb
	test	%al, %al
	jz	2f
	mov	$0x3f8, %edx
	out	%al, %dx
	jmp	1b
2:
#if defined(END_halt)		/* as a processor does that waits for nothing */
	cli
3:	hlt
	jmp	3b
#elif defined(END_loop) || defined(END_panic)
3:	jmp	3b
#elif defined(END_triple)
	lidt	no_idt
	ud2
#elif defined(END_reset)	/* by the keyboard controller, as Linux does */
	mov	$0xfe, %al
	out	%al, $0x64
3:	jmp	3b
#elif defined(END_poweroff)	/* ACPI S5 where SeaBIOS puts it */
	mov	$0x604, %edx
	mov	$0x2000, %eax
	out	%ax, %dx
3:	jmp	3b
#elif defined(END_count)	/* 200 million instructions, and isa-debug-exit */
	mov	$100000000, %ecx
3:	dec	%ecx
	jnz	3b
	xor	%eax, %eax
	out	%al, $0xf4
4:	jmp	4b
#endif

text:
#ifdef END_panic
	.asciz	"[    0.000001] Kernel panic - not syncing: asked to\n"
#else
	.asciz	"up\n"
#endif
no_idt:
	.word	0
	.long	0
