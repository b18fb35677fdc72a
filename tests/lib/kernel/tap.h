/* SPDX-License-Identifier: GPL-2.0-only */
/* The console's text, and test results in it: Test Anything Protocol version 13. */
#ifndef KERNEL_TAP_H
#define KERNEL_TAP_H

#include <stdbool.h>
#include "format.h"

/* What a kernel gives: where text goes. */
void console_write(const char *text, size_t len);
/* What it may: nobody else's text comes between.  What the first returns is for the second. */
uint32_t console_lock(void);
void console_unlock(uint32_t state);

void kprintf(const char *fmt, ...) PRINTF(1, 2);
void kvprintf(const char *fmt, va_list args);

/* One test point. Returns ok. Callable on any processor, in any context but NMI. */
bool tap_ok(bool ok, const char *fmt, ...) PRINTF(2, 3);

/* A test point that could not be run here, and why. */
void tap_skip(const char *why, const char *fmt, ...) PRINTF(2, 3);

/* ok if equal, otherwise also says both values. */
bool tap_eq(unsigned long got, unsigned long want, const char *fmt, ...) PRINTF(3, 4);

/* "# ..." line. */
void tap_note(const char *fmt, ...) PRINTF(1, 2);

void tap_begin(void);

/* Prints the plan; returns whether all were ok and there was at least one. */
bool tap_end(void);

#endif
