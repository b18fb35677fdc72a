/* SPDX-License-Identifier: GPL-2.0-only */
/* Selectors that were loaded: what is short. */
#include "slot.h"
#include "x86_64/percpu_asm.h"

/* A 32-bit word of this virtual CPU's state; once more if the thread went on elsewhere between. */
.macro STATE_GETTER name, at
	SLOT	\name
1:	mov	OWN(PERCPU_STATE), %rcx
	mov	\at(%rcx), %eax
	cmp	OWN(PERCPU_STATE), %rcx
	jne	1b
	RETURN
	END	\name
.endm

	STATE_GETTER GetLDT, STATE_LDT_SELECTOR
	STATE_GETTER GetTR, STATE_TR

	.section .note.GNU-stack, "", @progbits
