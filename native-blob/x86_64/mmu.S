/* SPDX-License-Identifier: GPL-2.0-only */
/* Page-table entries and pages, TLB, lazy mode. */
#include "slot.h"

	NATIVE	SetCR3
	NATIVE	GetCR3
	NATIVE	InvalPage
	NATIVE	FlushTLB
	NATIVE	AllocatePage

/* The flags say nothing that matters here. */
	NATIVE	SetPxELong

	HINT	UpdatePxELong
	HINT	MachineToPhysical	/* RAX in, the same out */
	HINT	PhysicalToMachine
	HINT	ReleasePage
	HINT	SetUserCR3
	HINT	SetLazyMode

	.section .note.GNU-stack, "", @progbits
