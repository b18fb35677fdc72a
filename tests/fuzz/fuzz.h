/* SPDX-License-Identifier: GPL-2.0-only */
/* One case of the loader's fuzzer: what its input says, and how far it came. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vmi/loader.h>

#include "romimage.h"

/* The first byte of the input: how the ROM is made, comes and behaves. */
#define MODE_EDIT 1      /* the rest is edits of a good ROM: u16 offset, u8 value */
#define MODE_SIGN 2      /* make the sums right */
#define MODE_MODULE 4    /* by a multiboot list rather than a window */
#define MODE_START 8     /* the client knows Start */
#define MODE_MINOR_1 16  /* the ROM says that it is of 3.1 */
#define MODE_ADDRESS 32  /* at an address that is told */
#define MODE_CMDLINE 64  /* the words are a whole command line */
#define MODE_REFUSE 0x80 /* the first ROM's Init or Start does */

/* The second: what is done with it. */
#define MORE_TWO 1    /* a good ROM lies behind the first */
#define MORE_WRITE 2  /* text is written by a function */
#define MORE_FAIL 4   /* ... which fails from the write that the fourth byte says, script[30] % 4 + 1 times */
#define MORE_REBIND 8 /* over to another binding, and back */
#define MORE_INLINES 16       /* the client takes inline bodies */
#define MORE_SCRIBBLE 32      /* Init and Start write all over the image */
#define MORE_RAW_LIST 64      /* the module list is where the words say */
#define MORE_RAW_ANSWERS 0x80 /* answers are the script's, not only what the table lets through */

#define SCRIPT 32
#define PREFIX (4 + 2 * SCRIPT)
#define ROOM (2 * VMI_ROM_STEP) /* for records and text, in front of the image */
#define EDIT_UNITS 2

struct run {
	uint8_t mode, more, words_len, fail_at;
	const uint8_t *script, *words, *rest;
	size_t rest_len;
	uint8_t *block, *image; /* the image is all of physical memory, and the list */
	size_t len;             /* of the image, and of what lies behind it */
	size_t first_len;       /* of the first ROM's memory alone */
	uint8_t info[28], list[3 * 16];
	const struct vmi_rom *rom; /* that is being bound */
	unsigned int asked, tried;
	bool in_charge; /* Init or Start has said yes */
};

/* How far the cases came: a fuzzer that never gets past check tests nothing more. */
#define REACHED(X)                                                                                           \
	X(cases)                                                                                             \
	X(found) X(window) X(module) X(address) X(words) X(cmdline) X(bound) X(inlines) X(next) X(ended)     \
		X(patched) X(inlined) X(failed) X(stuck) X(refused) X(rebound) X(reported) X(scribbled)
struct reached {
#define X(what) unsigned long what;
	REACHED(X)
#undef X
};
extern struct reached reached;

#define MUST(what)                                                                                           \
	do {                                                                                                 \
		if (!(what)) {                                                                               \
			fprintf(stderr, "broken: %s\n", #what);                                              \
			abort();                                                                             \
		}                                                                                            \
	} while (0)

/* Sites in front of the image: patched, rebound, put back, with writes that fail; reports them. */
void fuzz_sites(struct run *run, const struct vmi_binding *binding);

#endif
