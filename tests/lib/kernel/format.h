/* SPDX-License-Identifier: GPL-2.0-only */
/* A subset of printf. */
#ifndef KERNEL_FORMAT_H
#define KERNEL_FORMAT_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#define PRINTF(f, a) __attribute__((format(printf, f, a)))

/* Flags 0 and -, width, %d %u %x %llu %llx %lu %s %c %p %%.  Returns the whole text's length, as C's. */
int kvsnprintf(char *buf, size_t size, const char *fmt, va_list args);
int ksnprintf(char *buf, size_t size, const char *fmt, ...) PRINTF(3, 4);

/* Quotient of a 64-bit by a 32-bit number; *rem (may be NULL) is the rest. */
uint64_t div64(uint64_t n, uint32_t d, uint32_t *rem);

#endif
