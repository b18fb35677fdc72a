/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XEN_DIE_H
#define XEN_DIE_H

#include "body.h"
#include <stdint.h>

/* What the blob can't go on from; see refusals.def. */
enum refused {
#define REFUSED(code, NAME, hypercall, calls, what) REFUSED_##NAME = code,
#include "refusals.def"
#undef REFUSED
};

/* nr: which of a batch; about: the address, frame or number that was refused. */
LOCAL void die(uint32_t what, int error, uint32_t nr, uintptr_t about) __attribute__((noreturn));

/* A hypercall that must not fail. */
static inline void must(enum refused what, int error, uintptr_t about)
{
	if (error < 0)
		die(what, error, 0, about);
}
#endif
