/* SPDX-License-Identifier: GPL-2.0-only */
/* Init: a 3.0 client does not convert the entries that it reads, and stops here. */
#include "slot.h"

	INIT_REFUSES VMI_INIT_NEEDS_START

	.section .note.GNU-stack, "", @progbits
