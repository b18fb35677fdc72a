/* SPDX-License-Identifier: GPL-2.0-only */
/* A kernel's text with call sites in it, in one piece of memory so that the records reach it. */
#ifndef FAKETEXT_H
#define FAKETEXT_H

#include <vmi/loader.h>

#include "fakeblob.h"

struct faketext {
	struct vmi_text text; /* write is counted, and may fail; faketext_stops() adds stop_machine */
	struct vmi_site *sites;
	unsigned int nr;
	uint8_t *code, *native; /* as it is, as it was */
	size_t code_size;
	unsigned int writes;
	/* the nth write (from 1) fails, and fail_count - 1 after it; 0: none */
	unsigned int fail_at, fail_count;
	bool fail_halfway; /* a failing write has written its first byte */
	/* stop_machine: how often it was called, whether everything stands still, how often it calls what it is given */
	unsigned int stops, runs;
	bool stopped;
};

/* nr sites with gaps between, random bytes, lengths and calls; the same for the same seed. */
void faketext_init(struct faketext *fake, unsigned int nr, unsigned int seed);
void faketext_free(struct faketext *fake);

/* Gives the text a stop_machine that calls what it is given once; from then on a write while something runs is a failure. */
void faketext_stops(struct faketext *fake);

/*
 * Binds a ROM that gives each answer in turn, as fakeblob_all has it.  The targets are moved to where
 * the sites reach them: the sanitizer's memory is larger than a displacement.
 */
void faketext_bind(const struct faketext *fake, struct fakeblob *blob, unsigned int turn, struct vmi_binding *binding);

uint8_t *faketext_site(const struct faketext *fake, unsigned int i);
const uint8_t *faketext_native(const struct faketext *fake, unsigned int i);

/* Whether the text is as it was, gaps and all. */
bool faketext_is_native(const struct faketext *fake);

#endif
