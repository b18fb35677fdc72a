/* SPDX-License-Identifier: GPL-2.0-only */
/* ROMs with one fault each, made of a good one. */
#ifndef CORPUS_H
#define CORPUS_H

#include <rombytes/records.h>

/* What a patch's offset counts from. */
enum record { HEADER, PCI, PNP, ID };

struct patch {
	enum record record;
	uint16_t off;
	uint8_t width; /* bytes; 0: no patch */
	uint32_t value;
};

/* How checksums are mended after the fault is in. */
enum { SIGN_LAST, SIGN_6, SIGN_NOT };

struct sample {
	const char *name; /* the file is name.rom */
	/*
	 * What each says of it:
	 *   loader        a name of status.def, or "-" where a loader does not come back from
	 *                 the ROM, or not with its registers
	 *   check, calls  the code words of all faults, sorted, or "good"; calls of what is no
	 *                 VMI ROM: "refused"
	 *   firmware      "yes" if SeaBIOS takes it, "no" if it refuses, "hang" if it never
	 *                 comes back
	 */
	const char *loader, *check, *calls, *firmware;
	struct patch patch;
	void (*make)(struct image *image, uint32_t argument);
	uint32_t argument;
	int sign;
	bool keep_pnp_sum; /* the fault is in the PnP header's checksum */
	int cut;           /* size of the file: from its start, or if negative from its end; 0: whole */
};

extern const struct sample header_samples[], code_samples[];
extern const unsigned int nr_header_samples, nr_code_samples;

/* A file of several images. */
struct images_sample {
	const char *name;
	const char *images;        /* as make_images takes them */
	const char *kinds, *check; /* what vmirom calls them, and the code words of all faults or "good" */
	int fault;
};

extern const struct images_sample images_samples[];
extern const unsigned int nr_images_samples;

void make_images(struct image *file, const struct image *good, const char *letters, int fault);

/* As image_resize, which must not fail. */
void resize(struct image *image, size_t size);

size_t record_offset(const struct image *image, enum record record);

#endif
