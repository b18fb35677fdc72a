/* SPDX-License-Identifier: GPL-2.0-only */
/* vmirom check: parts and helpers.  rom is cut to what the length byte says. */
#ifndef CHECK_H
#define CHECK_H

#include "findings.h"
#include "vmirom.h"

#define FAULT(...) fault(f, __VA_ARGS__)
#define WARNING(...) warning(f, __VA_ARGS__)

void expect_u8(struct findings *f, const struct image *rom, const char *code, size_t off, const char *what,
	       uint8_t expected);
void expect_no_u16(struct findings *f, const struct image *rom, const char *code, size_t off,
		   const char *what);

/*
 * A field of the header that no client reads, and that firmware does not: a ROM of ours
 * must hold that value there, for another it is a warning.
 */
void expect_unread(struct findings *f, const struct image *rom, const char *code, size_t off, size_t width,
		   const char *what, unsigned int expected);

/* All that check has to say of a file, or of the image that is asked for; runs the 16-bit entry. */
void check_file(struct findings *f, const struct options *options, const struct rom_file *rom);

/*
 * All that can be said of a VMI image without running code. False if there is no ROM to run.
 * image: where it stands among others, or NULL if it need not say what follows it.
 */
bool check_bytes(struct findings *f, const struct image *part, const struct rom_image *image);

/* The same of an image of another kind, by the rules of that. */
void check_foreign(struct findings *f, const struct image *part, const struct rom_image *image);

/* Bytes of the part from end on; image as above. */
void check_trailing(struct findings *f, const struct image *part, const struct rom_image *image, size_t end);

/* What holds for the PCI data structure of any image. */
void check_pci_common(struct findings *f, const struct image *part, const struct rom_image *image,
		      size_t pci);

/* Whether it was made of our sources, whatever its build identity says or has lost. */
bool is_ours(const struct image *rom);

/* The offset of a record, or 0 and a fault. */
size_t expect_record(struct findings *f, const struct image *rom, size_t field, size_t size,
		     uint32_t signature, const char *code, const char *what);

/* A string that the u16 at field leads to, or NULL and a fault. */
const char *expect_string(struct findings *f, const struct image *rom, const char *code, size_t field,
			  const char *what);

void check_pci(struct findings *f, const struct image *rom, const struct rom_image *image);
void check_pnp(struct findings *f, const struct image *rom);
/* The placement record and its lists, of 4.0; false: it can't be placed, and so not be run. */
bool check_placement(struct findings *f, const struct image *rom);

void check_identity(struct findings *f, const struct image *rom);

#endif
