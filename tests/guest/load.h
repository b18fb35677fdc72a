/* SPDX-License-Identifier: GPL-2.0-only */
/* All processors at work, while something else is tested. */
#ifndef GUEST_LOAD_H
#define GUEST_LOAD_H

/* Once, before frames are counted: what is kept for the next time is made. */
void load_prepare(void);
void load_begin(void);
/* Ends it, once each thread has worked; says in tests what came of it.  The tick is as before then. */
void load_end(void);

#endif
