/* SPDX-License-Identifier: GPL-2.0-only */
/* How a body reaches what is one virtual CPU's (layout.h), and keeps being on that one. */
#ifndef XEN_PV_PERCPU_H
#define XEN_PV_PERCPU_H

#include "body.h"
#include "state.h"

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
#define QUEUE(s) ((mmu_update_t *)((uint32_t)(s) + STATE_QUEUE)) /* deferred page-table updates */
/* Arguments of a hypercall that is being made; and the queue's second page: buffer_take. */
#define BUFFER(s) ((void *)((uint32_t)(s) + 0x2000))
#define CALLS_PAGE(s) ((uint32_t)(s) + STATE_CALLS_PAGE) /* deferred hypercalls */

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

	return (struct guard){(uint32_t)g, g >> 32};
}

/*
 * From the store on events come, and the thread may go on elsewhere before it looks at what waits.  Then it
 * looks at the virtual CPU that it has left, which sees to its events itself: at worst it makes a hypercall
 * for nothing.
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
