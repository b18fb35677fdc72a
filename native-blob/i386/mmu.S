/* SPDX-License-Identifier: GPL-2.0-only */
/* Page-table entries and pages, TLB, lazy mode. */
#include "slot.h"

	NATIVE	SetCR3
	NATIVE	GetCR3
	NATIVE	InvalPage
	NATIVE	FlushTLB

/* The flags say nothing that matters here, and clients' levels aren't always true. */
	NATIVE	SetPxE
	NATIVE	SetPxELong

	HINT	UpdatePxE
	HINT	UpdatePxELong
	HINT	MachineToPhysical	/* EDX:EAX in, the same out */
	HINT	PhysicalToMachine
	HINT	AllocatePage
	HINT	ReleasePage
	HINT	SetLinearMapping
	HINT	SetLazyMode
