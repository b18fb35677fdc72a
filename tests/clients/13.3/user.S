/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The users: copied to USER_CODE, where the first notes what it finds in USER_DATA.  SS is flat for them;
 * DS and ES may be anything that a user can load.
 */
#include "layout.h"

/* struct note */
	.macro	NOTE n
	.set	at, USER_NOTES + \n * NOTE_SIZE
	mov	%eax, %ss:at
	mov	%ecx, %ss:at + 4
	mov	%edx, %ss:at + 8
	mov	%ebx, %ss:at + 12
	mov	%ebp, %ss:at + 16
	mov	%esi, %ss:at + 20
	mov	%edi, %ss:at + 24
	mov	%esp, %ss:at + 28
	pushf
	popl	%ss:at + 32
	mov	%ds, %ss:at + 36
	mov	%es, %ss:at + 40
	mov	%fs, %ss:at + 44
	mov	%gs, %ss:at + 48
	mov	%cs, %ss:at + 52
	mov	%ss, %ss:at + 56
	.endm

	.section .rodata
	.globl	user_begin, user_thread, user_end
user_begin:
	NOTE	0
1:	cmpl	$0, %ss:USER_TICKED		/* the timer's handler */
	je	1b

	movl	$0x13131313, %ss:USER_FAULT
	mov	%ss:USER_FAULT, %eax
	mov	%eax, %ss:USER_MADE

	cmpl	$0, %ss:USER_INIT
	je	1f
	call	*%ss:USER_INIT			/* in pages that a user may read */
	mov	%eax, %ss:USER_INIT_RESULT

1:	mov	$USER_POINTERS, %ecx
2:	mov	%ss:(%ecx), %edx
	test	%edx, %edx
	jz	1f
	mov	$SYS_READ, %eax
	int	$SYSCALL_VECTOR
	mov	%eax, %ss:(%ecx)
	add	$4, %ecx
	jmp	2b

1:	mov	$SEL_UDATA, %eax
	mov	%eax, %gs
	mov	$7, %eax
	mov	$0xc3c3c3c3, %ecx
	mov	$0x70, %edx
	push	$0x8d7				/* all arithmetic flags */
	popf
	int	$SYSCALL_VECTOR
	NOTE	1

	cmpl	$0, %ss:USER_SEP		/* SYSENTER is there */
	je	3f
	mov	$7, %eax
	mov	$0x70, %edx
	mov	$2f - user_begin + USER_CODE, %ecx
	mov	%esp, %ebp
	sysenter
2:	NOTE	2
3:	mov	$SYS_LEAVE, %eax
	int	$SYSCALL_VECTOR

/* One of two: below its stack, how often it ran, and what it saw in FS. */
user_thread:
	mov	%fs:0, %ecx
	mov	%ecx, %ss:-8(%esp)
	incl	%ss:-4(%esp)
	mov	$SYS_SWITCH, %eax
	int	$SYSCALL_VECTOR
	jmp	user_thread
user_end:
	.section .note.GNU-stack, "", @progbits
