/* SPDX-License-Identifier: GPL-2.0-only */
/* How an assembler body reaches what is one virtual CPU's (layout.h): in one instruction. */
#ifndef XEN_PV_X86_64_PERCPU_ASM_H
#define XEN_PV_X86_64_PERCPU_ASM_H

#include "state.h"

#define OWN(place) %gs:vmi_percpu+place
#define PENDING OWN(EVENT_PENDING)
#define MASK OWN(EVENT_MASK)
#define HELD OWN(HELD_BACK)

#define IF_BYTE 17(%rsp)	/* bits 8 to 15 of the RFLAGS in a frame */
#define IF_BIT 2

/* The body of a call that reads a word of this virtual CPU's memory, which a site may hold. */
.macro GETTER name, place
	SLOT	\name
	mov	%gs:vmi_percpu+\place, %rax
	END_INLINE \name
.endm

/* What C destroys beside RAX, RCX and R11. */
.macro SAVE_C
	push	%rdx
	push	%rsi
	push	%rdi
	push	%r8
	push	%r9
	push	%r10
.endm
.macro RESTORE_C
	pop	%r10
	pop	%r9
	pop	%r8
	pop	%rdi
	pop	%rsi
	pop	%rdx
.endm

/* A hypercall more.  Clobbers reg, flags. */
.macro COUNT_HYPERCALL reg
	mov	OWN(PERCPU_STATE), %\reg
	incl	(%\reg)
.endm
#endif
