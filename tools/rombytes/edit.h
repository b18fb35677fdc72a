/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Changes to the images of a file that leave them sound.  All or nothing: an error leaves the bytes as they
 * were.  The sum of an image stays what it was; whoever wants it mended must say so, not find it done.
 */
#ifndef ROMBYTES_EDIT_H
#define ROMBYTES_EDIT_H

#include "images.h"

enum edit_status {
	EDIT_OK,
#define EDIT_STATUS(NAME, sentence) EDIT_##NAME,
#include "edit.def"
};

/* A sentence. */
const char *edit_text(enum edit_status status);

/*
 * The PCI identity of every image, and their device lists, which then name this one device.  culprit: the
 * image that an error is about.
 */
enum edit_status edit_set_pci(struct image *file, const struct rom_images *images, uint16_t vendor,
			      uint16_t device, size_t *culprit);

/* Makes an image a file of its own: it is its only and last image. */
enum edit_status edit_make_last(struct image *file, const struct rom_image *image);

#endif
