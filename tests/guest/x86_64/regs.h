/* SPDX-License-Identifier: GPL-2.0-only */
/* A trap's registers on the stack; each architecture has this file. */
#ifndef GUEST_REGS_H
#define GUEST_REGS_H

/* Offsets in struct regs, for assembler; checked in trap.c. */
#define REGS_BX 0
#define REGS_AX 48
#define REGS_VECTOR 120
#define REGS_IP 136
#define REGS_CS 144
#define REGS_FLAGS 152
#define REGS_SIZE_USER 176

#ifndef __ASSEMBLER__
#include <stdint.h>

struct regs {
	uint64_t bx, cx, dx, si, di, bp, ax;
	uint64_t r8, r9, r10, r11, r12, r13, r14, r15;
	uint64_t vector, error;
	uint64_t ip, cs, flags, sp, ss;
};

/* Registers that stack_switch keeps, below a return address. */
#define NR_SAVED 6

#define regs_user_segments(r) ((r)->ss = SEL_USER_DS, (r)->cs = SEL_USER_CS)

#else

/* struct regs below its error code, on the stack as it is.  Clobbers none. */
.macro PUSH_REGS
	push %r15
	push %r14
	push %r13
	push %r12
	push %r11
	push %r10
	push %r9
	push %r8
	push %rax
	push %rbp
	push %rdi
	push %rsi
	push %rdx
	push %rcx
	push %rbx
.endm

/* in: RSP at a struct regs.  out: all registers from it, RSP at its RIP; RFLAGS kept. */
.macro POP_REGS
	pop %rbx
	pop %rcx
	pop %rdx
	pop %rsi
	pop %rdi
	pop %rbp
	pop %rax
	pop %r8
	pop %r9
	pop %r10
	pop %r11
	pop %r12
	pop %r13
	pop %r14
	pop %r15
	lea 16(%rsp), %rsp
.endm

#endif
#endif
