/* SPDX-License-Identifier: GPL-2.0-only */
/* The placement record of an image of 4.0 and its lists (vmi/place.h), as numbers. */
#ifndef PLACEMENT_H
#define PLACEMENT_H

#include <x86_64/vmi/place.h>

#include <rombytes/image.h>

struct placement {
	size_t record; /* its offset */
	uint16_t flags;
	uint32_t state, state_pages;
	uint32_t fixups, returns; /* offsets of the lists */
	uint16_t nr_fixups, nr_returns;
	uint16_t percpu_size;
};

/* Fields of an image that has the record, whatever they say; false: it has none. */
bool read_placement(const struct image *rom, struct placement *p);

/* Whether the image can be placed by it: all that a loader checks before it writes. */
bool is_placeable(const struct image *rom, struct placement *p);

/* Whether what stands there begins as each address must that a client is told. */
bool begins_with_endbr(const struct image *rom, size_t off);

struct fixup {
	uint32_t at;
	uint16_t kind, reserved;
};
/* The caller knows that there are as many, in the image. */
struct fixup read_fixup(const struct image *rom, const struct placement *p, unsigned int number);
uint32_t read_return(const struct image *rom, const struct placement *p, unsigned int number);

/* Whether an offset is one of a return; of an image that is placeable. */
bool is_listed_return(const struct image *rom, const struct placement *p, uint32_t at);

#endif
