/* SPDX-License-Identifier: GPL-2.0-only */
/* Change of stacks; start of threads; SYSCALL. */
#include <vmi/site.h>
#include "trap.h"
#include "desc.h"
#include <percpu.h>

	.text

/*
 * in: RDI prev, RSI next; both begin with their saved RSP.  out: RAX = the
 * thread that ran before.  Keeps RBX RBP R12-R15.
 */
	.globl stack_switch
stack_switch:
	mov %rdi, %rax
	push %rbp
	push %rbx
	push %r12
	push %r13
	push %r14
	push %r15
	mov %rsp, (%rdi)
	mov (%rsi), %rsp
	pop %r15
	pop %r14
	pop %r13
	pop %r12
	pop %rbx
	pop %rbp
	ret

/* in: RAX = the thread that ran before. */
	.globl thread_first
thread_first:
	mov %rax, %rdi
	and $-16, %rsp
	call thread_begin

/* in: RDI = a struct regs on this stack; interrupts off. */
	.globl user_enter
user_enter:
	mov %rdi, %rsp
	jmp trap_return

/*
 * in: as SYSCALL leaves the processor; RAX = number, arguments as for the interrupt but for RCX, which is in R10.
 * Goes back with all registers kept but RAX (result), RCX, R11.
 */
	.globl syscall_entry
syscall_entry:
	VMI_SwapGS VMI_SITE_INLINE_ONLY
	mov %rsp, %gs:CPU_OFF_USER_SP
	mov %gs:CPU_OFF_SP0, %rsp
	push $SEL_USER_DS
	push %gs:CPU_OFF_USER_SP
	push %r11
	push $SEL_USER_CS
	push %rcx
	push $0
	push $VEC_SYSCALL
	mov %r10, %rcx
	PUSH_REGS
syscall_common:
	mov %rsp, %rdi
	mov %rsp, %rbx
	and $-16, %rsp
	call syscall_dispatch
	mov %rbx, %rsp
	test %al, %al /* a bool is a byte */
	jz trap_return
	POP_REGS
	pop %rcx
	lea 8(%rsp), %rsp
	pop %r11
	pop %rsp
	.globl sysret_site
sysret_site:
	VMI_SYSRET

/* in: a frame on the kernel stack, and GS the kernel's: what a blob that takes SYSCALL itself enters. */
	.globl syscall_entry_frame
syscall_entry_frame:
	VMI_EnterTrap
	push $0
	push $VEC_SYSCALL
	mov %r10, %rcx
	PUSH_REGS
	jmp syscall_common

	.section .note.GNU-stack, "", @progbits
