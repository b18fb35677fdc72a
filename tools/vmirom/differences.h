/* SPDX-License-Identifier: GPL-2.0-only */
/* The list of what differs between two ROMs, A and B, and what that means for the guests of A. */
#ifndef DIFFERENCES_H
#define DIFFERENCES_H

#include "guest.h"
#include "show.h"
#include "survey.h"

/* The greater, the worse. */
enum effect {
	HARMLESS,
	IN_PLACE, /* no guest may run on with B's bytes where it had A's */
	MOVES,    /* no guest may be saved under the one and go on under the other */
	REFUSES,  /* some guest of A does not run on B */
	NR_EFFECTS
};

struct difference {
	const char *name;    /* of a field, as in "pci.vendor", or of a call */
	unsigned int call;   /* VMI_CALL_LIMIT: it is a field */
	unsigned int levels; /* of privilege, a bit each; 0: of none */
	char *a, *b;
	enum effect effect;
	const char *why; /* a constant; NULL if it is harmless */
};

struct differences {
	struct difference *list;
	size_t nr;
};

/* One of the two that are compared. */
struct side {
	const char *path;
	struct rom_file rom;
	size_t number; /* of the image, from 0 */
	struct image part;
	struct notes notes;
	struct findings checked; /* what check has against it */
	struct survey survey;
};

/*
 * Adds one; a and b are copied.  What is the same but for the level as the one before it of that call, or of
 * that field, becomes a level of that.
 */
void add_difference(struct differences *d, const struct difference *what);
void free_differences(struct differences *d);

/* The bytes, every field that info shows, what check finds. */
void compare_fields(struct differences *d, const struct side *a, const struct side *b,
		    const struct guest *guest);

/* Init, Offer, the answers and inlines of the calls that the guest uses, whether the loader takes B. */
void compare_calls(struct differences *d, const struct side *a, const struct side *b,
		   const struct guest *guest);

#endif
