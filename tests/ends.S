// SPDX-License-Identifier: GPL-2.0-only
/*
 * Kernels for check-kernel.t that end in one way each: END_x says which. They print a line, and know nothing of a ROM.
 * END_say prints its command line.  There "{...}" stands only with a ROM, "<...>" only without one, ";" for the end of
 * a line, "~" for ten million instructions, "*x" for x without end, "^" for a reset, "!" for a power-off.
 */
#include <multiboot.h>

	MULTIBOOT_HEADER 0

	.text
	.globl	start
start:
#ifdef END_say
	mov	MB_CMDLINE(%ebx), %esi	/* multiboot's: the kernel's name comes first */
1:	lodsb
	cmp	$' ', %al
	jne	1b
	mov	$0xc0000, %ebp		/* EBP: the ROM, or 0 */
2:	cmpl	$0x696d5663, 8(%ebp)	/* "cVmi" */
	je	say
	add	$0x800, %ebp
	cmp	$0xe0000, %ebp
	jb	2b
	xor	%ebp, %ebp
say:	lodsb
	mov	$0x3f8, %edx
	mov	$'}', %ah
	cmp	$'{', %al
	je	with
	mov	$'>', %ah
	cmp	$'<', %al
	je	without
	cmp	$'}', %al
	je	say
	cmp	$'>', %al
	je	say
	cmp	$'~', %al
	je	wait
	cmp	$'*', %al
	je	flood
	cmp	$'^', %al
	je	reset
	cmp	$'!', %al
	je	poweroff
	test	%al, %al
	jz	.
	cmp	$';', %al
	jne	3f
	mov	$'\n', %al
3:	out	%al, %dx
	jmp	say
with:	test	%ebp, %ebp
	jnz	say
	jmp	skip
without: test	%ebp, %ebp
	jz	say
skip:	lodsb
	cmp	%ah, %al
	jne	skip
	jmp	say
wait:	mov	$5000000, %ecx
4:	dec	%ecx
	jnz	4b
	jmp	say
flood:	lodsb
5:	out	%al, %dx
	jmp	5b
#endif
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
#elif defined(END_poweroff)
	jmp	poweroff
#elif defined(END_count)	/* 200 million instructions, and isa-debug-exit */
	mov	$100000000, %ecx
3:	dec	%ecx
	jnz	3b
	xor	%eax, %eax
	out	%al, $0xf4
4:	jmp	4b
#endif
reset:				/* by the keyboard controller, as Linux does */
	mov	$0xfe, %al
	out	%al, $0x64
	jmp	.
poweroff:			/* ACPI S5 where SeaBIOS puts it */
	mov	$0x604, %edx
	mov	$0x2000, %eax
	out	%ax, %dx
	jmp	.

text:
#ifdef END_panic
	.asciz	"[    0.000001] Kernel panic - not syncing: asked to\n"
#else
	.asciz	"up\n"
#endif
no_idt:
	.word	0
	.long	0
