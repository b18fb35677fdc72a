// SPDX-License-Identifier: GPL-2.0-only
#include "text.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEPT 4 /* names in one message, and one more */

size_t utf8_next(const uint8_t *text, size_t len, uint32_t *character)
{
	static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
	uint8_t first = text[0];
	size_t size = first < 0x80         ? 1
		      : first >> 5 == 0x06 ? 2
		      : first >> 4 == 0x0e ? 3
		      : first >> 3 == 0x1e ? 4
					   : 0;

	if (!size || size > len)
		return 0;
	*character = size == 1 ? first : first & (0x7f >> size);
	for (size_t i = 1; i < size; i++) {
		if (text[i] >> 6 != 0x02)
			return 0;
		*character = *character << 6 | (text[i] & 0x3f);
	}
	/* Longer than need be, half of a pair, or beyond the end. */
	if (*character < smallest[size] || *character >> 11 == 0x1b || *character > 0x10ffff)
		return 0;
	return size;
}

/* Controls, and what turns the direction of a line round. */
static bool visible(uint32_t c)
{
	return c >= 0x20 && (c < 0x7f || c > 0xa0) && !(c >= 0x200b && c <= 0x200f) &&
	       !(c >= 0x2028 && c <= 0x202e) && !(c >= 0x2060 && c <= 0x206f) && c != 0xfeff;
}

static bool harmless(uint32_t c)
{
	return visible(c) && (c >= 0x80 || !strchr("'\"\\`$&|;<>()*?[]{}!#~", c));
}

static bool plain(const uint8_t *name, size_t len)
{
	uint32_t c = 0;
	size_t size;

	if (!len)
		return false;
	for (; len; name += size, len -= size) {
		size = utf8_next(name, len, &c);
		if (!size || !harmless(c))
			return false;
	}
	return true;
}

static void write_quoted(FILE *out, const uint8_t *name, size_t len)
{
	fputc('\'', out);
	while (len) {
		uint32_t c = 0;
		size_t size = utf8_next(name, len, &c);

		if (size && visible(c) && c != '\'' && c != '\\') {
			fwrite(name, 1, size, out);
		} else {
			size = 1;
			fprintf(out, "\\x%02x", *name);
		}
		name += size;
		len -= size;
	}
	fputc('\'', out);
}

const char *quoted(const char *name)
{
	static char *kept[KEPT];
	static unsigned int turn;
	char **text = &kept[turn++ % KEPT];
	size_t size;
	FILE *out;

	if (plain((const uint8_t *)name, strlen(name)))
		return name;
	free(*text);
	*text = NULL;
	out = open_memstream(text, &size);
	if (!out)
		return "''";
	write_quoted(out, (const uint8_t *)name, strlen(name));
	return fclose(out) || !*text ? "''" : *text;
}

const char *printable(const uint8_t *bytes, size_t len, char *text, size_t size)
{
	size_t at = 0;

	for (size_t i = 0; i < len; i++) {
		bool as_is = bytes[i] >= 0x20 && bytes[i] < 0x7f && bytes[i] != '\\';

		if (at + (as_is ? 1 : 4) + 4 > size) {
			snprintf(text + at, size - at, "...");
			return text;
		}
		at += snprintf(text + at, size - at, as_is ? "%c" : "\\x%02x", bytes[i]);
	}
	text[at] = 0;
	return text;
}

const char *hex_text(const struct image *image, size_t off, size_t len, char *text)
{
	text[0] = '\0';
	for (size_t i = 0; i < len; i++)
		sprintf(text + 2 * i, "%02x", image_u8(image, off + i));
	return text;
}
