/* SPDX-License-Identifier: GPL-2.0-only */
/* Selectors that were loaded: what is short. */
#include "slot.h"
#include "i386/percpu.h"

	GETTER	GetLDT, FIND_STATE, WINDOW_VCPUS+STATE_LDT_SELECTOR
	GETTER	GetTR, FIND_STATE, WINDOW_VCPUS+STATE_TR

	.section .note.GNU-stack, "", @progbits
