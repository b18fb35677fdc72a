/* SPDX-License-Identifier: GPL-2.0-only */
/* The calls that a kernel uses: of its own file, or of a list. */
#ifndef GUEST_H
#define GUEST_H

#include "profile.h"

#include <vmi/calls.h>

struct guest {
	bool known; /* without it, any call may be used, and by clients of 2007, too */
	bool uses[VMI_CALL_LIMIT];
};

/*
 * source: a kernel with call sites, a file with a call on each line, as vmirom sites prints them, "-", or the
 * calls themselves with commas between.  0, or an exit status and a message.
 */
int read_guest(const char *source, const struct profile *profile, struct guest *guest);

/* Whether it uses the call, for all that is known. */
bool guest_uses(const struct guest *guest, unsigned int call);

#endif
