/* SPDX-License-Identifier: GPL-2.0-only */
/* What assembler knows of state.h, and what that has of x86-64's own. */
#ifndef XEN_PV_X86_64_OFFSETS_H
#define XEN_PV_X86_64_OFFSETS_H

/* In struct state; its pages behind it, by its address. */
#define STATE_LAZY 48
#define STATE_QUEUED 52
#define STATE_QUICK_END 56
#define STATE_CALLS 60
#define STATE_RUN 64
#define STATE_LDT_SELECTOR 136
#define STATE_TR 140
#define STATE_FRESH 148
#define STATE_QUEUE 0x1000 /* behind it: QUEUE */
#define STATE_BUFFER 0x2000
#define STATE_CALLS_PAGE 0x4000
#define CALL_SHIFT 6
#define CALL_ARGS 16
#define MAX_CALLS 64
#define CALLS_SIZE 8192
/* Where the state of a virtual CPU is written that is to start. */
#define CONTEXT BUFFER
#define CONTEXT_SIZE 8192

/* In struct global. */
#define LINEAR_BASE 32
#define NR_FRAMES 40
#define NR_DIRECT 44
#define P2M 48

#define HELD_BYTE HELD_BACK

#ifndef __ASSEMBLER__
#include <stdint.h>

#define ROOTS_HASH 967 /* a prime, and as many as there is room for */

struct global_place {
	int64_t percpu;      /* the per-processor memory, from the GS base */
	uint64_t no_execute; /* of an entry that maps what is no code; 0: the processor has no such bit */
};
struct state_place {
	uint8_t *vcpu_info;  /* this virtual CPU's memory, linear address */
	uintptr_t user_root; /* as the client set it */
};

#define OFFSETS_ARE_RIGHT                                                                                    \
	(offsetof(struct global, linear_base) == LINEAR_BASE &&                                              \
	 offsetof(struct global, nr_frames) == NR_FRAMES &&                                                  \
	 offsetof(struct global, nr_direct) == NR_DIRECT && offsetof(struct global, p2m) == P2M &&           \
	 offsetof(struct state, ldt_selector) == STATE_LDT_SELECTOR &&                                       \
	 offsetof(struct state, tr) == STATE_TR && offsetof(struct state, lazy) == STATE_LAZY &&             \
	 offsetof(struct state, calls) == STATE_CALLS && offsetof(struct state, run) == STATE_RUN &&         \
	 sizeof(multicall_entry_t) == 1 << CALL_SHIFT && offsetof(multicall_entry_t, args) == CALL_ARGS &&   \
	 offsetof(struct state, queued) == STATE_QUEUED && offsetof(struct state, fresh) == STATE_FRESH &&   \
	 offsetof(struct state, quick_end) == STATE_QUICK_END && sizeof(mmu_update_t) == 16 &&               \
	 offsetof(vcpu_info_t, arch.cr2) == VCPU_INFO_CR2 &&                                                 \
	 offsetof(vcpu_info_t, time) == VCPU_INFO_TIME && sizeof(vcpu_info_t) == PERCPU_SELF)
#endif
#endif
