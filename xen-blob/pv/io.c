/* SPDX-License-Identifier: GPL-2.0-only */
/* I/O privilege; ConsoleWrite is in console.c. */
#include "multicall.h"
#include "percpu.h"

CALLCONV void SetIOPLMask(uint32_t iopl)
{
	GUARD;
	iopl_deferred(iopl >> 12 & 3);
}
