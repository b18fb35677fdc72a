/* SPDX-License-Identifier: GPL-2.0-only */
/* What gives a status, and user mode's tables. */
#include "slot.h"

	NATIVE	AllocatePage

	HINT	SetUserCR3

	.section .note.GNU-stack, "", @progbits
