/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The images of a file.  An expansion ROM of PCI may hold several, one behind the other, for different
 * firmware (PCI Firmware 3.0, 5.1.2); a dump of the BIOS's window holds what firmware has put there.
 */
#ifndef ROMBYTES_IMAGES_H
#define ROMBYTES_IMAGES_H

#include "image.h"

/* The major version of an image for x86-64, which may stand in one for i386 (bundle.h). */
#define IMAGE_INNER_MAJOR 4

enum image_kind {
	IMAGE_VMI,   /* code type 0, or none, and "cVmi" */
	IMAGE_PCAT,  /* the same without: any other option ROM of a BIOS */
	IMAGE_EFI,   /* code type 3 */
	IMAGE_OTHER, /* another code type */
};

struct rom_image {
	enum image_kind kind;
	size_t off;  /* in the file */
	size_t size; /* bytes up to the next image, or of the last one all that the file has */
	size_t pcir; /* offset in the image of its PCI data structure; 0: none */
	bool more;   /* another one follows it, and firmware finds that */
	bool inner;  /* it stands in the one before it in the list, and firmware does not look at it */
};

struct rom_images {
	struct rom_image *list;
	size_t nr;
	bool scanned; /* they lie in memory, and none has to do with another */
};

/*
 * From the file's first byte along the lengths in the PCI data structures; none if it does not begin with
 * 55 AA.  False: out of memory.  Free what came of it in any case.
 */
bool images_walk(struct rom_images *images, const struct image *file);

/* The file is a piece of memory: an image may begin at each multiple of 2 KiB. */
bool images_scan(struct rom_images *images, const struct image *file);

void images_free(struct rom_images *images);

/* The image's bytes; they stay the file's. */
struct image image_part(const struct image *file, const struct rom_image *image);

/* Where the first image of that kind stands in the list, or nr. */
size_t images_find(const struct rom_images *images, enum image_kind kind);

/* "VMI", "PC-AT", "EFI", "other". */
const char *image_kind_name(enum image_kind kind);

/* Bytes: the larger of an image's own lengths, in header and PCI data structure, cut to what there is. */
size_t image_extent(const struct image *file, const struct rom_image *image);

/*
 * Where in the last image's part another one begins, at a multiple of 512 from end on; 0: nowhere.  Who puts
 * ROMs one behind the other without a word in the PCI data structures has such a file.
 */
size_t image_behind(const struct image *part, size_t end);

/* Whether the file has all of that, or in memory of what the header says.  A length of 0 says nothing. */
bool images_has_all(const struct image *file, const struct rom_images *images, size_t number);

/* Whether the next one in the list stands in it. */
bool image_is_bundle(const struct rom_images *images, size_t number);

/* Whether anything says how long it is. */
bool image_has_length(const struct image *file, const struct rom_image *image);

#endif
