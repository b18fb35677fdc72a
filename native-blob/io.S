/* SPDX-License-Identifier: GPL-2.0-only */
/* I/O privilege and delay. */
#include "slot.h"

	NATIVE	SetIOPLMask
	NATIVE	IODelay

	.section .note.GNU-stack, "", @progbits
