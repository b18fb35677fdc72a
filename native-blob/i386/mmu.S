/* SPDX-License-Identifier: GPL-2.0-only */
/* Entries of 32 bits, and hints that i386 alone has, or has as no more than a hint. */
#include "slot.h"

	NATIVE	SetPxE

	HINT	UpdatePxE
	HINT	AllocatePage
	HINT	SetLinearMapping
