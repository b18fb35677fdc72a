/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * User programs of the tests, in assembler: linked at their own address, copied
 * to user pages.  The registers at the start are the thread's start registers.
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
	.globl user_sysenter, user_sysenter_insn
user_sysenter:
	push %ecx
	push %edx
	push %ebp
	mov %esp, %ebp
user_sysenter_insn:
	sysenter

/* Exits with code 0. */
	.globl user_exit
user_exit:
	xor %ebx, %ebx
/* Exits with code EBX. */
	.globl user_exit_ebx
user_exit_ebx:
	xor %eax, %eax
	int $VEC_SYSCALL
	ud2

/* Exits with a pointer to EDI ESI EBP ESP EBX EDX ECX EAX EFLAGS as they are now. */
	.globl user_snapshot
user_snapshot:
	pushf
	pusha
	mov %esp, %ebx
	jmp user_exit_ebx

/* One system call with the start registers, then a snapshot. */
	.globl user_int
user_int:
	int $VEC_SYSCALL
	jmp user_snapshot

	.globl user_fast
user_fast:
	call user_sysenter
	jmp user_snapshot

/* Signal handler: exits with the frame's vector. */
	.globl user_handler
user_handler:
	mov REGS_VECTOR(%eax), %ebx
	jmp user_exit_ebx

/* Signal handler: goes on behind a two-byte instruction. */
	.globl user_handler_skip2
user_handler_skip2:
	addl $2, REGS_IP(%eax)
	mov %eax, %ebx
	mov $4, %eax /* SYS_SIGRETURN */
	int $VEC_SYSCALL
	ud2

	.globl user_ud2_and_on, user_ud2_insn
user_ud2_and_on:
user_ud2_insn:
	ud2
	jmp user_snapshot

/*
 * Holds patterns made from EBX in all registers and checks them until *user_stop.
 * Exits with 0, or with 1 if one has changed.
 */
	.globl user_spin, user_stop
user_spin:
	mov %ebx, user_tag
1:	lea 1(%ebx), %ecx
	lea 2(%ebx), %edx
	lea 3(%ebx), %esi
	lea 4(%ebx), %edi
	lea 5(%ebx), %ebp
	mov $200, %eax
2:	dec %eax
	jnz 2b
	sub $1, %ecx
	cmp %ecx, %ebx
	jne 3f
	sub $2, %edx
	cmp %edx, %ebx
	jne 3f
	sub $3, %esi
	cmp %esi, %ebx
	jne 3f
	sub $4, %edi
	cmp %edi, %ebx
	jne 3f
	sub $5, %ebp
	cmp %ebp, %ebx
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

/* Writes EBX to ECX pages from EDX down, one word each; exits with 0. */
	.globl user_touch
user_touch:
1:	sub $0x1000, %edx
	mov %ebx, (%edx)
	loop 1b
	jmp user_exit

/* Loads FS with BX, system call EDI, reads FS:0, exits with that. */
	.globl user_fs, user_fs_read
user_fs:
	mov %bx, %fs
	mov %edi, %eax
	int $VEC_SYSCALL
user_fs_read:
	mov %fs:0, %ebx
	jmp user_exit_ebx

/* Far jump through ECX:EDX on the stack to what follows; exits with CS there. */
	.globl user_far, user_far_target
user_far:
	push %ecx
	push %edx
	ljmp *(%esp)		/* not lret, whose pops QEMU takes for the kernel's: SMAP then faults for ever */
user_far_target:
	lea 8(%esp), %esp
	mov %cs, %ebx
	mov $SYS_YIELD_NR, %eax
	.set SYS_YIELD_NR, 1
	int $VEC_SYSCALL
	mov %cs, %ecx
	cmp %ebx, %ecx
	je user_exit_ebx
	ud2

/* Loads DS with EBX and counts rounds, without DS, until *user_stop; exits with DS. */
	.globl user_ds_spin
user_ds_spin:
	mov %bx, %ds
1:	pause
	incl %ss:user_rounds
	cmpl $0, %ss:user_stop
	je 1b
	mov %ds, %ebx
	jmp user_exit_ebx

/* Exits with code EBX if it may read the time-stamp counter. */
	.globl user_rdtsc
user_rdtsc:
	rdtsc
	jmp user_exit_ebx

/* Sets and clears flags that are not a user's; exits with EFLAGS. */
	.globl user_popf
user_popf:
	push %ebx
	popf
	pushf
	pop %ebx
	jmp user_exit_ebx

/* A port access, then CLI and STI: for I/O privilege. Exits with EFLAGS after CLI. */
	.globl user_io
user_io:
	int $VEC_SYSCALL
	mov $0x80, %edx
	out %al, %dx
	cli
	pushf
	sti
	pop %ebx
	jmp user_exit_ebx

	.globl user_step_int, user_step_int_insn, user_step_fast
user_step_int:
	nop
user_step_int_insn:
	int $VEC_SYSCALL
	nop
	nop
	jmp user_exit

user_step_fast:
	nop
	call user_sysenter
	nop
	jmp user_exit

/* ESI times a system call that does nothing; exits with the cycles that took. */
	.globl user_bench_int, user_bench_fast
user_bench_int:
	rdtsc
	mov %eax, %edi
1:	mov $-1, %eax
	int $VEC_SYSCALL
	dec %esi
	jnz 1b
2:	rdtsc
	sub %edi, %eax
	mov %eax, %ebx
	jmp user_exit_ebx

user_bench_fast:
	rdtsc
	mov %eax, %edi
1:	mov $-1, %eax
	call user_sysenter
	dec %esi
	jnz 1b
	jmp 2b

/* Writes one word to each of ESI pages from EBP down; exits with the cycles that took. */
	.globl user_bench_touch
user_bench_touch:
	rdtsc
	mov %eax, %edi
1:	sub $0x1000, %ebp
	mov %ebp, (%ebp)
	dec %esi
	jnz 1b
	jmp 2b

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
