// SPDX-License-Identifier: GPL-2.0-only
/* TAP on COM1, the command line, the two ends of a run. */
#include "client.h"
#include "ops.h"

#define COM1 0x3f8
#define DEBUG_EXIT 0xf4
#define EXIT_PASSED 0x10
#define EXIT_FAILED 0x11
#define EXIT_BAILED 0x12

const char *command_line = "";
uint32_t memory_kib;
static unsigned int tests, failures;

static void put(char c)
{
	while (!(inb(COM1 + 5) & 0x20))
		;
	outb(COM1, (uint8_t)c);
}

static void put_text(const char *s)
{
	while (s && *s)
		put(*s++);
}

static void put_number(uint32_t v, unsigned int base, unsigned int width)
{
	char digits[12];
	unsigned int n = 0;

	do
		digits[n++] = "0123456789abcdef"[v % base];
	while (v /= base);
	while (n < width && n < sizeof(digits))
		digits[n++] = '0';
	while (n)
		put(digits[--n]);
}

/* %s %c %u %d %x, and %08x. */
static void print_args(const char *fmt, va_list args)
{
	for (; *fmt; fmt++) {
		unsigned int width = 0;

		if (*fmt != '%') {
			put(*fmt);
			continue;
		}
		while (*++fmt >= '0' && *fmt <= '9')
			width = width * 10 + (unsigned int)(*fmt - '0');
		switch (*fmt) {
		case 's':
			put_text(va_arg(args, const char *));
			break;
		case 'c':
			put((char)va_arg(args, int));
			break;
		case 'x':
			put_number(va_arg(args, uint32_t), 16, width);
			break;
		case 'd': {
			int v = va_arg(args, int);

			if (v < 0)
				put('-');
			put_number(v < 0 ? -(uint32_t)v : (uint32_t)v, 10, width);
			break;
		}
		case 'u':
			put_number(va_arg(args, uint32_t), 10, width);
			break;
		default:
			put(*fmt);
		}
	}
}

void print(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	print_args(fmt, args);
	va_end(args);
}

static bool result(bool good, const char *fmt, va_list args, const char *why)
{
	tests++;
	failures += !good;
	print("%s %u - ", good ? "ok" : "not ok", tests);
	print_args(fmt, args);
	if (why)
		print(" # SKIP %s", why);
	print("\n");
	return good;
}

bool ok(bool good, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	result(good, fmt, args, NULL);
	va_end(args);
	return good;
}

bool equal(uint32_t got, uint32_t want, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	result(got == want, fmt, args, NULL);
	va_end(args);
	if (got != want)
		print("#   got 0x%x, want 0x%x\n", got, want);
	return got == want;
}

void skip(const char *why, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	result(true, fmt, args, why);
	va_end(args);
}

static void leave(uint8_t code) __attribute__((noreturn));
static void leave(uint8_t code)
{
	for (;;)
		outb(DEBUG_EXIT, code);
}

void print_regs(const struct regs *r)
{
	print("# vector %u error %08x eip %04x:%08x eflags %08x\n", r->vector, r->error, r->cs & 0xffff, r->eip,
	      r->eflags);
	print("# eax %08x ebx %08x ecx %08x edx %08x\n", r->eax, r->ebx, r->ecx, r->edx);
	print("# esi %08x edi %08x ebp %08x esp %08x\n", r->esi, r->edi, r->ebp, (uint32_t)&r->esp);
}

/* The kernel can't go on: what an oops is to a real one. */
void bail(const struct regs *r, const char *fmt, ...)
{
	va_list args;

	__asm__ volatile("cli");
	print("Bail out! ");
	va_start(args, fmt);
	print_args(fmt, args);
	va_end(args);
	print("\n");
	if (r)
		print_regs(r);
	leave(EXIT_BAILED);
}

void finish(void)
{
	print("1..%u\n", tests);
	leave(tests && !failures ? EXIT_PASSED : EXIT_FAILED);
}

/* Whether the command line has this word. */
bool word(const char *name)
{
	const char *c = command_line;

	while (*c) {
		const char *n = name;

		while (*n && *c == *n)
			c++, n++;
		if (!*n && (!*c || *c == ' '))
			return true;
		while (*c && *c != ' ')
			c++;
		while (*c == ' ')
			c++;
	}
	return false;
}

/* gcc calls these for structures. */
void *memcpy(void *to, const void *from, size_t n)
{
	uint8_t *t = to;
	const uint8_t *f = from;

	while (n--)
		*t++ = *f++;
	return to;
}

void *memset(void *to, int v, size_t n)
{
	uint8_t *t = to;

	while (n--)
		*t++ = (uint8_t)v;
	return to;
}

int memcmp(const void *a, const void *b, size_t n)
{
	const uint8_t *x = a, *y = b;

	for (; n; n--, x++, y++)
		if (*x != *y)
			return *x - *y;
	return 0;
}
