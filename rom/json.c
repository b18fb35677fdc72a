// SPDX-License-Identifier: GPL-2.0-only
#include "json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define DEPTH 8

static char closing[DEPTH];
static bool filled[DEPTH];
static int depth;

static void quoted(const uint8_t *text, size_t len)
{
	putchar('"');
	for (; len--; text++) {
		if (*text == '"' || *text == '\\')
			printf("\\%c", *text);
		else if (*text < 0x20 || *text > 0x7e)
			printf("\\u%04x", *text);
		else
			putchar(*text);
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
		quoted((const uint8_t *)key, strlen(key));
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

void json_object(const char *key)
{
	open_level(key, '{', '}');
}

void json_array(const char *key)
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
		json_null(key);
}

void json_bytes(const char *key, const uint8_t *text, size_t len)
{
	begin(key);
	quoted(text, len);
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

void json_null(const char *key)
{
	begin(key);
	printf("null");
}
