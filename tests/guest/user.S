/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * User programs of the tests, in assembler: linked at their own address, copied
 * to user pages.  EBX and so on at the start are the thread's start registers.
 */
#include "trap.h"

	.section .user, "awx"

/* Where SYSENTER comes back to; user_sysenter made room for this. */
	.globl user_sysenter_return
user_sysenter_return:
	pop %ebp
	pop %edx
	pop %ecx
	ret

/* The system call in EAX, EBX, ECX, EDX, ESI, EDI by SYSENTER; all but EAX and flags kept. */
	.globl user_sysenter
user_sysenter:
	push %ecx
	push %edx
	push %ebp
	mov %esp, %ebp
	sysenter

	.globl user_exit_0
user_exit_0:
	xor %eax, %eax
	xor %ebx, %ebx
	int $VEC_SYSCALL
	ud2

	.section .note.GNU-stack, "", @progbits
