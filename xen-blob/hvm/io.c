/* SPDX-License-Identifier: GPL-2.0-only */
/* Text for the platform's console: Xen's log has it, and whoever reads that domain's lines there. */
#include "body.h"
#include <stdint.h>

#define CONSOLE 0xe9

CALLCONV void ConsoleWrite(const char *text, uint32_t length)
{
	uintptr_t n = length;

	asm volatile("cld; rep outsb" : "+S"(text), "+c"(n) : "d"(CONSOLE) : "memory", "cc");
}
