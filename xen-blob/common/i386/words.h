/* SPDX-License-Identifier: GPL-2.0-only */
/* What words are on i386, for C that both architectures have. */
#ifndef XEN_I386_WORDS_H
#define XEN_I386_WORDS_H

#include <stdint.h>

/* Arguments in EAX, EDX, ECX, then on the stack. */
#define CALLCONV_ATTRIBUTES regparm(3)

/* As assembler calls it. */
#define STACK_POINTER "esp"
#define WORD_SUFFIX "l"

/* Calls that can fail have no result by which to say so: what can be said is said by die. */
#define STATUS void
#define DONE ((void)0)
#define DONE_ALREADY return
#define REFUSE(why) return

/* A call that reads, and C's part of it. */
#define READ_BODY(Name) Name

#define LOW(x) ((uint32_t)(x))
#define HIGH(x) ((uint32_t)((uint64_t)(x) >> 32))

/* 64 bits as an argument: two words, the low one first. */
#define D_ARG(name) uint32_t name##_low, uint32_t name##_high
#define D_PASS(name) name##_low, name##_high
#define D_WORDS(x) LOW(x), HIGH(x)
#define D_VALUE(name) ((uint64_t)name##_high << 32 | name##_low)
#define D_HIGH(name) name##_high
/* The same among a hypercall's: as many words on either architecture. */
#define WORDS_D(d) LOW(d), HIGH(d)
#define WORDS_WDW(w, d, x) w, LOW(d), HIGH(d), x

/* Makes *at next if it is old, else old, a variable, what it is; whether it was. */
#define EXCHANGE64(at, old, next)                                                                            \
	({                                                                                                   \
		uint8_t done;                                                                                \
                                                                                                             \
		asm volatile("lock cmpxchg8b %1; setz %0"                                                    \
			     : "=q"(done), "+m"(*(at)), "+A"(old)                                            \
			     : "b"(LOW(next)), "c"(HIGH(next))                                               \
			     : "cc", "memory");                                                              \
		done;                                                                                        \
	})

/*
 * A counter of 64 bits that Xen moves on while this virtual CPU doesn't run; that may be between the reads of
 * its halves.  If the higher half changed meanwhile, the counter has passed the value with that half and 0:
 * an answer between the old and the new.
 */
static inline uint64_t counter(const volatile uint64_t *at)
{
	const volatile uint32_t *half = (const volatile uint32_t *)at;
	uint32_t before = half[1], low = half[0], high = half[1];

	return (uint64_t)high << 32 | (before == high ? low : 0);
}
#endif
