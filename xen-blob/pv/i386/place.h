/* SPDX-License-Identifier: GPL-2.0-only */
/* Where C finds what is all virtual CPUs' and one's: in the window of layout.h. */
#ifndef XEN_PV_I386_PLACE_H
#define XEN_PV_I386_PLACE_H

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
	return own_limit(&GLOBAL->place.id_vcpu_info);
}

#define STATE_OF(n) ((struct state *)(WINDOW_VCPUS + ((n) << VCPU_STRIDE_SHIFT)))
#define STATE ((struct state *)(WINDOW_VCPUS + own_limit(&GLOBAL->place.id_state)))

#define SHARED ((volatile shared_info_t *)WINDOW_SHARED)
#define VCPU ((volatile vcpu_info_t *)(WINDOW_SHARED + vcpu_offset()))
#define VCPU_OF(n) (&SHARED->vcpu_info[n])
#define RING ((volatile struct xencons_interface *)WINDOW_CONSOLE)

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
#define OWN_STATE(field)                                                                                     \
	own_word(WINDOW_VCPUS + __builtin_offsetof(struct state, field), &GLOBAL->place.id_state)

/* Clears bits of this virtual CPU's byte for what is held back, in one instruction; whether that one was set.
 */
#define HELD_TAKE(bit)                                                                                       \
	({                                                                                                   \
		volatile uint16_t *held = (volatile uint16_t *)(HELD_BACK + vcpu_offset());                  \
		uint8_t was;                                                                                 \
                                                                                                             \
		asm volatile("btrw %2, %1; setc %0"                                                          \
			     : "=q"(was), "+m"(*held)                                                        \
			     : "i"(__builtin_ctz(bit))                                                       \
			     : "memory", "cc");                                                              \
		was;                                                                                         \
	})

/* A control register as the client has set it: all look into the state. */
#define NOTE_CR(nr, value) ((void)0)

/*
 * The address of a place in exceptions.S: the compiler would take it from a table of addresses, which a blob
 * can't have.
 */
#define ADDRESS_OF(place)                                                                                    \
	({                                                                                                   \
		uint32_t address;                                                                            \
		asm("call 1f; 1: pop %0; add $" #place " - 1b, %0" : "=r"(address) : : "cc");                \
		address;                                                                                     \
	})
/* What can't be had is not taken, and there is no result to say so. */
#define CR4_REFUSED(cr4) 0
#endif
