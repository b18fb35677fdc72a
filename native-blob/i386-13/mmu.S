/* SPDX-License-Identifier: GPL-2.0-only */
/* Of 13.3 only: page-table entries by one name for each width and way. */
#include "slot.h"

	OWN SetPxE0
	OWN GetPxE
	OWN SwapPxE
	OWN SetPxELong0
	OWN GetPxELong
	OWN SwapPxELongAtomic
	OWN TestAndSetPxEBit
	OWN TestAndClearPxEBit
	OWN DeactivatePxELongAtomic
	OWN TestAndSetPxELongBit
	OWN TestAndClearPxELongBit
	OWN FlushDeferredCalls	/* nothing is ever deferred */
