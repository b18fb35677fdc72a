/* SPDX-License-Identifier: GPL-2.0-only */
/* What clients of 13.3 call and those of 3.0 don't, or with other registers or another meaning. */
#include "slot.h"

	OWN INVD			/* as WBINVD: what is in the caches is kept */
	OWN Pause

/* 3.0's may be jumped to, and looks at its frame; these clients only call. */
	SLOT	IRET13
	OWN_IRET
	END	IRET13

/* 3.0's enables interrupts; here the client has, or means to stop for good. */
	SLOT	Halt13
	OWN_Halt
	ret
	END	Halt13

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
	OWN FlushDeferredCalls	/* nothing is ever put off */

	OWN IN
	OWN INB
	OWN INW
	OWN INS
	OWN INSB
	OWN INSW
	OWN OUT
	OWN OUTB
	OWN OUTW
	OWN OUTS
	OWN OUTSB
	OWN OUTSW

	OWN APICWrite
	OWN APICRead

/*
 * What bare hardware can't do, and every call must have an answer: processors are started by
 * INIT and SIPI, and a frequency of 0 says that there is no timer.
 */
	HINT	SetInitialAPState
	HINT	SetAlarm
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
