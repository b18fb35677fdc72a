/* SPDX-License-Identifier: GPL-2.0-only */
/* An interrupt that waits for IF: what a gap between two instructions would let in. */
#ifndef PROBE_PENDING_H
#define PROBE_PENDING_H

#include "probe.h"

/* Whether the machine can interrupt itself. */
bool pending_possible(void);
/* IF is 0: one waits from now on. */
void pending_raise(void);
/* How many came since; the frame of the last is in pending_frame. */
unsigned int pending_taken(void);
/* Called by the interrupt's handler, unless NULL. */
extern void (*pending_then)(void);
extern struct regs pending_frame;

#endif
