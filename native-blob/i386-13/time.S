/* SPDX-License-Identifier: GPL-2.0-only */
/* Of 13.3 only: counters, alarms, wall clock. There are none, and every call must have an answer: a frequency of 0 says so. */
#include "slot.h"

.macro ZERO name
	SLOT	\name
	xor	%eax, %eax
	xor	%edx, %edx
	ret
	END	\name
.endm
	ZERO	GetCycleFrequency
	ZERO	GetCycleCounter
	ZERO	GetWallclockTime
	ZERO	WallclockUpdated
	OWN CancelAlarm
	HINT	SetAlarm
