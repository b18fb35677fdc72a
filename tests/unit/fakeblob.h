/* SPDX-License-Identifier: GPL-2.0-only */
/* A ROM whose code is here: what Init and GetRelocationInfo answer is set by the test. */
#ifndef FAKEBLOB_H
#define FAKEBLOB_H

#include <vmi/loader.h>

struct fakeblob {
	uint8_t *image;
	struct vmi_rom rom; /* of the image, checked */
	uint32_t init_result;
	/* of 3.1, if rom.api_minor says so and the two calls are answered call */
	uint32_t offer, start_result;
	uint8_t answer[VMI_CALL_LIMIT];
	uintptr_t target[VMI_CALL_LIMIT];
	/* to any number that is no call: VMI_CALL_LIMIT and above */
	uint8_t unknown_answer;
	uintptr_t unknown_target;
	/* what GetInline says of a call, if that is answered call; one more the next time if inline_grows */
	uint32_t inline_len[VMI_CALL_LIMIT];
	bool inline_grows;
	unsigned int asked_inline;
	/* when a call is asked for the nth time (from 1), one answer differs from then on; 0: never */
	unsigned int change_at;
	uint32_t change_call;
	uint8_t changed_answer;
	uintptr_t changed_target;

	struct vmi_start started; /* what Start was given */
	unsigned int inits, offers, starts, asked[VMI_CALL_LIMIT], asked_unknown;
	struct vmi_caller caller;
};

/*
 * What vmi_bind says of it with a mask of these words, or without one if they are NULL.  Init,
 * Offer and Start are counted anew.
 */
enum vmi_status fakeblob_bind(struct fakeblob *blob, const char *words, struct vmi_binding *binding);

/* A good image; every call answers none with junk for an address, as a real blob may. */
void fakeblob_init(struct fakeblob *blob, uint8_t units);
void fakeblob_free(struct fakeblob *blob);

/* Answers a call with an address so far into the image. */
void fakeblob_answer(struct fakeblob *blob, uint32_t call, uint8_t answer, size_t off);

/* Every call gives each answer the table lets it, in turn: call n the (n + turn)th; a group goes together. */
void fakeblob_all(struct fakeblob *blob, unsigned int turn);

#endif
