/* SPDX-License-Identifier: GPL-2.0-only */
/* Descriptor tables, task register, kernel stack: what each architecture has as its native form. */
#include "slot.h"

	NATIVE	SetGDT
	NATIVE	SetLDT
	NATIVE	SetIDT
	NATIVE	SetTR
	NATIVE	GetGDT
	NATIVE	GetLDT
	NATIVE	GetIDT
	NATIVE	GetTR

	HINT	UpdateKernelStack

	.section .note.GNU-stack, "", @progbits
