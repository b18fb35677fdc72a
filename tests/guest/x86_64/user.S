/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * User programs of the tests, in assembler: linked at their own address, copied
 * to user pages.  The registers at the start are the thread's start registers.
 */
#include "trap.h"

	.section .user, "awx"

/* The system call in RAX, RBX, RCX, RDX, RSI, RDI, RBP by SYSCALL; all but RAX, R10, R11 and flags kept. */
	.globl user_syscall, user_syscall_insn
user_syscall:
	push %rcx
	mov %rcx, %r10
user_syscall_insn:
	syscall
	pop %rcx
	ret

/* Exits with code 0. */
	.globl user_exit
user_exit:
	xor %ebx, %ebx
/* Exits with code RBX. */
	.globl user_exit_ebx
user_exit_ebx:
	xor %eax, %eax
	int $VEC_SYSCALL
	ud2

/* Exits with a pointer to RDI RSI RBP RSP RBX RDX RCX RAX RFLAGS as they are now. */
	.globl user_snapshot
user_snapshot:
	pushf
	push %rax
	push %rcx
	push %rdx
	push %rbx
	lea 32(%rsp), %rax
	push %rax
	push %rbp
	push %rsi
	push %rdi
	mov %rsp, %rbx
	jmp user_exit_ebx

/* One system call with the start registers, then a snapshot. */
	.globl user_int
user_int:
	int $VEC_SYSCALL
	jmp user_snapshot

	.globl user_fast
user_fast:
	call user_syscall
	jmp user_snapshot

/* Signal handler: exits with the frame's vector. */
	.globl user_handler
user_handler:
	mov REGS_VECTOR(%rax), %rbx
	jmp user_exit_ebx

/* Signal handler: goes on behind a two-byte instruction. */
	.globl user_handler_skip2
user_handler_skip2:
	addq $2, REGS_IP(%rax)
	mov %rax, %rbx
	mov $4, %eax /* SYS_SIGRETURN */
	int $VEC_SYSCALL
	ud2

	.globl user_ud2_and_on, user_ud2_insn
user_ud2_and_on:
user_ud2_insn:
	ud2
	jmp user_snapshot

/*
 * Holds patterns made from RBX in all registers and checks them until *user_stop.
 * Exits with 0, or with 1 if one has changed.
 */
	.globl user_spin, user_stop
user_spin:
	mov %ebx, user_tag
1:	lea 1(%rbx), %rcx
	lea 2(%rbx), %rdx
	lea 3(%rbx), %rsi
	lea 4(%rbx), %rdi
	lea 5(%rbx), %rbp
	.irp n, 8, 9, 10, 11, 12, 13, 14, 15
	lea \n(%rbx), %r\n
	rol $17, %r\n
	.endr
	mov $200, %eax
2:	dec %eax
	jnz 2b
	.irp n, 8, 9, 10, 11, 12, 13, 14, 15
	ror $17, %r\n
	sub $\n, %r\n
	cmp %r\n, %rbx
	jne 3f
	.endr
	sub $1, %rcx
	cmp %rcx, %rbx
	jne 3f
	sub $2, %rdx
	cmp %rdx, %rbx
	jne 3f
	sub $3, %rsi
	cmp %rsi, %rbx
	jne 3f
	sub $4, %rdi
	cmp %rdi, %rbx
	jne 3f
	sub $5, %rbp
	cmp %rbp, %rbx
	jne 3f
	/* The same address in another address space has another tag. */
	cmp %ebx, user_tag
	jne 3f
	incl user_rounds
	cmpl $0, user_stop
	je 1b
	jmp user_exit
3:	mov $1, %ebx
	jmp user_exit_ebx

/* Writes EBX to ECX pages from RDX down, one word each; exits with 0. */
	.globl user_touch
user_touch:
1:	sub $0x1000, %rdx
	mov %ebx, (%rdx)
	loop 1b
	jmp user_exit

	.balign 4
user_stop:
	.long 0
	.globl user_rounds, user_word
user_rounds:
	.long 0
user_tag:
	.long 0
user_word:
	.long 0

	.section .note.GNU-stack, "", @progbits
