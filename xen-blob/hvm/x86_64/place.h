/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the state is, of a client of 64 bits: the first page of the state area; a processor's memory leads to
 * its own. */
#ifndef XEN_HVM_X86_64_PLACE_H
#define XEN_HVM_X86_64_PLACE_H

#include "body.h"
#include "state.h"

/* The state area, behind the image: its first page is for the state, the second is given up now and then. */
extern uint8_t rom_state[] __attribute__((visibility("hidden")));

#define OFFER_ROOM VMI_NEEDS_START /* how much room, the image says */
#define NOT_STARTED NULL
#define GLOBAL ((struct global *)rom_state)
#define STATE_OF(n) (&GLOBAL->states[n])

/* This virtual CPU is number n, and its state s. */
#define OWN_SET(n, s) asm volatile("mov %1, %%gs:vmi_percpu+%c0" : : "i"(PERCPU_STATE), "r"(s) : "memory")

/* The frame of the page that Xen's shared page is put at for a moment. */
#define PAGE_FRAME(g) (((g)->page - (g)->direct) >> 12)
#endif
