/* SPDX-License-Identifier: GPL-2.0-only */
/* Programs for user mode, one every 16 bytes: PROGRAM_* in client.h. */
#include "client.h"
	.section .rodata
	.globl	user_programs
user_programs:
	int	$VEC_SYSCALL
	.org	user_programs + PROGRAM_FAST
	mov	%esp, %ebp
	sysenter
	.org	user_programs + PROGRAM_VM86
	hlt
	.org	user_programs + PROGRAM_LOOP
1:	mov	$SYSCALL_NOTHING, %eax
	int	$VEC_SYSCALL
	dec	%esi
	jnz	1b
	int	$VEC_SYSCALL
	.org	user_programs + PROGRAM_PORT
	in	$0x80, %al
	int	$VEC_SYSCALL
	.org	user_programs + PROGRAMS_SIZE

	.section .note.GNU-stack, "", @progbits
