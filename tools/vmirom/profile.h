/* SPDX-License-Identifier: GPL-2.0-only */
/* What the commands must know of a ROM's profile: 3.x, the older 13.3, and 4.x of x86-64. */
#ifndef PROFILE_H
#define PROFILE_H

#include <rombytes/image.h>

struct profile {
	const char *name; /* for people and for --json */
	/* The layout, as spec/profiles/begin.h has it. */
	unsigned int major, minor, grows;
	unsigned int first_call, nr_calls, end_call;
	size_t slots, slot_size;
	size_t init, reloc, header_size, first_code;
	unsigned int only_answer;

	const char *arch;         /* as the profile's string in an image begins */
	unsigned int machine;     /* of its kernels, in their ELF header */
	unsigned int levels;      /* of privilege at which kernels run, a bit each */
	uint64_t base[2];         /* where to run it; as emulate.h has them */
	const char *const *names; /* of the calls; NULL for a number that has none */
	/* Columns of calls.def, for numbers below VMI_CALL_LIMIT. */
	const uint8_t *may, *since, *groups;
	bool full_header; /* licence, number of calls and so on, as 3.0 has them */
	bool loader;      /* the library in this tool takes such ROMs: what it demands of one is checked */
	bool placed;      /* it runs in 64-bit mode, in a copy; there is no Init */
	bool signed_init; /* Init: 0 or more is well, as a signed number */
	bool maps_itself; /* Init maps the ROM elsewhere, and answers are addresses there */
};

/* By the major version; 3.x for anything else, or no VMI ROM. */
const struct profile *profile_of(const struct image *image);

/* That of kernels of an ELF machine; NULL: none. */
const struct profile *profile_of_machine(unsigned int machine);

/* NULL for a number that has none. */
const char *profile_call_name(const struct profile *profile, unsigned int call);

/* The answers that a call may have, a bit each; 0 for a number that is none. */
uint8_t profile_may(const struct profile *profile, unsigned int call);

#endif
