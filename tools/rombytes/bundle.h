/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A bundle: one image that firmware places whole, for i386, in which one for x86-64 stands at a multiple of
 * 2 KiB (spec/VMI-4.0.md, section 2).  The outer one's length covers both, and its last 512 bytes are its own
 * again: so the byte that signs it is not the inner one's.
 */
#ifndef ROMBYTES_BUNDLE_H
#define ROMBYTES_BUNDLE_H

#include "images.h"

enum bundle_status {
	BUNDLE_OK,
#define BUNDLE_STATUS(NAME, sentence) BUNDLE_##NAME,
#include "bundle.def"
	BUNDLE_NO_MEMORY
};

/* A sentence. */
const char *bundle_text(enum bundle_status status);

/* Whether a file, of one image, may be part of one; inner: as that for x86-64. */
enum bundle_status bundle_takes(const struct image *file, const struct rom_images *images, bool inner);

/* Of two that may; out is to be freed after success only. */
enum bundle_status bundle_make(const struct image *outer, const struct image *inner, struct image *out);

/*
 * Makes the outer image of a bundle, which has the inner one behind it in the list, the ROM that it was; its
 * bytes end where the inner one begins.  A sum that is wrong stays as wrong.
 */
void bundle_cut(struct image *file, const struct rom_image *outer);

#endif
