/* SPDX-License-Identifier: GPL-2.0-only */
/* Of 13.3 only: halt; iret.S returns from interrupts. */
#include "slot.h"

/* 3.0's enables interrupts; here the client has, or means to stop for good. */
	SLOT	Halt13
	OWN_Halt
	ret
	END	Halt13
