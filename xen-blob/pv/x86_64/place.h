/* SPDX-License-Identifier: GPL-2.0-only */
/* Where C finds what is all virtual CPUs' and one's: in the state area and the per-processor memory of
 * layout.h. */
#ifndef XEN_PV_X86_64_PLACE_H
#define XEN_PV_X86_64_PLACE_H

#include "body.h"
#include "state.h"

/* The state area, behind the image. */
extern uint8_t rom_state[] __attribute__((visibility("hidden")));

#define AREA_PAGE(n) ((void *)(rom_state + 4096 * (n)))
#define GLOBAL ((struct global *)AREA_PAGE(AREA_GLOBAL))
#define STATE_OF(n) ((struct state *)AREA_PAGE(AREA_VCPUS + VCPU_PAGES * (n)))
#define SHARED ((volatile shared_info_t *)AREA_PAGE(AREA_SHARED))
#define RING ((volatile struct xencons_interface *)AREA_PAGE(AREA_CONSOLE))

/* A word of this virtual CPU's memory.  Volatile: it is another one after a migration. */
#define OWN(place)                                                                                           \
	({                                                                                                   \
		uintptr_t own;                                                                               \
                                                                                                             \
		asm volatile("mov %%gs:vmi_percpu+%c1, %0" : "=r"(own) : "i"(place));                        \
		own;                                                                                         \
	})
#define STATE ((struct state *)OWN(PERCPU_STATE))
#define VCPU ((volatile vcpu_info_t *)OWN(PERCPU_SELF))
#define VCPU_OF(n) ((volatile vcpu_info_t *)STATE_OF(n)->place.vcpu_info)

/*
 * Events off, and back as they were at the end of the block: nothing comes between,
 * neither a migration nor another body that works on the same state.  NMIs excepted.
 */
struct guard {
	uint8_t was_off;
};

/* A thread that goes on elsewhere between the two has events on, on either virtual CPU. */
static inline struct guard guard_begin(void)
{
	struct guard g;

	asm volatile("movb %%gs:vmi_percpu+%c1, %0\n"
		     "movb $1, %%gs:vmi_percpu+%c1"
		     : "=q"(g.was_off)
		     : "i"(EVENT_MASK)
		     : "memory");
	return g;
}

/*
 * From the store on events come, and the thread may go on elsewhere before it looks at what waits.  Then the
 * virtual CPU that it has left has seen to its own.
 */
static inline void guard_end(const struct guard *g)
{
	if (!g->was_off)
		asm volatile("movb $0, %%gs:vmi_percpu+%c0\n"
			     "testb $0xff, %%gs:vmi_percpu+%c1\n"
			     "jz 1f\n"
			     "call take_events\n"
			     "1:"
			     :
			     : "i"(EVENT_MASK), "i"(EVENT_PENDING)
			     : "memory", "cc");
}

/*
 * A field of this virtual CPU's state, read with events as they are.  If the thread went on elsewhere between
 * the two looks, once more.
 */
#define OWN_STATE(field)                                                                                     \
	({                                                                                                   \
		volatile struct state *own_state;                                                      \
		__typeof__(own_state->field) own_field;                                                      \
                                                                                                             \
		do {                                                                                         \
			own_state = STATE;                                                                   \
			own_field = own_state->field;                                                        \
		} while (own_state != STATE);                                                                \
		own_field;                                                                                   \
	})

/* Clears bits of this virtual CPU's byte for what is held back, in one instruction; whether that one was set.
 */
#define HELD_TAKE(bit)                                                                                       \
	({                                                                                                   \
		uint8_t was;                                                                                 \
                                                                                                             \
		asm volatile("btrw %2, %%gs:vmi_percpu+%c1; setc %0"                                         \
			     : "=q"(was)                                                                     \
			     : "i"(HELD_BACK), "i"(__builtin_ctz(bit))                                       \
			     : "memory", "cc");                                                              \
		was;                                                                                         \
	})

/* A control register as the client has set it, where the body that reads it looks, too. */
#define NOTE_CR(nr, value)                                                                                   \
	asm volatile("mov %1, %%gs:vmi_percpu+%c0" : : "i"(PERCPU_CR##nr), "r"((uintptr_t)(value)) : "memory")

/* The address of a place in assembler. */
#define ADDRESS_OF(place)                                                                                    \
	({                                                                                                   \
		uintptr_t address;                                                                           \
		asm("lea " #place "(%%rip), %0" : "=r"(address));                                            \
		address;                                                                                     \
	})
/* What a PV guest can't have and would count on: VMX, SMX, five levels, FSGSBASE, PCIDs, protection keys, CET (SDM vol. 3, 2.5). */
#define CR4_REFUSED(cr4) ((cr4) & (1u << 12 | 1u << 13 | 1u << 14 | 1u << 16 | 1u << 17 | 1u << 22 | 1u << 23))
#endif
