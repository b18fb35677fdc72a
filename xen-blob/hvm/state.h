/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the HVM back end keeps, and where.
 *
 * A client of 3.1 gives Start a state area of two pages, in its direct map.  In the first, Xen's shared page
 * is put for a moment, when the wall clock is read.  The second is struct global.
 *
 * A client of 3.0 gives nothing.  For it the ROM has a room, in its own place and behind its code: 6 KiB.
 * Wherever the ROM begins, there is a page in it, and 2 KiB before or behind that for struct global.  No
 * other memory is its alone: firmware has reserved it for the ROM, and e820 doesn't list it.  On Xen HVM it
 * can be written, as all below 1 MiB (docs/facts/xen-hvm.md section 5).
 *
 * In either case the word before the room says where struct global is.
 */
#ifndef XEN_HVM_STATE_H
#define XEN_HVM_STATE_H

#define AREA_PAGES 2

/* As many as have a place in 2 KiB; clients of 3.0 know 8. */
#define MAX_VCPUS 16

#include "offsets.h"

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <stdint.h>
#include <xen/xen.h>
#include <xen/memory.h>
#include <xen/hvm/hvm_op.h>
#include <xen/vcpu.h>

/* One for each virtual CPU, which alone writes it. */
struct state {
	vcpu_time_info_t time;            /* Xen writes it */
	vcpu_runstate_info_t runstate;    /* and this, whenever it schedules */
	uint32_t number;                  /* of the virtual CPU */
	volatile uint64_t last_available; /* what GetCycleCounter said last of available time */
	uint64_t steal_before;            /* time in the run state from before it was registered, ns */
	/* The ICR as the client wrote it, and its upper half as the APIC has it, as far as they are known. */
	uint32_t icr, icr2, icr2_loaded;
	uint8_t known;   /* KNOWN_* */
	uint8_t divider; /* TDCR, or 0: not known */
	uint8_t periodic;
	uint8_t opened; /* Xen knows where to write */
};
#define KNOWN_ICR 1
#define KNOWN_ICR2 2
#define LOADED_ICR2 4

/* One for all. */
struct global {
	volatile uint64_t last_cycles; /* the latest real time that GetCycleCounter has told anybody, ns */
	uint32_t hypercalls;           /* made since Start; all virtual CPUs count here */
	uint32_t leaves;               /* the first of Xen's CPUID leaves */
	uint32_t vmmcall;              /* the processor is AMD's or Hygon's */
	uintptr_t direct;              /* linear less physical address, in the client's direct map */
	uintptr_t page;                /* linear address of where the shared page is put */
	volatile uint32_t lock;        /* of that, and of args */
	/* The version of Xen's wall clock, when it was last read, and when the client last asked whether it
	 * was set. */
	volatile uint32_t wallclock_now, wallclock_told;
	volatile uintptr_t
		apic; /* linear address at which the client has the APIC's page; 0: not found yet */
	/* The last wall clock that was read, less the real time then: for when it can't be read. */
	uint64_t wallclock_base;
	/* Arguments of the hypercall that is made under the lock: on the stack they would take too much. */
	union {
		struct xen_add_to_physmap put;
		struct xen_remove_from_physmap take;
		struct xen_memory_reservation fill;
		struct xen_hvm_param way;
	} args;
	struct state states[MAX_VCPUS];
};
_Static_assert(sizeof(struct global) < 2048, "the ROM's last byte is its checksum");
_Static_assert(OFFSETS_ARE_RIGHT, "as assembler has it");
#endif
#endif
