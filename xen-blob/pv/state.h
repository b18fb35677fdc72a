/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the PV back end keeps: a page for all virtual CPUs, and some for each.  Assembler has the offsets as
 * constants.
 */
#ifndef XEN_PV_STATE_H
#define XEN_PV_STATE_H

#include "layout.h"
#include "offsets.h"

#define FRESH 64 /* more tables can't be new in one batch */

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <stdint.h>
#include <xen/xen.h>
#include <xen/vcpu.h>

#define QUEUE_PAGE (4096 / sizeof(mmu_update_t)) /* entries of the queue that leave the buffer free */
#define QUEUE_LENGTH (2 * QUEUE_PAGE)            /* a page table's */
#define NO_PAGE 1                                /* no page's address */
#define MAX_ROOTS 512

_Static_assert(GDT_PAGES * 4096 == FIRST_RESERVED_GDT_BYTE, "all pages of a GDT that are the guest's");

/* One for all; written by Start, then as the comments say. */
struct global {
	struct global_place place;     /* how each virtual CPU's is found: layout.h */
	volatile uint64_t last_cycles; /* the latest real time that GetCycleCounter has told anybody, ns */
	uint64_t time_offset;          /* real time less Xen's system time, ns: not 0 after a restore */
	uintptr_t linear_base;         /* pseudo-physical frame 0 is mapped here */
	uint32_t nr_frames;            /* of the client */
	uint32_t nr_direct;            /* those of them that the direct map has room for below the window */
	const xen_pfn_t *p2m;          /* machine frame of each */
	const xen_pfn_t *m2p;          /* Xen's table, read-only */
	xen_pfn_t nr_machine;          /* entries of it */
	uintptr_t area;                /* linear address */
	start_info_t *start_info;
	/* Of the list of roots, of each state's gdt and ldt, and of whether their pages are writable. */
	volatile uint32_t lock;
	volatile uint32_t console_lock;
	uint32_t console_full;    /* nobody drains the ring: waiting for it has ended once */
	uint32_t console_taken;   /* then: how much had been taken from the ring until there */
	uint32_t console_port;    /* the console ring's event channel; 0: dom0, which has none */
	volatile uint32_t online; /* virtual CPUs that were started, one bit each */
	/* Xen's version of the wall clock, when the client last asked whether it was set. */
	volatile uint32_t wallclock;
	uint32_t unpinned; /* a root was not pinned, as the list was full */
	uint32_t nr_roots;
	/*
	 * Frames of pinned top-level tables, or 0; each at its remainder by ROOTS_HASH, or at the next free
	 * place behind.
	 */
	volatile uint32_t roots[ROOTS_HASH];
};
_Static_assert(sizeof(struct global) <= 4096, "one page");

/* One for each virtual CPU, which alone writes it, but for the fields that say otherwise. */
struct state {
	uint32_t hypercalls;         /* made since Start; the first field: so assembler finds it */
	volatile uintptr_t idt;      /* linear address of the table that is loaded; others read it */
	volatile uint32_t idt_bytes; /* an NMI may come any time: never more than the table at idt has */
	uint32_t number;             /* of the virtual CPU */
	uintptr_t cr0, cr3, cr4;     /* as the client set them */
	uint32_t lazy;               /* VMI_LAZY_* */
	uint32_t queued;             /* page-table entries that wait in the queue */
	uint32_t quick_end; /* an entry whose number is below this need only be put into the queue; 0: none */
	uint32_t calls;     /* hypercalls that wait, with an mmu_update for each run of entries */
	unsigned long *run; /* if the last call is such an mmu_update: where the number of its entries goes */
	uint32_t run_first; /* and its first entry in the queue */
	uint32_t flush;     /* a TLB flush waits; it is made behind the calls */
	/*
	 * An entry that waits alone for the flush of what it maps: its address in the direct map, or 0; the
	 * page, or NO_PAGE.
	 */
	uintptr_t lone_at, lone_va;
	uint64_t lone_value;
	/* Linear addresses of the tables that are loaded; changed, and read by others, under the lock. */
	uintptr_t gdt, gdt_bytes;
	uintptr_t ldt, ldt_bytes;
	uint32_t ldt_selector;
	uint32_t tr;
	/*
	 * Tables that were announced in this batch.  Up to its end they are writable, and nobody walks them:
	 * an entry in one need not wait.  Each is at its frame's remainder by FRESH; if that place was taken,
	 * it counts as no fresh one.
	 */
	uint32_t nr_fresh;
	uint32_t fresh[FRESH];
	volatile uint32_t idt_stale; /* set by others: the table was changed in memory */
	uint32_t lvtt;               /* the client's: vector and mask bit of its timer */
	uint32_t icr, icr2;          /* as written last */
	uint32_t timer_port, ipi_port;
	uint32_t alarm_flags;
	uint64_t alarm_period;            /* ns; 0: one-shot */
	uint64_t alarm_next;              /* ns */
	volatile uint32_t vectors[8];     /* set by others: interrupts sent by APICWrite */
	vcpu_runstate_info_t runstate;    /* Xen writes it whenever it schedules */
	volatile uint64_t last_available; /* what GetCycleCounter said last of available time */
	uint32_t released;       /* pages that were released in this batch are read-only up to its end */
	uint64_t available_kept; /* last_available as it was at a save */
	/* Time in the run state that doesn't count, ns: from before it was registered, and of other hosts. */
	uint64_t steal_before;
	struct state_place place;
};
_Static_assert(sizeof(struct state) <= 4096, "state is one page");
_Static_assert(OFFSETS_ARE_RIGHT, "as assembler has it");
_Static_assert(offsetof(vcpu_info_t, evtchn_pending_sel) > HELD_BYTE &&
		       offsetof(vcpu_info_t, evtchn_upcall_mask) < HELD_BYTE,
	       "nobody's byte");
#endif
#endif
