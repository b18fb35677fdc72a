/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shows the fields of an image.  One call for each says it for people, for machines, or notes it for whoever
 * compares two of them.  off is the field's offset in the image; a key is the same in all three.
 */
#ifndef SHOW_H
#define SHOW_H

#include "vmirom.h"

enum show_mode { SHOW_TEXT, SHOW_JSON, SHOW_NOTES };

/* A field by section and key, as in "pci.vendor", and what people are shown of it. */
struct note {
	char *key, *value;
};

struct notes {
	struct note *list;
	size_t nr;
};

/* What the calls below do from here on, and with which image.  Its strings are copied. */
void show_as(enum show_mode mode, const struct image *rom, struct notes *notes);
void free_notes(struct notes *notes);

/* NULL if none has that key. */
const char *find_note(const struct notes *notes, const char *key);

void show_section(const char *name, size_t off);
void show_no_section(const char *name, const char *why);
void show_end(void);

/* A number: as it is for machines, as the format says for people. */
void show_number(const char *key, size_t off, uint64_t value, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* The u8, or the u16, that stands there and needs no more words. */
void show_number8(const char *key, size_t off, const char *format);
void show_number16(const char *key, size_t off, const char *format);
void show_pointer(const char *key, size_t off);

void show_bytes(const char *key, size_t off, size_t len);

/* The string that the u16 at off leads to; the field itself is shown by its place. */
void show_string(const char *key, size_t off);

/* Numbers of one kind: an array for machines, a line each for people, who get no line for none. */
void show_list(const char *key);
void show_element(const char *what, size_t off, uint16_t value, const char *format);
void show_list_end(void);

/* Behind the sections: what the loader says.  Not noted: whoever compares asks it about more. */
void show_loader(const char *word, const char *sentence);

/* What an image of this kind does not have; for machines only. */
void show_nothing(const char *key);

/* All fields of an image of the file, noted; in vmirom_info.c. */
void note_fields(const struct rom_file *file, size_t number, struct notes *notes);

#endif
