/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the state is, of a client of 32 bits.
 *
 * The number of the virtual CPU is kept in the MSR that SWAPGS exchanges.  It has no use but in 64-bit mode,
 * so a client of 32 bits leaves it alone; Xen saves it with the virtual CPU, and reading it is no exit.
 */
#ifndef XEN_HVM_I386_PLACE_H
#define XEN_HVM_I386_PLACE_H

#include "body.h"
#include "state.h"

#define NOT_STARTED ((struct global *)-1)
#define OFFER_ROOM AREA_PAGES

/* The word before the room; -1: not started. */
LOCAL struct global **global_word(void) __attribute__((const));
#define GLOBAL (*(struct global *volatile *)global_word())
#define STATE_OF(n) (&GLOBAL->states[n])

/* This virtual CPU is number n, and its state s. */
#define OWN_SET(n, s) asm volatile("wrmsr" : : "c"(OWN_MSR), "a"(n), "d"(OWN_MARK))

/* The frame of the page that Xen's shared page is put at for a moment. */
#define PAGE_FRAME(g) (((g)->page - (g)->direct) >> 12)
#endif
