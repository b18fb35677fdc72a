/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the PV back end keeps its state.
 *
 * The header's virtual_top reserves linear addresses from WINDOW up.  Start gets
 * a few pages from the client and maps them there, so that every body reaches
 * its state by a constant address, with no register and no segment but SS.
 */
#ifndef XEN_PV_STATE_H
#define XEN_PV_STATE_H

#define WINDOW 0xF5400000 /* 4 MiB aligned, below Xen's hole at 0xF5800000 */
#define WINDOW_STATE (WINDOW + 0x0000)
#define WINDOW_SHARED (WINDOW + 0x1000) /* Xen's shared_info */
#define WINDOW_QUEUE (WINDOW + 0x2000)	/* page-table updates put off */
#define WINDOW_BUFFER (WINDOW + 0x3000) /* arguments of a hypercall that is being made */
#define WINDOW_CALLS (WINDOW + 0x4000)	/* hypercalls put off */
#define WINDOW_CONSOLE (WINDOW + 0x5000) /* Xen's console ring; nothing in dom0 */

/* What the client hands over: the window's page table, state, queue, buffer, calls. */
#define AREA_PAGES 5

/* In shared_info, processor 0's vcpu_info. */
#define EVENT_PENDING (WINDOW_SHARED + 0)
#define EVENT_MASK (WINDOW_SHARED + 1)

/* Selectors that Xen keeps in every GDT (public/arch-x86/xen-x86_32.h). */
#define XEN_CS 0xe019
#define XEN_DS 0xe021

#ifndef __ASSEMBLER__
#include <stdint.h>
#include <xen/xen.h>

#define QUEUE_LENGTH (4096 / sizeof(mmu_update_t))
#define MAX_CALLS 64
#define MAX_ROOTS 512
#define NR_PORTS 64

struct state {
	uint32_t hypercalls;	 /* made since Start; first: assembler counts, too */
	uint32_t linear_base;	 /* pseudo-physical frame 0 is mapped here */
	uint32_t nr_frames;	 /* of the client */
	const uint32_t *p2m;	 /* machine frame of each */
	const uint32_t *m2p;	 /* Xen's table, read-only */
	uint32_t nr_machine;	 /* entries of it */
	uint32_t cr0, cr3, cr4;	 /* as the client set them */
	uint32_t lazy;		 /* VMI_LAZY_* */
	uint32_t queued, calls;	 /* entries of the queue, hypercalls put off */
	uint32_t flush;		 /* a TLB flush was put off */
	uint32_t gdt, gdt_pages, gdt_limit; /* loaded: linear address, pages, limit */
	uint32_t ldt, ldt_bytes; /* loaded */
	uint32_t ldt_low, ldt_high; /* the descriptor that SetLDT will mean */
	uint32_t ldt_selector;
	uint32_t tr;
	uint32_t idt, idt_bytes;
	uint32_t lvtt;		/* the client's: vector and mask bit of its timer */
	uint32_t timer_port;
	uint32_t alarm_flags;
	uint64_t alarm_period; /* ns; 0: one-shot */
	uint64_t alarm_next;   /* ns */
	uint64_t last_cycles;  /* what GetCycleCounter said last */
	uint32_t console_port;	/* the console ring's event channel; 0: dom0, which has none */
	uint32_t nr_roots;
	uint16_t roots[MAX_ROOTS]; /* frames of pinned top-level tables */
};
_Static_assert(sizeof(struct state) <= 4096, "state is one page");

#define STATE ((struct state *)WINDOW_STATE)
#define SHARED ((volatile shared_info_t *)WINDOW_SHARED)
#define VCPU (&SHARED->vcpu_info[0])
#define QUEUE ((mmu_update_t *)WINDOW_QUEUE)
#define BUFFER ((void *)WINDOW_BUFFER)

/* A body: arguments in EAX, EDX, ECX, then on the stack; the slot jumps here. */
#define BODY __attribute__((regparm(3)))
#define LOCAL __attribute__((regparm(3), visibility("hidden")))

LOCAL void flush_queue(void);
LOCAL void flush_calls(void);
LOCAL void call_soon(uint32_t nr, uint32_t a, uint32_t b, uint32_t c, uint32_t d);
LOCAL void mmuext_soon(uint32_t cmd, uint32_t arg1, uint32_t arg2);
LOCAL void set_writable(uint32_t linear, int writable);
LOCAL uint64_t system_time(void);
BODY void ConsoleWrite_body(const char *text, uint32_t length);
LOCAL void console_drain(void);
LOCAL void die(uint32_t what, int error) __attribute__((noreturn));

/* A hypercall that must not fail; what is a number of die's message. */
static inline void must(uint32_t what, int error)
{
	if (error < 0)
		die(what, error);
}
#endif
#endif
