/* SPDX-License-Identifier: GPL-2.0-only */
/* Writes of descriptors. */
#include "slot.h"

/* The table need not be the one that is loaded, nor this processor's. */
	NATIVE	WriteGDTEntry
	NATIVE	WriteLDTEntry
	NATIVE	WriteIDTEntry

	.section .note.GNU-stack, "", @progbits
