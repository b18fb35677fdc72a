/* SPDX-License-Identifier: GPL-2.0-only */
/* The user: copied to USER_CODE, where it notes what it finds in USER_DATA. */

#define CODE 0x10000
#define DATA 0x20000
#define FAULT 0x30000

	.section .rodata
	.globl	user_begin, user_end
user_begin:
	mov	%eax, DATA
	mov	%ecx, DATA + 4
	mov	%edx, DATA + 8
	mov	%ebx, DATA + 12
	mov	%ebp, DATA + 16
	mov	%esi, DATA + 20
	mov	%edi, DATA + 24
	mov	%esp, DATA + 48
	pushf
	popl	DATA + 28
	mov	%ds, DATA + 32
	mov	%es, DATA + 36
	mov	%cs, DATA + 40
	mov	%ss, DATA + 44

1:	cmpl	$0, DATA + 128			/* the timer's handler */
	je	1b

	movl	$0x13131313, FAULT
	mov	FAULT, %eax
	mov	%eax, DATA + 136

	cmpl	$0, DATA + 140
	je	1f
	call	*DATA + 140			/* Init, in pages that a user may read */
	mov	%eax, DATA + 144

1:	cmpl	$0, DATA + 132			/* SYSENTER is there */
	je	3f
	mov	$7, %eax
	mov	$0x70, %edx
	mov	$2f - user_begin + CODE, %ecx
	mov	%esp, %ebp
	mov	%ecx, DATA + 92
	mov	%ebp, DATA + 96
	sysenter
2:	mov	%eax, DATA + 64
	mov	%ebx, DATA + 68
	mov	%esi, DATA + 72
	mov	%edi, DATA + 76
	mov	%ebp, DATA + 80
	mov	%esp, DATA + 84
	pushf
	popl	DATA + 88
3:	int	$48
user_end:
	.section .note.GNU-stack, "", @progbits
