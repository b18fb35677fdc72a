/* SPDX-License-Identifier: GPL-2.0-only */
/* What the commands must know of a ROM's profile: 3.x, and the older 13.3. */
#ifndef PROFILE_H
#define PROFILE_H

#include <rombytes/image.h>

struct profile {
	const char *name;                  /* for people and for --json */
	unsigned int major, minor;         /* newest that this tool knows */
	size_t header_size;                /* bytes that there must be; of 13.3, with the table of slots */
	size_t init, reloc;                /* offsets of what is called in place */
	size_t first_code;                 /* no address below is an answer */
	uint32_t base[2];                  /* where to run it; as emulate.h has them */
	unsigned int first_call, nr_calls; /* the table's */
	unsigned int end_call;             /* clients ask from first_call up to it */
	const char *(*call_name)(unsigned int call); /* NULL for a number that has none */
	uint8_t (*may)(unsigned int call);           /* answers, a bit each; 0 for such a number */
};

/* By the major version; 3.x for anything that is not 13, or no VMI ROM. */
const struct profile *profile_of(const struct image *image);
bool is_13(const struct profile *profile);

#endif
