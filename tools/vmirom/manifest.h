/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A ROM's manifest (releases/manifest.schema.json): what the ROM itself tells, and what its maker
 * adds, the facts.  To verify one is to make the first part again, and to compare.
 */
#ifndef MANIFEST_H
#define MANIFEST_H

#include <jansson.h>

#include "vmirom.h"

/* Of what the keys mean: a higher one when a meaning changes, not when a key is added. */
#define MANIFEST_FORMAT 1

#define SUM_TEXT 65 /* 64 digits and a NUL */

/* The SHA-256 of all bytes, in hexadecimal digits. */
const char *sum_text(const struct image *file, char text[SUM_TEXT]);

/* What the chosen image tells; it must be a whole one of VMI.  NULL: the emulator does not start. */
json_t *manifest_of(const struct rom_file *rom);

/* NULL, or what is wrong with the maker's part; good until the next call. */
const char *wrong_facts(const json_t *manifest);

/* NULL, or why this is no manifest that can be held against a ROM. */
const char *wrong_manifest(const json_t *manifest);

/* The first thing that the manifest says otherwise than the ROM, as a sentence to free; NULL if there is
 * none. */
char *manifest_lie(const json_t *manifest, const json_t *truth);

/* A JSON object in a file.  NULL, and why; free it, as the object with json_decref. */
json_t *parse_object(const struct image *text, char **why);

#endif
