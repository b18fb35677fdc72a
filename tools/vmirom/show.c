// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "show.h"
#include "json.h"
#include "must.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum show_mode mode;
static const struct image *rom;
static struct notes *notes;
static const char *section;
static unsigned int elements; /* of the list so far */

void show_as(enum show_mode how, const struct image *image, struct notes *to)
{
	mode = how;
	rom = image;
	notes = to;
	section = NULL;
}

static void note(const char *key, const char *format, ...)
{
	struct note *new;
	va_list ap;

	notes->list = must(realloc(notes->list, (notes->nr + 1) * sizeof(*notes->list)));
	new = &notes->list[notes->nr++];
	if (asprintf(&new->key, "%s%s%s", section ? section : "", section ? "." : "", key) < 0)
		must(NULL);
	va_start(ap, format);
	if (vasprintf(&new->value, format, ap) < 0)
		must(NULL);
	va_end(ap);
}

const char *find_note(const struct notes *list, const char *key)
{
	for (size_t i = 0; i < list->nr; i++)
		if (!strcmp(list->list[i].key, key))
			return list->list[i].value;
	return NULL;
}

void free_notes(struct notes *list)
{
	for (size_t i = 0; i < list->nr; i++) {
		free(list->list[i].key);
		free(list->list[i].value);
	}
	free(list->list);
	*list = (struct notes){.list = NULL};
}

void show_section(const char *name, size_t off)
{
	section = name;
	if (mode == SHOW_JSON) {
		json_open_object(name);
		json_number("offset", off);
	} else if (mode == SHOW_TEXT) {
		printf("\n%s\n", name);
	}
}

void show_no_section(const char *name, const char *why)
{
	section = NULL;
	if (mode == SHOW_JSON)
		json_put_null(name);
	else if (mode == SHOW_TEXT)
		printf("\n%s: %s\n", name, why);
	else
		note(name, "%s", why);
}

void show_end(void)
{
	section = NULL;
	if (mode == SHOW_JSON)
		json_end();
}

void show_number(const char *key, size_t off, uint64_t value, const char *format, ...)
{
	char text[100];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	if (mode == SHOW_JSON)
		json_number(key, value);
	else if (mode == SHOW_TEXT)
		printf("  %-18s 0x%04zx  %s\n", key, off, text);
	else
		note(key, "%s", text);
}

void show_number8(const char *key, size_t off, const char *format)
{
	show_number(key, off, image_u8(rom, off), format, image_u8(rom, off));
}

void show_number16(const char *key, size_t off, const char *format)
{
	show_number(key, off, image_u16(rom, off), format, image_u16(rom, off));
}

void show_pointer(const char *key, size_t off)
{
	show_number16(key, off, "0x%04x");
}

void show_bytes(const char *key, size_t off, size_t len)
{
	char hex[2 * VMI_ID_BUILD_ID_LEN + 1];

	hex_text(rom, off, len < VMI_ID_BUILD_ID_LEN ? len : VMI_ID_BUILD_ID_LEN, hex);
	if (mode == SHOW_JSON)
		json_text(key, hex);
	else if (mode == SHOW_TEXT)
		printf("  %-18s 0x%04zx  %s\n", key, off, hex);
	else
		note(key, "%s", hex);
}

/* Where it stands says nothing of whether two are the same. */
static void note_string(const char *key, size_t at, long len, const char *text)
{
	if (len >= 0)
		note(key, "\"%s\"", text);
	else
		note(key, at ? "outside the image, or has no end" : "none");
}

void show_string(const char *key, size_t off)
{
	size_t at = image_u16(rom, off);
	long len = at ? string_length(rom, at) : -1;
	char text[100] = "";

	if (len >= 0)
		printable(rom->byte + at, len, text, sizeof(text));
	if (mode == SHOW_NOTES)
		note_string(key, at, len, text);
	else if (mode == SHOW_JSON && len >= 0)
		json_bytes(key, rom->byte + at, len);
	else if (mode == SHOW_JSON)
		json_put_null(key);
	else if (!at)
		printf("  %-18s 0x%04zx  none\n", key, off);
	else if (len < 0)
		printf("  %-18s 0x%04zx  0x%04zx: outside the image, or has no end\n", key, off, at);
	else
		printf("  %-18s 0x%04zx  0x%04zx: \"%s\"\n", key, off, at, text);
}

void show_list(const char *key)
{
	elements = 0;
	if (mode == SHOW_JSON)
		json_open_array(key);
}

void show_element(const char *what, size_t off, uint16_t value, const char *format)
{
	char text[20], key[40];

	snprintf(text, sizeof(text), format, value);
	snprintf(key, sizeof(key), "%s %u", what, ++elements);
	if (mode == SHOW_JSON)
		json_number(NULL, value);
	else if (mode == SHOW_TEXT)
		printf("  %-18s 0x%04zx  %s\n", what, off, text);
	else
		note(key, "%s", text);
}

void show_list_end(void)
{
	if (mode == SHOW_JSON)
		json_end();
}

void show_loader(const char *word, const char *sentence)
{
	if (mode == SHOW_JSON) {
		json_text("loader", word);
		json_text("loader_text", sentence);
	} else if (mode == SHOW_TEXT) {
		printf("\nloader: %s: %s\n", word, sentence);
	}
}

void show_nothing(const char *key)
{
	if (mode == SHOW_JSON)
		json_put_null(key);
}
