/* SPDX-License-Identifier: GPL-2.0-only */
/* How a body reaches what is one virtual CPU's (layout.h), and keeps being on that one. */
#ifndef XEN_PV_PERCPU_H
#define XEN_PV_PERCPU_H

#include "state.h"

#ifdef __ASSEMBLER__
/* Offsets of this virtual CPU's vcpu_info and state from the first one's. Clobber ZF. */
.macro FIND reg
	lsl	%ss:ID_VCPU_INFO, %\reg
.endm
.macro FIND_STATE reg
	lsl	%ss:ID_STATE, %\reg
.endm
/* Of vcpu_info, with FIND ebp; with a base of EBP, SS is the segment. */
#define PENDING EVENT_PENDING(%ebp)
#define MASK EVENT_MASK(%ebp)
#define HELD HELD_BACK(%ebp)

#define IF_BYTE (4 + 9)(%esp)	/* bits 8 to 15 of the EFLAGS in a frame, a word above */
#define IF_BIT 2

/*
 * The problem with events on: between the look which virtual CPU it is and the access one may come, and its handler may let
 * the thread go on elsewhere.  So the upcall sends one whose next instruction is between begin and last, or is last, back to
 * begin (restart.S).  Up to there such a sequence changes only what it makes anew.
 */
.macro RESTARTABLE begin, last
	.pushsection .rodata.restart.1, "a"
	.long	\begin - .
	.long	\last - \begin
	.popsection
.endm

/* The body of a call that reads a word of this virtual CPU's. */
.macro GETTER name, find, at
	SLOT	\name
	\find	eax
last_\name:
	mov	\at(%eax), %eax
	ret
	END	\name
	RESTARTABLE \name, last_\name
.endm
#else
#include "body.h"

#define GLOBAL ((struct global *)WINDOW_GLOBAL)

/* A limit of this virtual CPU's.  Volatile: it is another one after a migration. */
static inline uint32_t own_limit(const uint32_t *selector)
{
	uint32_t limit;

	asm volatile("lsl %1, %0" : "=r"(limit) : "m"(*(const uint16_t *)selector) : "cc");
	return limit;
}

static inline uint32_t vcpu_offset(void)
{
	return own_limit(&GLOBAL->id_vcpu_info);
}

#define STATE_OF(n) ((struct state *)(WINDOW_VCPUS + ((n) << VCPU_STRIDE_SHIFT)))
#define STATE ((struct state *)(WINDOW_VCPUS + own_limit(&GLOBAL->id_state)))
/* The other pages, by the state's address. */
#define QUEUE(s) ((mmu_update_t *)((uint32_t)(s) + STATE_QUEUE))	/* page-table updates put off */
/* Arguments of a hypercall that is being made; and the queue's second page: buffer_take. */
#define BUFFER(s) ((void *)((uint32_t)(s) + 0x2000))
#define CALLS_PAGE(s) ((uint32_t)(s) + STATE_CALLS_PAGE)		/* hypercalls put off */

#define SHARED ((volatile shared_info_t *)WINDOW_SHARED)
#define VCPU ((volatile vcpu_info_t *)(WINDOW_SHARED + vcpu_offset()))

/*
 * Events off, and back as they were at the end of the block: nothing comes between,
 * neither a migration nor another body that works on the same state.  NMIs excepted.
 */
struct guard {
	uint32_t was_off, vcpu_info; /* the second: its offset */
};
LOCAL uint64_t events_off(void); /* as struct guard, low word first */

static inline struct guard guard_begin(void)
{
	uint64_t g = events_off();

	return (struct guard){ (uint32_t)g, g >> 32 };
}

/*
 * On with the mask, a migration may come before the look at what waits.  Then that has been looked after on the
 * way back, and a hypercall too many does no harm.
 */
static inline void guard_end(const struct guard *g)
{
	if (!g->was_off)
		asm volatile("movb $0, %c1(%0)\n"
			     "testb $0xff, %c2(%0)\n"
			     "jz 1f\n"
			     "call take_events\n"
			     "1:"
			     :
			     : "r"(g->vcpu_info), "i"(EVENT_MASK), "i"(EVENT_PENDING)
			     : "memory", "cc");
}
#define GUARD struct guard guard __attribute__((cleanup(guard_end), unused)) = guard_begin()

/*
 * A word of this virtual CPU's, read with events as they are.  If the thread went on
 * elsewhere between the two looks, once more.  at: its place for number 0; selector: of
 * the descriptor whose limit is added.
 */
static inline __attribute__((always_inline)) uint32_t own_word(uint32_t at, const uint32_t *selector)
{
	uint32_t offset, word;

	do {
		offset = own_limit(selector);
		word = *(volatile uint32_t *)(at + offset);
	} while (own_limit(selector) != offset);
	return word;
}
#define OWN_STATE(field) own_word(WINDOW_VCPUS + __builtin_offsetof(struct state, field), &GLOBAL->id_state)
#endif
#endif
