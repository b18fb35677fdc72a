/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A ROM image as a file: read, change, checksum, write.  The one place where
 * the host tools touch bytes, so that bounds are checked in one place.
 */
#ifndef ROMBYTES_IMAGE_H
#define ROMBYTES_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* No PCI expansion ROM BAR is larger (PCI 3.0, 6.2.5.2). */
#define IMAGE_LIMIT (16u << 20)

/* A kernel with all its debug information is smaller. */
#define KERNEL_LIMIT (1u << 30)

/* The length byte counts 512 byte units: 255 * 512 is 127.5 KiB. */
#define IMAGE_ROM_LIMIT (255u * 512u)

struct image {
	uint8_t *byte;
	size_t size;
};

/*
 * All of a file; "-" is the standard input.  NULL, or a sentence that says what went wrong, good until the
 * next call here.  image_free() after success only.
 */
const char *image_load(const char *path, struct image *image);
/* The same of a file that may be larger. */
const char *image_load_kernel(const char *path, struct image *image);
void image_free(struct image *image);

/*
 * As a careful editor writes a file: beside it under another name, to the disk, and then renamed.  So path
 * is the old or the new file and never a part, whatever ends the program.  A file that is there keeps
 * its rights, a symbolic link what it is.  A device or pipe is written directly, and so is the standard
 * output, "-".
 */
const char *image_store(const char *path, const struct image *image);

bool image_has(const struct image *image, size_t off, size_t len);

/* Little endian; what lies outside the image reads as 0. */
uint8_t image_u8(const struct image *image, size_t off);
uint16_t image_u16(const struct image *image, size_t off);
uint32_t image_u32(const struct image *image, size_t off);

/* The caller has checked image_has. */
void image_put_u8(struct image *image, size_t off, uint8_t value);
void image_put_u16(struct image *image, size_t off, uint16_t value);
void image_put_u32(struct image *image, size_t off, uint32_t value);

/* Larger or smaller; new bytes are 0xff, as in erased flash.  False: out of memory, and it is as it was. */
bool image_resize(struct image *image, size_t size);

/* The 8-bit sum of a range, cut to the image. */
uint8_t image_sum(const struct image *image, size_t off, size_t len);

/* Sets the byte at `at` so that the range sums up to 0. */
void image_balance(struct image *image, size_t off, size_t len, size_t at);

#endif
