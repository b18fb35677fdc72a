/* SPDX-License-Identifier: GPL-2.0-only */
/* All that a ROM says of itself to kernels at each privilege level, by running it in the emulator. */
#ifndef SURVEY_H
#define SURVEY_H

#include "ask.h"
#include "profile.h"

#define NR_LEVELS 3

struct level_survey {
	unsigned int level;
	bool differs; /* from what level 0 is answered */
	bool served;  /* its Init may take kernels there, and all questions come back */
	/* init_end and init_result are of that level, too. */
	struct answers answers;
	uint32_t offer;                     /* VMI_NEEDS_* and so on; 0 without an Offer */
	uint8_t inline_len[VMI_CALL_LIMIT]; /* 0: none */
};

struct survey {
	const struct profile *profile;
	struct level_survey level[NR_LEVELS]; /* 0, 1, 3 */
	struct findings findings;
	bool came_back;         /* and left registers alone, at level 0: else the loader might not */
	enum vmi_status loader; /* whether it takes the ROM, and if that came back, binds it at level 0 */
	unsigned int culprit;   /* the call that that is about, or VMI_CALL_LIMIT */
};

/* False: the emulator can't be had.  Free what came of it in any case. */
bool survey_rom(const struct image *part, struct survey *survey);
void survey_free(struct survey *survey);

/* Sets of privilege levels: a bit each. */
#define ALL_LEVELS (1u << 0 | 1u << 1 | 1u << 3)
#define LEVEL_TEXT 12 /* room for their numbers */
unsigned int levels_served(const struct survey *survey);
/* "1, 3", in text; "none". */
const char *level_list(unsigned int levels, char text[LEVEL_TEXT]);

#endif
