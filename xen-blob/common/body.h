/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The calling conventions of the blob's C.
 *
 * And what common/ takes from its back end, by header; each back end gives the same names:
 * - cpu.h: shut_down;
 * - hypercall.h: hypercall3;
 * - percpu.h: GLOBAL, STATE, STATE_OF, GUARD;
 * - state.h: of struct state the run state, number, last_available and steal_before.
 */
#ifndef XEN_BODY_H
#define XEN_BODY_H

#include "words.h"

/* A call's body: arguments where the calls have them. */
#define CALLCONV __attribute__((CALLCONV_ATTRIBUTES))
/* What else one file calls of another. */
#define LOCAL __attribute__((CALLCONV_ATTRIBUTES, visibility("hidden")))
#endif
