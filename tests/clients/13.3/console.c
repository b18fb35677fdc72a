// SPDX-License-Identifier: GPL-2.0-only
/* The serial line, TAP, and the end. */
#include "kernel.h"

#define COM1 0x3f8
#define DEBUG_EXIT 0xf4
#define EXIT_PASSED 0x10
#define EXIT_FAILED 0x11
#define EXIT_PANIC 0x12

char cmdline[256];
static unsigned int tests, failed;

static void put(char c)
{
	if (c == '\n')
		put('\r');
	while (!(inb(COM1 + 5) & 0x20))
		;
	outb(COM1, c);
}

static void put_number(uint32_t value, unsigned int base, bool is_signed)
{
	char digits[12];
	int n = 0;

	if (is_signed && (int32_t)value < 0) {
		put('-');
		value = -value;
	}
	do {
		digits[n++] = "0123456789abcdef"[value % base];
		value /= base;
	} while (value);
	while (n)
		put(digits[--n]);
}

/* %s, %d, %u and %x. */
static void format_args(const char *format, va_list args)
{
	for (; *format; format++) {
		if (*format != '%') {
			put(*format);
			continue;
		}
		switch (*++format) {
		case 's':
			for (const char *s = va_arg(args, const char *); *s; s++)
				put(*s);
			break;
		case 'd':
			put_number(va_arg(args, uint32_t), 10, true);
			break;
		case 'u':
			put_number(va_arg(args, uint32_t), 10, false);
			break;
		case 'x':
			put_number(va_arg(args, uint32_t), 16, false);
			break;
		}
	}
}

void say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	format_args(format, args);
	va_end(args);
}

static bool result(bool passed, const char *format, va_list args)
{
	say("%s %u - ", passed ? "ok" : "not ok", ++tests);
	format_args(format, args);
	failed += !passed;
	return passed;
}

bool ok(bool passed, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	result(passed, format, args);
	va_end(args);
	say("\n");
	return passed;
}

bool is(uint32_t got, uint32_t want, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	result(got == want, format, args);
	va_end(args);
	if (got != want)
		say(": 0x%x, expected 0x%x", got, want);
	say("\n");
	return got == want;
}

void skip(const char *why, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	result(true, format, args);
	va_end(args);
	say(" # SKIP %s\n", why);
}

void finish(void)
{
	say("1..%u\n", tests);
	outb(DEBUG_EXIT, tests && !failed ? EXIT_PASSED : EXIT_FAILED);
	for (;;)
		hlt();
}

void panic(const char *format, ...)
{
	va_list args;

	cli();
	say("panic: ");
	va_start(args, format);
	format_args(format, args);
	va_end(args);
	say("\n");
	outb(DEBUG_EXIT, EXIT_PANIC);
	for (;;)
		hlt();
}

bool asked(const char *word)
{
	for (const char *c = cmdline; *c; c++) {
		unsigned int n = 0;

		while (word[n] && c[n] == word[n])
			n++;
		if (!word[n])
			return true;
	}
	return false;
}

/* What the compiler may call. */
void *memset(void *to, int byte, size_t n)
{
	for (volatile uint8_t *d = to; n--; d++)
		*d = byte;
	return to;
}

void *memcpy(void *to, const void *from, size_t n)
{
	const uint8_t *s = from;

	for (volatile uint8_t *d = to; n--; d++)
		*d = *s++;
	return to;
}
