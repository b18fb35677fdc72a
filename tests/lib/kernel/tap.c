/* SPDX-License-Identifier: GPL-2.0-only */
/* TAP output: a line goes out in one piece. */
#include "tap.h"
#include "string.h"

static unsigned int tests, failures;
static char line[512]; /* under console_lock(): stacks are small here */

__attribute__((weak)) uint32_t console_lock(void)
{
	return 0;
}

__attribute__((weak)) void console_unlock(uint32_t state)
{
	(void)state;
}

static void write_locked(const char *prefix, const char *fmt, va_list args, const char *suffix)
{
	console_write(prefix, strlen(prefix));
	kvsnprintf(line, sizeof(line), fmt, args);
	console_write(line, strlen(line));
	console_write(suffix, strlen(suffix));
}

void kvprintf(const char *fmt, va_list args)
{
	uint32_t flags = console_lock();

	write_locked("", fmt, args, "");
	console_unlock(flags);
}

void kprintf(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	kvprintf(fmt, args);
	va_end(args);
}

void tap_note(const char *fmt, ...)
{
	uint32_t flags = console_lock();
	va_list args;

	va_start(args, fmt);
	write_locked("# ", fmt, args, "\n");
	va_end(args);
	console_unlock(flags);
}

static bool result(bool ok, const char *fmt, va_list args, const char *why)
{
	uint32_t flags = console_lock();
	char prefix[32], suffix[96] = "\n";

	tests++;
	failures += !ok;
	ksnprintf(prefix, sizeof(prefix), "%s %u - ", ok ? "ok" : "not ok", tests);
	if (why)
		ksnprintf(suffix, sizeof(suffix), " # SKIP %s\n", why);
	write_locked(prefix, fmt, args, suffix);
	console_unlock(flags);
	return ok;
}

bool tap_ok(bool ok, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	result(ok, fmt, args, NULL);
	va_end(args);
	return ok;
}

void tap_skip(const char *why, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	result(true, fmt, args, why);
	va_end(args);
}

bool tap_eq(unsigned long got, unsigned long want, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	result(got == want, fmt, args, NULL);
	va_end(args);
	if (got != want)
		tap_note("  got 0x%lx, want 0x%lx", got, want);
	return got == want;
}

void tap_begin(void)
{
	kprintf("TAP version 13\n");
}

bool tap_end(void)
{
	kprintf("1..%u\n", tests);
	if (failures)
		tap_note("%u of %u failed", failures, tests);
	return tests && !failures;
}
