/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the PV back end keeps: a page for all virtual CPUs, and some for each.  Assembler has the offsets as
 * constants.
 */
#ifndef XEN_PV_STATE_H
#define XEN_PV_STATE_H

#include "layout.h"

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
#define STATE_CALLS_PAGE 0x3000
#define CALL_SHIFT 5
#define MAX_CALLS 64

/* In struct global. */
#define LAST_CYCLES (WINDOW_GLOBAL + 8)
#define TIME_OFFSET (WINDOW_GLOBAL + 16)
#define LINEAR_BASE (WINDOW_GLOBAL + 24)
#define NR_FRAMES (WINDOW_GLOBAL + 28)
#define NR_DIRECT (WINDOW_GLOBAL + 32)
#define P2M (WINDOW_GLOBAL + 36)
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
#define ROOTS_HASH 991 /* a prime, and as many as there is room for */

_Static_assert(sizeof(vcpu_info_t) == 1 << ID_LIMIT_SHIFT, "the limit is an offset of vcpu_info");
_Static_assert(GDT_PAGES * 4096 == FIRST_RESERVED_GDT_BYTE, "all pages of a GDT that are the guest's");

/* One for all; written by Start, then as the comments say. */
struct global {
	uint32_t id_vcpu_info, id_state; /* selectors of the two descriptors of layout.h */
	volatile uint64_t last_cycles;   /* the latest real time that GetCycleCounter has told anybody, ns */
	uint64_t time_offset;            /* real time less Xen's system time, ns: not 0 after a restore */
	uint32_t linear_base;            /* pseudo-physical frame 0 is mapped here */
	uint32_t nr_frames;              /* of the client */
	uint32_t nr_direct;              /* those of them that the direct map has room for below the window */
	const uint32_t *p2m;             /* machine frame of each */
	const uint32_t *m2p;             /* Xen's table, read-only */
	uint32_t nr_machine;             /* entries of it */
	uint32_t area;                   /* linear address */
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
_Static_assert(offsetof(struct global, id_state) == ID_STATE - WINDOW_GLOBAL &&
		       offsetof(struct global, last_cycles) == LAST_CYCLES - WINDOW_GLOBAL &&
		       offsetof(struct global, time_offset) == TIME_OFFSET - WINDOW_GLOBAL &&
		       offsetof(struct global, linear_base) == LINEAR_BASE - WINDOW_GLOBAL &&
		       offsetof(struct global, nr_frames) == NR_FRAMES - WINDOW_GLOBAL &&
		       offsetof(struct global, nr_direct) == NR_DIRECT - WINDOW_GLOBAL &&
		       offsetof(struct global, p2m) == P2M - WINDOW_GLOBAL,
	       "as assembler has it");

/* One for each virtual CPU, which alone writes it, but for the fields that say otherwise. */
struct state {
	uint32_t hypercalls;         /* made since Start; the first field: so assembler finds it */
	volatile uint32_t idt;       /* linear address of the table that is loaded; others read it */
	volatile uint32_t idt_bytes; /* an NMI may come any time: never more than the table at idt has */
	uint32_t number;             /* of the virtual CPU */
	uint32_t cr0, cr3, cr4;      /* as the client set them */
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
	uint32_t lone_at, lone_va;
	uint64_t lone_value;
	/* Linear addresses of the tables that are loaded; changed, and read by others, under the lock. */
	uint32_t gdt, gdt_bytes;
	uint32_t ldt, ldt_bytes;
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
};
_Static_assert(sizeof(struct state) <= 4096, "state is one page");
_Static_assert(offsetof(struct state, idt) == STATE_IDT &&
		       offsetof(struct state, idt_bytes) == STATE_IDT_BYTES &&
		       offsetof(struct state, cr0) == STATE_CR0 && offsetof(struct state, cr3) == STATE_CR3 &&
		       offsetof(struct state, cr4) == STATE_CR4 &&
		       offsetof(struct state, ldt_selector) == STATE_LDT_SELECTOR &&
		       offsetof(struct state, tr) == STATE_TR && offsetof(struct state, lazy) == STATE_LAZY &&
		       offsetof(struct state, calls) == STATE_CALLS &&
		       offsetof(struct state, run) == STATE_RUN &&
		       sizeof(multicall_entry_t) == 1 << CALL_SHIFT &&
		       offsetof(multicall_entry_t, args) == 8 &&
		       offsetof(struct state, queued) == STATE_QUEUED &&
		       offsetof(struct state, fresh) == STATE_FRESH &&
		       offsetof(struct state, quick_end) == STATE_QUICK_END && sizeof(mmu_update_t) == 16,
	       "as assembler has it");
_Static_assert(offsetof(vcpu_info_t, arch.cr2) == VCPU_INFO_CR2 &&
		       offsetof(vcpu_info_t, time) == VCPU_INFO_TIME,
	       "as assembler has it");
_Static_assert(offsetof(vcpu_info_t, evtchn_pending_sel) > HELD_BACK - WINDOW_SHARED &&
		       offsetof(vcpu_info_t, evtchn_upcall_mask) < HELD_BACK - WINDOW_SHARED,
	       "nobody's byte");
#endif
#endif
