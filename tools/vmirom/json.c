// SPDX-License-Identifier: GPL-2.0-only
#include "json.h"
#include "text.h"

#include <inttypes.h>
#include <string.h>

#define DEPTH 8

static FILE *stream;
static char closing[DEPTH];
static bool filled[DEPTH];
static int depth;

static FILE *out(void)
{
	return stream ? stream : stdout;
}

void json_to(FILE *to)
{
	stream = to;
}

/* Up to 0x7ff: what a byte that is none of UTF-8, or two that are, can mean. */
static void character(uint32_t c)
{
	if (c == '"' || c == '\\')
		fprintf(out(), "\\%c", c);
	else if (c < 0x20 || (c >= 0x7f && c < 0xa0))
		fprintf(out(), "\\u%04x", c);
	else if (c < 0x80)
		putc(c, out());
	else
		fprintf(out(), "%c%c", 0xc0 | c >> 6, 0x80 | (c & 0x3f));
}

static void in_quotes(const uint8_t *text, size_t len)
{
	putc('"', out());
	while (len) {
		uint32_t c = *text;
		size_t size = utf8_next(text, len, &c);

		if (size > 2)
			fwrite(text, 1, size, out());
		else
			character(size ? c : *text);
		size = size ? size : 1;
		text += size;
		len -= size;
	}
	putc('"', out());
}

static void begin(const char *key)
{
	if (depth) {
		fprintf(out(), "%s\n%*s", filled[depth - 1] ? "," : "", 2 * depth, "");
		filled[depth - 1] = true;
	}
	if (key) {
		in_quotes((const uint8_t *)key, strlen(key));
		fprintf(out(), ": ");
	}
}

static void open_level(const char *key, char opening, char end)
{
	begin(key);
	putc(opening, out());
	closing[depth] = end;
	filled[depth++] = false;
}

void json_open_object(const char *key)
{
	open_level(key, '{', '}');
}

void json_open_array(const char *key)
{
	open_level(key, '[', ']');
}

void json_end(void)
{
	depth--;
	if (filled[depth])
		fprintf(out(), "\n%*s", 2 * depth, "");
	putc(closing[depth], out());
	if (depth == 0)
		putc('\n', out());
}

void json_text(const char *key, const char *text)
{
	if (text)
		json_bytes(key, (const uint8_t *)text, strlen(text));
	else
		json_put_null(key);
}

void json_bytes(const char *key, const uint8_t *text, size_t len)
{
	begin(key);
	in_quotes(text, len);
}

void json_number(const char *key, uint64_t number)
{
	begin(key);
	fprintf(out(), "%" PRIu64, number);
}

void json_bool(const char *key, bool value)
{
	begin(key);
	fprintf(out(), value ? "true" : "false");
}

void json_put_null(const char *key)
{
	begin(key);
	fprintf(out(), "null");
}
