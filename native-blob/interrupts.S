/* SPDX-License-Identifier: GPL-2.0-only */
/* Interrupt flag and halt: what each architecture has as its native form. */
#include "slot.h"

/*
 * All but Halt run with the segment registers of whatever was interrupted: nothing here may touch memory but the
 * stack.
 */
	NATIVE	EnableInterrupts
	NATIVE	DisableInterrupts
	NATIVE	GetInterruptMask
	NATIVE	SetInterruptMask
	NATIVE	Halt

	.section .note.GNU-stack, "", @progbits
