// SPDX-License-Identifier: GPL-2.0-only
/*
 * The console, what is compared, and the end.  The serial line's ports are the kernel's operations: slots, once there is
 * a ROM.
 */
#include <serial.h>
#include "kernel.h"

char cmdline[256];

void console_write(const char *text, size_t len)
{
	serial_write(text, len);
}

/* Both values in the test's own line, by which vmi-conform says what is wrong. */
bool is(uint32_t got, uint32_t want, const char *format, ...)
{
	static char name[256];
	va_list args;

	va_start(args, format);
	kvsnprintf(name, sizeof(name), format, args);
	va_end(args);
	if (got == want)
		return tap_ok(true, "%s", name);
	return tap_ok(false, "%s: 0x%x, expected 0x%x", name, got, want);
}

void finish(void)
{
	debug_exit(tap_end() ? EXIT_PASS : EXIT_FAIL);
	for (;;)
		hlt();
}

void panic(const char *format, ...)
{
	va_list args;

	cli();
	kprintf("panic: ");
	va_start(args, format);
	kvprintf(format, args);
	va_end(args);
	kprintf("\n");
	debug_exit(EXIT_PANIC);
	for (;;)
		hlt();
}
