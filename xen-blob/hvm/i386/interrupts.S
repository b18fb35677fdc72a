/* SPDX-License-Identifier: GPL-2.0-only */
/* Native: a client of 3.0 can't leave it so itself. */
#include "slot.h"

	SLOT	SYSEXIT
	lea	4(%esp), %esp		/* the return address; a jump enters behind this */
	.org	SYSEXIT + VMI_ROM_JUMP_ENTRY
	NATIVE_SYSEXIT			/* nothing between sti and sysexit: the shadow of sti covers it */
	END	SYSEXIT

	.section .note.GNU-stack, "", @progbits
