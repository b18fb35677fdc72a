/* SPDX-License-Identifier: GPL-2.0-only */
#include "slot.h"
#include "inline.h"

	GET_INLINE

	.section .note.GNU-stack, "", @progbits
