/* SPDX-License-Identifier: GPL-2.0-only */
/* Page-table entries and pages, TLB, lazy mode: what each architecture has. */
#include "slot.h"

	NATIVE	SetCR3
	NATIVE	GetCR3
	NATIVE	InvalPage
	NATIVE	FlushTLB

/* The flags say nothing that matters here, and clients' levels aren't always true. */
	NATIVE	SetPxELong

	HINT	UpdatePxELong
	HINT	MachineToPhysical	/* in place: the same out as in */
	HINT	PhysicalToMachine
	HINT	ReleasePage
	HINT	SetLazyMode

	.section .note.GNU-stack, "", @progbits
