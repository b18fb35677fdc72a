/* SPDX-License-Identifier: GPL-2.0-only */
/* Of 13.3 only: return from interrupt, halt. */
#include "slot.h"

/* 3.0's may be jumped to, and looks at its frame; these clients only call. */
	SLOT	IRET13
	OWN_IRET
	END	IRET13

/* 3.0's enables interrupts; here the client has, or means to stop for good. */
	SLOT	Halt13
	OWN_Halt
	ret
	END	Halt13
