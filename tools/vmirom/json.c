// SPDX-License-Identifier: GPL-2.0-only
#include "json.h"
#include "text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define DEPTH 8

static char closing[DEPTH];
static bool filled[DEPTH];
static int depth;

/* Up to 0x7ff: what a byte that is none of UTF-8, or two that are, can mean. */
static void character(uint32_t c)
{
	if (c == '"' || c == '\\')
		printf("\\%c", c);
	else if (c < 0x20 || (c >= 0x7f && c < 0xa0))
		printf("\\u%04x", c);
	else if (c < 0x80)
		putchar(c);
	else
		printf("%c%c", 0xc0 | c >> 6, 0x80 | (c & 0x3f));
}

static void in_quotes(const uint8_t *text, size_t len)
{
	putchar('"');
	while (len) {
		uint32_t c = *text;
		size_t size = utf8_next(text, len, &c);

		if (size > 2)
			fwrite(text, 1, size, stdout);
		else
			character(size ? c : *text);
		size = size ? size : 1;
		text += size;
		len -= size;
	}
	putchar('"');
}

static void begin(const char *key)
{
	if (depth) {
		printf("%s\n%*s", filled[depth - 1] ? "," : "", 2 * depth, "");
		filled[depth - 1] = true;
	}
	if (key) {
		in_quotes((const uint8_t *)key, strlen(key));
		printf(": ");
	}
}

static void open_level(const char *key, char opening, char end)
{
	begin(key);
	putchar(opening);
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
		printf("\n%*s", 2 * depth, "");
	putchar(closing[depth]);
	if (depth == 0)
		putchar('\n');
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
	printf("%" PRIu64, number);
}

void json_bool(const char *key, bool value)
{
	begin(key);
	printf(value ? "true" : "false");
}

void json_put_null(const char *key)
{
	begin(key);
	printf("null");
}
