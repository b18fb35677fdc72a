/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trap entries and returns.  Every vector has an entry that stacks a struct
 * regs and calls trap_dispatch; all return through one IRET site.
 */
#include <vmi/site.h>
#include "trap.h"
#include "desc.h"
#include <percpu.h>

	.text

/* Vectors at which the processor stacks an error code itself. */
.macro trap_entry vector
	VMI_EnterTrap
	.if \vector == 8 || (\vector >= 10 && \vector <= 14) || \vector == 17
	.else
	push $0
	.endif
	push $\vector
	.if \vector == 2 || \vector == 8
	jmp paranoid_common
	.else
	jmp trap_common
	.endif
.endm

	.altmacro
.macro trap_entry_named vector
trap_entry_\vector:
	trap_entry \vector
.endm
.macro trap_pointer vector
	.quad trap_entry_\vector
.endm

	.set n, 0
	.rept 256
	trap_entry_named %n
	.set n, n + 1
	.endr

	.pushsection .rodata
	.balign 8
	.globl trap_entries
trap_entries:
	.set n, 0
	.rept 256
	trap_pointer %n
	.set n, n + 1
	.endr
	.popsection

/* in: error code and vector stacked.  All registers kept but for trap_dispatch's changes to the frame. */
trap_common:
	PUSH_REGS
	cld
	testb $3, REGS_CS(%rsp)
	jz 1f
	VMI_SwapGS VMI_SITE_INLINE_ONLY
1:	mov %rsp, %rdi
	mov %rsp, %rbx
	and $-16, %rsp
	call trap_dispatch
	mov %rbx, %rsp

/* in: RSP at a struct regs, interrupts off. */
	.globl trap_return
trap_return:
	testb $3, REGS_CS(%rsp)
	jz 1f
	VMI_SwapGS VMI_SITE_INLINE_ONLY
1:	POP_REGS
	.globl iret_site
iret_site:
	VMI_IRET

/*
 * in: as trap_common, from anywhere, between an entry and its SWAPGS even: which base it is tells its sign.
 * On a stack of its own.
 */
paranoid_common:
	PUSH_REGS
	cld
	xor %r12d, %r12d
	mov $MSR_GS_BASE, %ecx
	VMI_RDMSR VMI_SITE_INLINE_ONLY
	test %edx, %edx
	js 1f
	inc %r12d
	VMI_SwapGS VMI_SITE_INLINE_ONLY
1:	mov %rsp, %rdi
	mov %rsp, %rbx
	and $-16, %rsp
	call trap_dispatch
	mov %rbx, %rsp
	test %r12d, %r12d
	jz 1f
	VMI_SwapGS VMI_SITE_INLINE_ONLY
1:	POP_REGS
	VMI_IRET

/*
 * The IRET faulted: its frame becomes that of a trap of its own.
 * in: RSP at the frame that was refused, the other registers as for it, GS user mode's.  out: trap_common.  Clobbers nothing.
 */
	.globl iret_fixup
iret_fixup:
	push $0
	push $VEC_BAD_RETURN
	jmp trap_common

	.pushsection .ex_table, "a"
	.quad iret_site, iret_fixup
	.popsection

/*
 * bool fault_setjmp(uint64_t jmp[8]): false at first, true after fault_longjmp.
 * jmp: RBX RBP R12 R13 R14 R15 RSP RIP
 */
	.globl fault_setjmp
fault_setjmp:
	mov %rbx, (%rdi)
	mov %rbp, 8(%rdi)
	mov %r12, 16(%rdi)
	mov %r13, 24(%rdi)
	mov %r14, 32(%rdi)
	mov %r15, 40(%rdi)
	lea 8(%rsp), %rcx
	mov %rcx, 48(%rdi)
	mov (%rsp), %rcx
	mov %rcx, 56(%rdi)
	xor %eax, %eax
	ret

	.globl fault_longjmp
fault_longjmp:
	mov (%rdi), %rbx
	mov 8(%rdi), %rbp
	mov 16(%rdi), %r12
	mov 24(%rdi), %r13
	mov 32(%rdi), %r14
	mov 40(%rdi), %r15
	mov 48(%rdi), %rsp
	mov 56(%rdi), %rcx
	mov $1, %eax
	jmp *%rcx

	.section .note.GNU-stack, "", @progbits
