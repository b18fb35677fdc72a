/* SPDX-License-Identifier: GPL-2.0-only */
/* What a ROM answered, in words. */
#ifndef ANSWERS_H
#define ANSWERS_H

#include "ask.h"
#include "profile.h"

/* The answer's name, or what came instead of one: hang, crash, not asked. */
const char *answer_word(const struct answer *answer);

/* Whether the offset means something. */
bool has_address(const struct answer *answer);

/* Whether anything but none came back. */
bool is_answered(const struct answer *answer);

/* The calls of the table, and whatever else the ROM answers. */
bool worth_a_line(const struct profile *profile, const struct answers *answers, unsigned int call);

#endif
