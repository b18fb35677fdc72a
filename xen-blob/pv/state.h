/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the PV back end keeps its state.
 *
 * The header's virtual_top reserves linear addresses from WINDOW up.  Start gets
 * pages from the client and maps them there: one for all virtual CPUs, Xen's
 * shared page, and a few for each.  Every body reaches its state with one register
 * and no segment but SS.
 *
 * Which virtual CPU it is on, a body learns from a descriptor.  Xen takes 14 pages
 * of GDT; those behind the client's own are, on each virtual CPU, one page of the
 * blob's.  It holds two data segments, whose limits tell where that virtual CPU's
 * vcpu_info and state are.  LSL reads a limit in any context of the kernel.
 */
#ifndef XEN_PV_STATE_H
#define XEN_PV_STATE_H

#define MAX_VCPUS 8

#define WINDOW 0xF5400000 /* 4 MiB aligned, below Xen's hole at 0xF5800000 */
#define WINDOW_GLOBAL (WINDOW + 0x0000)
#define WINDOW_SHARED (WINDOW + 0x1000) /* Xen's shared_info */
#define WINDOW_CONSOLE (WINDOW + 0x2000) /* Xen's console ring; nothing in dom0 */
#define WINDOW_VCPUS (WINDOW + 0x8000)	/* of the first: state, queue, buffer, calls */
#define VCPU_STRIDE_SHIFT 15
#define VCPU_PAGES 4

/*
 * The first descriptor's limit is the offset of the virtual CPU's vcpu_info in
 * shared_info, so that the interrupt flag costs no arithmetic.
 */
#define ID_LIMIT_SHIFT 6
#define GDT_PAGES 14				/* FIRST_RESERVED_GDT_PAGE of arch-x86/xen-x86_32.h */
#define ID_SELECTOR (((GDT_PAGES - 1) << 12) | 1) /* first entry of the last page */
/* The second one's limit is the offset of the state from the first one's. */
#define ID_STATE_SELECTOR (ID_SELECTOR + 8)
/* In struct global, where LSL finds them by an absolute address. */
#define ID_VCPU_INFO (WINDOW_GLOBAL + 0)
#define ID_STATE (WINDOW_GLOBAL + 4)

/*
 * What the client hands over: the window's page table, the global page; for each: 4 pages, a GDT page; and
 * for a save two pages that lead to the list of frames.
 */
#define AREA_TABLE 0
#define AREA_GLOBAL 1
#define AREA_VCPUS 2
#define AREA_BUFFER (AREA_VCPUS + 2) /* of the first */
#define AREA_GDTS (AREA_VCPUS + VCPU_PAGES * MAX_VCPUS)
#define AREA_LISTS (AREA_GDTS + MAX_VCPUS)
#define AREA_PAGES (AREA_LISTS + 2)

/* In vcpu_info 0; the limit is added. */
#define EVENT_PENDING (WINDOW_SHARED + 0)
#define EVENT_MASK (WINDOW_SHARED + 1)
/*
 * A byte that is nobody's, between Xen's, where IRET sees it with the byte that it looks at anyway.  NMI: from the
 * delivery of one to the next IRET, others are held back.  TS: the client has it set, and Xen has cleared it.
 */
#define HELD_BACK (WINDOW_SHARED + 2)
#define HELD_NMI 1
#define HELD_TS 2
#define EVENT_OR_HELD 0x00ff00ff /* of the word at EVENT_PENDING */

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

/* In vcpu_info. */
#define VCPU_INFO_CR2 8
#define VCPU_INFO_TIME 32

/* Bits of a page-table entry. */
#define PTE_P 0x001
#define PTE_W 0x002
#define PTE_A 0x020
#define PTE_D 0x040
#define PTE_G 0x100
#define PTE_RW (PTE_P | PTE_W | PTE_A | PTE_D)

#define LVT_MASKED 0x10000 /* of the APIC's LVTT, which the client writes */

#define NR_EXCEPTIONS 32
#define NO_GATE_SIZE 4 /* of an entry for those without a gate */
#define VECTOR_NMI 2
#define VECTOR_BP 3
#define VECTOR_OF 4
#define VECTOR_NM 7
#define VECTOR_NP 11
#define VECTOR_GP 13

/* Selectors that Xen keeps in every GDT (public/arch-x86/xen-x86_32.h). */
#define XEN_CS 0xe019
#define XEN_DS 0xe021

#ifdef __ASSEMBLER__
/* Offsets of this virtual CPU's vcpu_info and state from the first one's. */
.macro FIND reg
	lsl	%ss:ID_VCPU_INFO, %\reg
.endm
.macro FIND_STATE reg
	lsl	%ss:ID_STATE, %\reg
.endm
/* With a base of EBP, SS is the segment. */
#define PENDING EVENT_PENDING(%ebp)
#define MASK EVENT_MASK(%ebp)
#define HELD HELD_BACK(%ebp)

#define IF_BYTE (4 + 9)(%esp)	/* bits 8 to 15 of the EFLAGS in a frame, a word above */
#define IF_BIT 2
#else
#include <stddef.h>
#include <stdint.h>
#include <xen/xen.h>
#include <xen/vcpu.h>

#define QUEUE_PAGE (4096 / sizeof(mmu_update_t)) /* entries of the queue that leave the buffer free */
#define QUEUE_LENGTH (2 * QUEUE_PAGE) /* a page table's */
#define NO_PAGE 1 /* no page's address */
#define MAX_ROOTS 512
#define ROOTS_HASH 991 /* a prime, and as many as there is room for */

_Static_assert(sizeof(vcpu_info_t) == 1 << ID_LIMIT_SHIFT, "the limit is an offset of vcpu_info");
_Static_assert(GDT_PAGES * 4096 == FIRST_RESERVED_GDT_BYTE, "all pages of a GDT that are the guest's");

/* What SetGDT and its like point to. */
struct table_register {
	uint16_t limit;
	uint32_t base;
} __attribute__((packed));

/* One for all; written by Start, then as the comments say. */
struct global {
	uint32_t id_vcpu_info, id_state; /* selectors: see above */
	volatile uint64_t last_cycles; /* what GetCycleCounter said last */
	uint64_t time_offset; /* of the counter from Xen's system time, ns: a restored domain's goes on */
	uint32_t linear_base;	/* pseudo-physical frame 0 is mapped here */
	uint32_t nr_frames;	/* of the client */
	uint32_t nr_direct;	/* of those, from 0, that the direct map has room for */
	const uint32_t *p2m;	/* machine frame of each */
	const uint32_t *m2p;	/* Xen's table, read-only */
	uint32_t nr_machine;	/* entries of it */
	uint32_t area;		/* linear address */
	start_info_t *start_info;
	volatile uint32_t lock;	/* of the roots, of who has which table loaded, and of its pages' being writable */
	volatile uint32_t console_lock;
	uint32_t console_full;	/* nobody drains the ring: patience has ended when so much was taken from it */
	uint32_t console_taken;
	uint32_t console_port;	/* the console ring's event channel; 0: dom0, which has none */
	volatile uint32_t online; /* virtual CPUs that were started, one bit each */
	volatile uint32_t wallclock; /* Xen's version of it when the client asked last whether it was set */
	uint32_t unpinned; /* there was a root too many for the list */
	uint32_t nr_roots;
	volatile uint32_t roots[ROOTS_HASH]; /* frames of pinned top-level tables, each at its hash or behind; or 0 */
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
	uint32_t hypercalls;	 /* made since Start; first: assembler counts, too */
	volatile uint32_t idt;	 /* loaded: linear address; others read it, assembler, too */
	volatile uint32_t idt_bytes; /* assembler reads it, in an NMI, too: never more than the table has */
	uint32_t number;	 /* of the virtual CPU */
	uint32_t cr0, cr3, cr4;	 /* as the client set them */
	uint32_t lazy;		 /* VMI_LAZY_* */
	uint32_t queued;	 /* entries of page tables put off, in the queue */
	uint32_t quick_end;	 /* of the queue, for entries that need no more than be put there; or 0 */
	uint32_t calls;		 /* hypercalls put off, with an mmu_update for each run of entries */
	unsigned long *run;	 /* if the last of them is one: where the number of its entries goes */
	uint32_t run_first;	 /* its first entry in the queue */
	uint32_t flush;		 /* a TLB flush was put off, to their end */
	/* An entry that alone waits for its flush: its address in the direct map, or 0; what it maps, or NO_PAGE. */
	uint32_t lone_at, lone_va;
	uint64_t lone_value;
	uint32_t gdt, gdt_bytes; /* loaded, at a linear address; changed, and read by others, under the lock */
	uint32_t ldt, ldt_bytes; /* the same */
	uint32_t ldt_selector;
	uint32_t tr;
	uint32_t nr_fresh;
	/*
	 * Tables that were announced in this batch: up to its end they are writable and nobody walks them.  Each at its
	 * frame's place if that was free.
	 */
	uint32_t fresh[FRESH];
	volatile uint32_t idt_stale; /* set by others: the table was changed in memory */
	uint32_t lvtt;		/* the client's: vector and mask bit of its timer */
	uint32_t icr, icr2;	/* as written last */
	uint32_t timer_port, ipi_port;
	uint32_t alarm_flags;
	uint64_t alarm_period; /* ns; 0: one-shot */
	uint64_t alarm_next;   /* ns */
	volatile uint32_t vectors[8]; /* set by others: interrupts sent by APICWrite */
	vcpu_runstate_info_t runstate; /* Xen writes it whenever it schedules */
	volatile uint64_t last_available; /* what GetCycleCounter said last of available time */
	uint32_t released; /* pages are read-only still, that will be writable at the batch's end */
	uint64_t available_kept; /* last_available, as a save found it */
	uint64_t stolen_before; /* ns that were there when it was registered, less those of a domain before */
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
_Static_assert(offsetof(vcpu_info_t, arch.cr2) == VCPU_INFO_CR2 && offsetof(vcpu_info_t, time) == VCPU_INFO_TIME &&
		       offsetof(vcpu_time_info_t, tsc_timestamp) == 8 && offsetof(vcpu_time_info_t, system_time) == 16 &&
		       offsetof(vcpu_time_info_t, tsc_to_system_mul) == 24 && offsetof(vcpu_time_info_t, tsc_shift) == 28,
	       "as sequences.S has it");
_Static_assert(offsetof(vcpu_info_t, evtchn_pending_sel) > HELD_BACK - WINDOW_SHARED &&
		       offsetof(vcpu_info_t, evtchn_upcall_mask) < HELD_BACK - WINDOW_SHARED,
	       "nobody's byte");

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
#define QUEUE(s) ((mmu_update_t *)((uint32_t)(s) + STATE_QUEUE))	/* page-table updates put off */
/* Arguments of a hypercall that is being made; and the queue's second page: buffer_take. */
#define BUFFER(s) ((void *)((uint32_t)(s) + 0x2000))
#define CALLS_PAGE(s) ((uint32_t)(s) + STATE_CALLS_PAGE)		/* hypercalls put off */

#define SHARED ((volatile shared_info_t *)WINDOW_SHARED)
#define VCPU ((volatile vcpu_info_t *)(WINDOW_SHARED + vcpu_offset()))

/* A body: arguments in EAX, EDX, ECX, then on the stack; the slot jumps here. */
#define BODY __attribute__((regparm(3)))
#define LOCAL __attribute__((regparm(3), visibility("hidden")))

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

	return (struct guard){ (uint32_t)g, g >> 32 };
}

/*
 * On with the mask, a migration may come before the look at what waits.  Then that has been looked after on the
 * way back, and a hypercall too many does no harm.
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
 * A word of this virtual CPU's, read with events as they are: if the thread went on
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

/*
 * With events off.  Held for short; nothing in it waits for another virtual CPU.  Nor may an NMI's handler ask for it, which
 * would wait for the one that it has interrupted: VMI.md says which calls it may make.
 */
static inline void lock(volatile uint32_t *l)
{
	uint32_t taken;

	do {
		taken = 1;
		asm volatile("pause; xchg %0, %1" : "+r"(taken), "+m"(*l) : : "memory");
	} while (taken);
}

static inline void unlock(volatile uint32_t *l)
{
	asm volatile("" : : : "memory");
	*l = 0;
}

static inline int something_waits(const struct state *s)
{
	return (s->calls | s->flush | s->lone_at) != 0;
}
LOCAL void flush_calls(void);
LOCAL void *buffer_take(void);
LOCAL void call_soon_c(uint32_t nr, uint32_t a, uint32_t b, uint32_t c, uint32_t d);
LOCAL void call_soon(uint32_t nr, uint32_t a, uint32_t b, uint32_t c, uint32_t d);
LOCAL void call_append(uint32_t nr, uint32_t a, uint32_t b, uint32_t c, uint32_t d);
LOCAL void entry_append(uint32_t at, uint64_t value);
LOCAL void entry_direct(void);
LOCAL void mmuext_soon(uint32_t cmd, uint32_t arg1, uint32_t arg2);
LOCAL void mmuext_append(uint32_t cmd, uint32_t arg1, uint32_t arg2);
LOCAL void mmuext_now(uint32_t cmd, uint32_t arg1, uint32_t arg2);
LOCAL void iopl_soon(uint32_t iopl);
LOCAL void descriptor_waiting(uint32_t frame, uint32_t offset, uint32_t *entry);
LOCAL void set_writable_soon(uint32_t linear, int writable);
LOCAL uint32_t direct_frame(uint32_t linear);
LOCAL uint32_t root_load(uint32_t cr3);
LOCAL uint32_t timer_event(void);
LOCAL void time_open(uint32_t n);
LOCAL void time_goes_on(uint64_t last);
LOCAL uint64_t time_keep(void);
LOCAL void available_goes_on(void);
LOCAL void machine_table_again(void);
LOCAL void frames_tell(void);
LOCAL uint32_t to_client(uint32_t machine);
LOCAL void gdt_frames(unsigned long *frames, uint32_t n, uint32_t base, uint32_t bytes);
LOCAL void all_traps(struct trap_info *trap, const uint32_t *idt, uint32_t bytes);
LOCAL void idt_again(void);
LOCAL void idt_changed(uint32_t n);
LOCAL int events_bind(uint32_t n);
LOCAL void events_unbind(uint32_t n);
LOCAL void events_open(uint32_t n);
LOCAL void events_again(uint32_t n);
LOCAL void ports_mask(void);
LOCAL void poke(uint32_t n);
/* Where this image lies; only assembler can tell. */
LOCAL uint32_t upcall_address(void);
LOCAL uint32_t failsafe_address(void);
LOCAL uint64_t system_time(void);
BODY void ConsoleWrite_body(const char *text, uint32_t length);
LOCAL void console_drain(void);
LOCAL void shut_down(uint32_t reason) __attribute__((noreturn));

/* What the blob can't go on from; see refusals.def. */
enum refused {
#define REFUSED(code, NAME, hypercall, calls, what) REFUSED_##NAME = code,
#include "refusals.def"
#undef REFUSED
};

/* nr: which of a batch; about: the address, frame or number that was refused. */
LOCAL void die(uint32_t what, int error, uint32_t nr, uint32_t about) __attribute__((noreturn));

/* A hypercall that must not fail. */
static inline void must(enum refused what, int error, uint32_t about)
{
	if (error < 0)
		die(what, error, 0, about);
}
#endif
#endif
