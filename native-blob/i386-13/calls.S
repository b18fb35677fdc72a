/* SPDX-License-Identifier: GPL-2.0-only */
/* What clients of 13.3 call and those of 3.0 don't, or with other registers or another meaning. */
#include "slot13.h"

	NATIVE13 INVD			/* as WBINVD: what is in the caches is kept */
	NATIVE13 Pause

/* 3.0's may be jumped to, and looks at its frame; these clients only call. */
	SLOT	IRET13
	NATIVE13_IRET
	END	IRET13

/* 3.0's enables interrupts; here the client has, or means to stop for good. */
	SLOT	Halt13
	NATIVE13_Halt
	ret
	END	Halt13

	NATIVE13 SetPxE0
	NATIVE13 GetPxE
	NATIVE13 SwapPxE
	NATIVE13 SetPxELong0
	NATIVE13 GetPxELong
	NATIVE13 SwapPxELongAtomic
	NATIVE13 TestAndSetPxEBit
	NATIVE13 TestAndClearPxEBit
	NATIVE13 DeactivatePxELongAtomic
	NATIVE13 TestAndSetPxELongBit
	NATIVE13 TestAndClearPxELongBit
	NATIVE13 FlushDeferredCalls	/* nothing is ever put off */

	NATIVE13 IN
	NATIVE13 INB
	NATIVE13 INW
	NATIVE13 INS
	NATIVE13 INSB
	NATIVE13 INSW
	NATIVE13 OUT
	NATIVE13 OUTB
	NATIVE13 OUTW
	NATIVE13 OUTS
	NATIVE13 OUTSB
	NATIVE13 OUTSW

	NATIVE13 APICWrite
	NATIVE13 APICRead

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
	NATIVE13 CancelAlarm
