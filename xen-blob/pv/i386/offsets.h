/* SPDX-License-Identifier: GPL-2.0-only */
/* What assembler knows of state.h, and what that has of i386's own. */
#ifndef XEN_PV_I386_OFFSETS_H
#define XEN_PV_I386_OFFSETS_H

/* In struct state. */
#define STATE_IDT 4
#define STATE_IDT_BYTES 8
#define STATE_CR0 16
#define STATE_CR3 20
#define STATE_CR4 24
#define STATE_LAZY 28
#define STATE_QUEUED 32
#define STATE_QUICK_END 36
#define STATE_CALLS 40
#define STATE_RUN 44
#define STATE_LDT_SELECTOR 88
#define STATE_TR 92
#define STATE_FRESH 100
#define STATE_QUEUE 0x1000 /* behind it: QUEUE */
#define STATE_BUFFER 0x2000
#define STATE_CALLS_PAGE 0x3000
#define CALLS_SIZE 4096
/* Where the state of a virtual CPU is written that is to start. */
#define CONTEXT BUFFER
#define CONTEXT_SIZE 4096
#define CALL_SHIFT 5
#define MAX_CALLS 64

/* In struct global. */
#define LAST_CYCLES (WINDOW_GLOBAL + 8)
#define TIME_OFFSET (WINDOW_GLOBAL + 16)
#define LINEAR_BASE (WINDOW_GLOBAL + 24)
#define NR_FRAMES (WINDOW_GLOBAL + 28)
#define NR_DIRECT (WINDOW_GLOBAL + 32)
#define P2M (WINDOW_GLOBAL + 36)

#define HELD_BYTE (HELD_BACK - WINDOW_SHARED)

#ifndef __ASSEMBLER__
#include <stdint.h>

#define ROOTS_HASH 991 /* a prime, and as many as there is room for */

/* Selectors of the two descriptors of layout.h. */
struct global_place {
	uint32_t id_vcpu_info, id_state;
};
struct state_place {
};

#define OFFSETS_ARE_RIGHT                                                                                    \
	(offsetof(struct global, place.id_state) == ID_STATE - WINDOW_GLOBAL &&                              \
	 offsetof(struct global, last_cycles) == LAST_CYCLES - WINDOW_GLOBAL &&                              \
	 offsetof(struct global, time_offset) == TIME_OFFSET - WINDOW_GLOBAL &&                              \
	 offsetof(struct global, linear_base) == LINEAR_BASE - WINDOW_GLOBAL &&                              \
	 offsetof(struct global, nr_frames) == NR_FRAMES - WINDOW_GLOBAL &&                                  \
	 offsetof(struct global, nr_direct) == NR_DIRECT - WINDOW_GLOBAL &&                                  \
	 offsetof(struct global, p2m) == P2M - WINDOW_GLOBAL && offsetof(struct state, idt) == STATE_IDT &&  \
	 offsetof(struct state, idt_bytes) == STATE_IDT_BYTES && offsetof(struct state, cr0) == STATE_CR0 && \
	 offsetof(struct state, cr3) == STATE_CR3 && offsetof(struct state, cr4) == STATE_CR4 &&             \
	 offsetof(struct state, ldt_selector) == STATE_LDT_SELECTOR &&                                       \
	 offsetof(struct state, tr) == STATE_TR && offsetof(struct state, lazy) == STATE_LAZY &&             \
	 offsetof(struct state, calls) == STATE_CALLS && offsetof(struct state, run) == STATE_RUN &&         \
	 sizeof(multicall_entry_t) == 1 << CALL_SHIFT && offsetof(multicall_entry_t, args) == 8 &&           \
	 offsetof(struct state, queued) == STATE_QUEUED && offsetof(struct state, fresh) == STATE_FRESH &&   \
	 offsetof(struct state, quick_end) == STATE_QUICK_END && sizeof(mmu_update_t) == 16 &&               \
	 offsetof(vcpu_info_t, arch.cr2) == VCPU_INFO_CR2 &&                                                 \
	 offsetof(vcpu_info_t, time) == VCPU_INFO_TIME && sizeof(vcpu_info_t) == 1 << ID_LIMIT_SHIFT)
#endif
#endif
