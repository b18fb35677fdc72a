/* SPDX-License-Identifier: GPL-2.0-only */
/* How an assembler body reaches what is one virtual CPU's (layout.h). */
#ifndef XEN_PV_I386_PERCPU_H
#define XEN_PV_I386_PERCPU_H

#include "state.h"

/* Offsets of this virtual CPU's vcpu_info and state from the first one's. Clobber ZF. */
.macro FIND reg
	lsl	%ss:ID_VCPU_INFO, %\reg
.endm
.macro FIND_STATE reg
	lsl	%ss:ID_STATE, %\reg
.endm
/* Of vcpu_info, with FIND ebp; with a base of EBP, SS is the segment. */
#define PENDING EVENT_PENDING(%ebp)
#define MASK EVENT_MASK(%ebp)
#define HELD HELD_BACK(%ebp)

#define IF_BYTE (4 + 9)(%esp)	/* bits 8 to 15 of the EFLAGS in a frame, a word above */
#define IF_BIT 2

/*
 * The problem with events on: between the look which virtual CPU it is and the access one may come, and its handler may let
 * the thread go on elsewhere.  So the upcall sends one whose next instruction is between begin and last, or is last, back to
 * begin (restart.S).  Up to there such a sequence changes only what it makes anew.
 */
.macro RESTARTABLE begin, last
	.pushsection .rodata.restart.1, "a"
	.long	\begin - .
	.long	\last - \begin
	.popsection
.endm

/* The body of a call that reads a word of this virtual CPU's. */
.macro GETTER name, find, at
	SLOT	\name
	\find	eax
last_\name:
	mov	\at(%eax), %eax
	ret
	END	\name
	RESTARTABLE \name, last_\name
.endm
#endif
