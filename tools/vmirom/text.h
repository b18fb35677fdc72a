/* SPDX-License-Identifier: GPL-2.0-only */
/* Text of which nobody knows what it holds: names of files, strings of ROMs. */
#ifndef TEXT_H
#define TEXT_H

#include <stddef.h>
#include <stdint.h>

#include <rombytes/image.h>

/* Bytes of the UTF-8 character at text, 1 to 4, and its number; 0: it is none, or not Unicode's. */
size_t utf8_next(const uint8_t *text, size_t len, uint32_t *character);

/*
 * A name for one line of output: as it is if it holds letters, digits and harmless signs.  Else it is in
 * single quotes, with \xNN for what is no character to be seen, for quotes and backslashes.  Good until the
 * next call but three.
 */
const char *quoted(const char *name);

/* Text that is safe to print: what is not printable ASCII as \xNN, cut to size. */
const char *printable(const uint8_t *bytes, size_t len, char *text, size_t size);

/* Bytes of an image as hexadecimal digits, two each, and a NUL. */
const char *hex_text(const struct image *image, size_t off, size_t len, char *text);

#endif
