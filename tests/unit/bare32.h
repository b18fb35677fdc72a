/* SPDX-License-Identifier: GPL-2.0-only */
/* A 32-bit program without a library, so that it runs where there is none: its tests' lines, and its end. */
#ifndef UNIT_BARE32_H
#define UNIT_BARE32_H

#include <stdbool.h>
#include <stdint.h>

/* Linux's own numbers, for INT 0x80. */
#define SYS_EXIT 1
#define SYS_WRITE 4

static unsigned int tests, failed;

static inline void put(const char *text, unsigned int len)
{
	uint32_t result;

	asm volatile("int $0x80" : "=a"(result) : "a"(SYS_WRITE), "b"(1), "c"(text), "d"(len) : "memory");
}

static inline void ok(bool good, const char *what)
{
	unsigned int len = 0;

	tests++;
	failed += !good;
	put(&"not ok - "[good ? 4 : 0], good ? 5 : 9);
	while (what[len])
		len++;
	put(what, len);
	put("\n", 1);
}

/* PLAN: the number of tests, a literal. */
#define FINISH(plan)                                                                                         \
	do {                                                                                                 \
		put("1.." #plan "\n", sizeof("1.." #plan "\n") - 1);                                         \
		asm volatile("int $0x80" : : "a"(SYS_EXIT), "b"(failed || tests != (plan)));                 \
		__builtin_unreachable();                                                                     \
	} while (0)

/* The entry: Linux starts a program with no return address, and a stack that C may not take as it is. */
#define ENTRY __attribute__((force_align_arg_pointer, used))

#endif
