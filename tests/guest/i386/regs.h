/* SPDX-License-Identifier: GPL-2.0-only */
/* A trap's registers on the stack; each architecture has this file. */
#ifndef GUEST_REGS_H
#define GUEST_REGS_H

/* Offsets in struct regs, for assembler; checked in trap.c. */
#define REGS_BX 0
#define REGS_AX 24
#define REGS_VECTOR 44
#define REGS_IP 52
#define REGS_CS 56
#define REGS_FLAGS 60
#define REGS_SIZE_USER 72

#ifndef __ASSEMBLER__
#include <stdint.h>

struct regs {
	uint32_t bx, cx, dx, si, di, bp, ax;
	uint32_t ds, es, fs, gs;
	uint32_t vector, error;
	uint32_t ip, cs, flags;
	uint32_t sp, ss;                        /* only from_user */
	uint32_t v86_es, v86_ds, v86_fs, v86_gs; /* only if EFLAGS.VM */
};

/* Registers that stack_switch keeps, below a return address. */
#define NR_SAVED 4

#define regs_user_segments(r) ((r)->ds = (r)->es = (r)->ss = SEL_USER_DS, (r)->cs = SEL_USER_CS)

#else

/* struct regs below its error code, on the stack as it is.  Clobbers none. */
.macro PUSH_REGS
	push %gs
	push %fs
	push %es
	push %ds
	push %eax
	push %ebp
	push %edi
	push %esi
	push %edx
	push %ecx
	push %ebx
.endm

/*
 * in: ESP at a struct regs.  out: all registers from it, ESP at its EIP; EFLAGS kept.
 * The labels 1 to 4 are the pops that fault where a selector no longer loads.
 */
.macro POP_REGS
	pop %ebx
	pop %ecx
	pop %edx
	pop %esi
	pop %edi
	pop %ebp
	pop %eax
1:	pop %ds
2:	pop %es
3:	pop %fs
4:	pop %gs
	lea 8(%esp), %esp
.endm

#endif
#endif
