/* SPDX-License-Identifier: GPL-2.0-only */
/* Test results, Test Anything Protocol version 13, on the console. */
#ifndef GUEST_TAP_H
#define GUEST_TAP_H

#include <stdbool.h>
#include "lib.h"

/* One test point. Returns ok. Callable on any processor, in any context but NMI. */
bool tap_ok(bool ok, const char *fmt, ...) PRINTF(2, 3);

/* A test point that could not be run here, and why. */
void tap_skip(const char *why, const char *fmt, ...) PRINTF(2, 3);

/* ok if equal, otherwise also says both values. */
bool tap_eq(uint32_t got, uint32_t want, const char *fmt, ...) PRINTF(3, 4);

/* "# ..." line. */
void tap_note(const char *fmt, ...) PRINTF(1, 2);

void tap_begin(void);

/* Prints the plan; returns whether all were ok and there was at least one. */
bool tap_end(void);

#endif
