// SPDX-License-Identifier: GPL-2.0-only
/* without=N,N on the command line: calls of the ROM that have been this kernel's end before. */
#include "kernel.h"

static const char word[] = "without=";

static const char *list(void)
{
	for (const char *c = cmdline; *c; c++) {
		const char *w = word;

		for (const char *at = c; *w && *at == *w; at++)
			w++;
		if (!*w)
			return c + sizeof(word) - 1;
	}
	return "";
}

/* Read once: bench counts what stands around a call. */
bool left_out(unsigned int nr)
{
	static uint32_t bits[8];
	static bool read;

	if (!read) {
		read = true;
		for (const char *c = list(); *c >= '0' && *c <= '9'; c += *c == ',') {
			uint8_t n = 0;

			for (; *c >= '0' && *c <= '9'; c++)
				n = (uint8_t)(10 * n + (*c - '0'));
			bits[n / 32] |= 1u << n % 32;
		}
	}
	return bits[nr / 32 % 8] >> nr % 32 & 1;
}

/* Those that assembler code makes by their pointers. */
void leave_out_calls(void)
{
	extern const uint8_t native_iret[], native_sysexit[], native_sti[], native_cli[];
	static const struct {
		unsigned int nr;
		const uint8_t *native;
	} calls[] = {{VMI_IRET, native_iret},
		     {VMI_SYSEXIT, native_sysexit},
		     {VMI_EnableInterrupts, native_sti},
		     {VMI_DisableInterrupts, native_cli}};

	for (unsigned int i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (left_out(calls[i].nr))
			vmicall[calls[i].nr] = (uint32_t)calls[i].native;
}
