/* SPDX-License-Identifier: GPL-2.0-only */
/* Descriptor tables, task register, kernel stack. */
#include "slot.h"

	NATIVE	SetGDT
	NATIVE	SetLDT
	NATIVE	SetIDT
	NATIVE	SetTR
	NATIVE	GetGDT
	NATIVE	GetLDT
	NATIVE	GetIDT
	NATIVE	GetTR

/* The table need not be the one that is loaded, nor this processor's. */
	NATIVE	WriteGDTEntry
	NATIVE	WriteLDTEntry
	NATIVE	WriteIDTEntry

	HINT	UpdateKernelStack

	.section .note.GNU-stack, "", @progbits
