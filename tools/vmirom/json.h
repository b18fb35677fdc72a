/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Writes JSON in UTF-8, on stdout or where json_to says.  Strings come from files that nobody vouches for:
 * controls go out as \u00NN, and a byte that is no part of a UTF-8 character is taken for one of ISO 8859-1.
 * A key of NULL is for elements of an array and for the outermost value.
 */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Of what the keys below mean: a higher one when a meaning changes, not when a key is added. */
#define JSON_FORMAT 2

/* NULL: stdout again. */
void json_to(FILE *to);

void json_open_object(const char *key);
void json_open_array(const char *key);
void json_end(void);

void json_text(const char *key, const char *text);
void json_bytes(const char *key, const uint8_t *text, size_t len);
void json_number(const char *key, uint64_t number);
void json_bool(const char *key, bool value);
void json_put_null(const char *key);

#endif
