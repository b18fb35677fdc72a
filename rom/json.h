/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Writes JSON on stdout.  Strings come from files that nobody vouches for: every
 * byte that is not printable ASCII goes out as \u00NN.  A key of NULL is for
 * elements of an array and for the outermost value.
 */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void json_object(const char *key);
void json_array(const char *key);
void json_end(void);

void json_text(const char *key, const char *text);
void json_bytes(const char *key, const uint8_t *text, size_t len);
void json_number(const char *key, uint64_t number);
void json_bool(const char *key, bool value);
void json_null(const char *key);

#endif
