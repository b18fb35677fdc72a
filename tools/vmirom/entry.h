/* SPDX-License-Identifier: GPL-2.0-only */
/* A call into a ROM with one number, by the convention of its profile: what is asked of GetRelocationInfo and
 * the like. */
#ifndef ENTRY_H
#define ENTRY_H

#include "emulate.h"
#include "profile.h"

#define ENTRY_CHANGED 48

#define ENTRY_JUNK 0xA1A1A1A1u /* for an entry that takes no number */

struct entry_call {
	uint32_t argument;
	uint64_t result;
	uint8_t answer;              /* DL */
	char changed[ENTRY_CHANGED]; /* names of registers that should be as before, each behind a space */
};

/* What an entry leaves as it was. */
const char *entry_kept(const struct profile *profile);

/* At an address of the emulated machine. */
enum emulate_end entry_run(struct emulator *e, const struct profile *profile, uint64_t address,
			   struct entry_call *call, uint32_t limit);

#endif
