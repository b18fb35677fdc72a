/* SPDX-License-Identifier: GPL-2.0-only */
/* Control registers, MSRs, counters: what each architecture has as its native form. */
#include "slot.h"

	NATIVE	CPUID
	NATIVE	WRMSR
	NATIVE	RDMSR
	NATIVE	RDPMC
	NATIVE	RDTSC

	NATIVE	SetCR0
	NATIVE	SetCR2
	NATIVE	SetCR4
	NATIVE	GetCR0
	NATIVE	GetCR2
	NATIVE	GetCR4
	NATIVE	CLTS
	NATIVE	WBINVD

	.section .note.GNU-stack, "", @progbits
