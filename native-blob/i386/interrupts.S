/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Return from system call; iret.S returns from interrupts.
 *
 * It runs with the segment registers of what is returned to: nothing here may touch memory but the stack.
 */
#include "slot.h"

/* A call enters here and its return address goes; a jump enters VMI_ROM_JUMP_ENTRY on. */
.macro DROP_RETURN_ADDRESS
	lea	4(%esp), %esp
.endm

	SLOT	SYSEXIT
	DROP_RETURN_ADDRESS
	.org	SYSEXIT + VMI_ROM_JUMP_ENTRY
	NATIVE_SYSEXIT			/* nothing between sti and sysexit: the shadow of sti covers it */
	END	SYSEXIT
