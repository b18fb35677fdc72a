/* SPDX-License-Identifier: GPL-2.0-only */
/* Asks a ROM, in the emulator, what a client would ask it. */
#ifndef ASK_H
#define ASK_H

#include <vmi/loader.h>

#include "emulate.h"
#include "findings.h"

struct answer {
	uint8_t type; /* VMI_ANSWER_*, or whatever the ROM says */
	bool asked;
	enum emulate_end end; /* type and offset mean something if it returned */
	uint32_t offset;      /* in the image; of call and jump */
	bool low;             /* 13.3: the address is where the client unmaps */
};

struct answers {
	uint32_t init_result;
	enum emulate_end init_end;
	bool complete; /* every question came back */
	struct answer call[VMI_CALL_LIMIT];
};

/* Init refuses, as a ROM of 3.1 may that wants its clients to call Start. */
bool needs_start(const struct image *rom, const struct answers *answers);

/*
 * All questions at both addresses, with everything that is wrong.  The image is cut to
 * what the length byte says.  False: the emulator can't be had.
 */
bool ask_rom(const struct image *rom, struct answers *answers, struct findings *f);

/*
 * What a kernel at privilege level 1 or 3 is answered; complete if every question comes back there.  True if
 * it is, and an answer is another one than at level 0.  What is wrong with such answers goes to f.
 */
bool ask_at_level(const struct image *rom, unsigned int level, const struct answers *level0,
		  struct answers *answers, struct findings *f);

/*
 * The loader's own vmi_bind on the emulated ROM; for one that came back from every
 * question.  Start is not run, for it wants its platform, and taken to succeed.
 */
enum vmi_status bind_rom(const struct image *rom, unsigned int *culprit);

#endif
