/* SPDX-License-Identifier: GPL-2.0-only */
/* Text from numbers, into a buffer. */
#include "format.h"
#include "string.h"

uint64_t div64(uint64_t n, uint32_t d, uint32_t *rem)
{
	uint32_t high = n >> 32, low = n, r;
	uint32_t qh = high / d;

	r = high % d;
	asm("divl %2" : "+a"(low), "+d"(r) : "r"(d));
	if (rem)
		*rem = r;
	return (uint64_t)qh << 32 | low;
}

struct out {
	char *buf;
	size_t size, len;
};

static void put(struct out *o, char c)
{
	if (o->len + 1 < o->size)
		o->buf[o->len] = c;
	o->len++;
}

static void put_padded(struct out *o, const char *s, size_t n, int width, bool left, char pad)
{
	int fill = width > (int)n ? width - (int)n : 0;

	if (!left)
		while (fill-- > 0)
			put(o, pad);
	while (n--)
		put(o, *s++);
	if (left)
		while (fill-- > 0)
			put(o, ' ');
}

static void put_number(struct out *o, uint64_t v, unsigned int base, bool negative, int width, bool left,
		       char pad)
{
	char digits[24], *p = digits + sizeof(digits);
	uint32_t rem;

	do {
		v = div64(v, base, &rem);
		*--p = "0123456789abcdef"[rem];
	} while (v);
	if (negative)
		*--p = '-';
	put_padded(o, p, digits + sizeof(digits) - p, width, left, pad);
}

int kvsnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	struct out o = {buf, size, 0};

	for (; *fmt; fmt++) {
		bool left = false;
		char pad = ' ', c;
		int width = 0, longs = 0;
		uint64_t v;
		const char *s;

		if (*fmt != '%') {
			put(&o, *fmt);
			continue;
		}
		for (fmt++; *fmt == '-' || *fmt == '0'; fmt++) {
			if (*fmt == '-')
				left = true;
			else
				pad = '0';
		}
		for (; *fmt >= '0' && *fmt <= '9'; fmt++)
			width = width * 10 + *fmt - '0';
		for (; *fmt == 'l' || *fmt == 'z'; fmt++)
			longs++;
		switch (*fmt) {
		case 'd':
			v = longs > 1 ? va_arg(args, int64_t) : longs ? va_arg(args, long) : va_arg(args, int32_t);
			if ((int64_t)v < 0)
				put_number(&o, -v, 10, true, width, left, pad);
			else
				put_number(&o, v, 10, false, width, left, pad);
			break;
		case 'u':
		case 'x':
			v = longs > 1 ? va_arg(args, uint64_t) : longs ? va_arg(args, unsigned long) : va_arg(args, uint32_t);
			put_number(&o, v, *fmt == 'x' ? 16 : 10, false, width, left, pad);
			break;
		case 'p':
			put_number(&o, va_arg(args, uintptr_t), 16, false, 2 * sizeof(void *), false, '0');
			break;
		case 's':
			s = va_arg(args, const char *);
			s = s ? s : "(null)";
			put_padded(&o, s, strlen(s), width, left, ' ');
			break;
		case 'c':
			c = va_arg(args, int);
			put(&o, c);
			break;
		default:
			put(&o, *fmt);
		}
	}
	if (size)
		buf[o.len < size ? o.len : size - 1] = '\0';
	return o.len;
}

int ksnprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = kvsnprintf(buf, size, fmt, args);
	va_end(args);
	return n;
}
