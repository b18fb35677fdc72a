/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XEN_HVM_I386_OFFSETS_H
#define XEN_HVM_I386_OFFSETS_H

/* MSR_KERNEL_GS_BASE; what it holds is canonical, and nobody else's: no kernel has an address there. */
#define OWN_MSR 0xc0000102
#define OWN_MARK 0x5658 /* "XV"; bit 15 is 0, or the register would refuse it */

/* Offsets, for assembler. */
#define STATE_TIME 0
#define STATE_OPENED 111
#define STATE_SIZE 112
#define GLOBAL_LAST_CYCLES 0
#define GLOBAL_STATES 72

#define OFFSETS_ARE_RIGHT                                                                                    \
	(offsetof(struct state, time) == STATE_TIME && offsetof(struct state, opened) == STATE_OPENED &&     \
	 sizeof(struct state) == STATE_SIZE && offsetof(struct global, last_cycles) == GLOBAL_LAST_CYCLES && \
	 offsetof(struct global, states) == GLOBAL_STATES)

#endif
