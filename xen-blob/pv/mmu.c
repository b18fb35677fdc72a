/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Page tables under direct paging: entries hold machine frames, table pages are
 * read-only to the guest, and every change goes through Xen, which takes many at a time.
 */
#include "mmu.h"
#include "die.h"
#include "hypercall.h"
#include "lock.h"
#include "multicall.h"
#include "percpu.h"
#include <vmi/calls.h>

/*
 * The frame at an address of the direct map. A table elsewhere may be any frame's, so the client can't go on.
 */
LOCAL uint32_t direct_frame(uintptr_t linear)
{
	xen_pfn_t frame = (linear - GLOBAL->linear_base) >> 12;

	if (frame >= GLOBAL->nr_direct)
		die(REFUSED_OUTSIDE, 0, 0, linear);
	return frame;
}

static uintptr_t direct_address(uint32_t frame)
{
	if (frame >= GLOBAL->nr_direct)
		die(REFUSED_OUTSIDE, 0, 0, frame);
	return GLOBAL->linear_base + ((uintptr_t)frame << 12);
}

/* Frames that the client doesn't own (device memory) pass as they are. */
static xen_pfn_t to_machine(xen_pfn_t frame)
{
	return frame < GLOBAL->nr_frames ? GLOBAL->p2m[frame] : frame;
}

#include "entry.h"

LOCAL xen_pfn_t to_client(xen_pfn_t machine)
{
	xen_pfn_t frame;

	if (machine >= GLOBAL->nr_machine)
		return machine;
	frame = GLOBAL->m2p[machine];
	return frame < GLOBAL->nr_frames && GLOBAL->p2m[frame] == machine ? frame : machine;
}

CALLCONV uint64_t READ_BODY(MachineToPhysical)(uint64_t entry)
{
	if (!(entry & PTE_P))
		return entry;
	entry = as_written(entry);
	return (entry & ~FRAME_MASK) | (uint64_t)to_client((entry & FRAME_MASK) >> 12) << 12;
}

CALLCONV uint64_t READ_BODY(PhysicalToMachine)(uint64_t entry)
{
	return entry_to_machine(D_WORDS(entry));
}

static const uint32_t *entry_at(xen_pfn_t frame, uint32_t index)
{
	return (const uint32_t *)(GLOBAL->linear_base + (frame << 12) + index * 8);
}

/* The machine frame that an entry holds. */
static xen_pfn_t machine_in(const uint32_t *entry)
{
	return MACHINE_IN(entry);
}

/* From a table, whose frame it is, to that of the next level; whether there is one. */
static inline __attribute__((always_inline)) int next_level(const struct global *g, xen_pfn_t *frame,
							    uint32_t index)
{
	const uint32_t *entry = entry_at(*frame, index);

	if (!(entry[0] & PTE_P))
		return 0;
	*frame = g->m2p[machine_in(entry)];
	return *frame < g->nr_direct;
}

/*
 * Whether the entry at that place of the direct map is the one that va has in the address space that is
 * loaded. Then Xen can change it by va, which costs half as much.  What a client's flags say of it is a hint
 * and no more.
 */
static inline __attribute__((always_inline)) int maps(const struct state *s, uintptr_t at, uintptr_t va)
{
	const struct global *g = GLOBAL;
	const uint32_t *entry;
	xen_pfn_t directory;

	if ((at & 0xff8) != (va >> 9 & 0xff8))
		return 0;
	/* Xen has looked at what is present in all of these. */
	directory = s->cr3 >> 12;
	if (!WALK_DOWN(g, directory, va))
		return 0;
	entry = entry_at(directory, va >> 21 & 511);
	return entry[0] & PTE_P && machine_in(entry) == g->p2m[(at - g->linear_base) >> 12];
}

/* Changes an entry by the address that it maps, at once; with flush this processor's TLB, too. */
static void entry_by_va(uintptr_t at, uintptr_t va, uint64_t value, uint32_t flush)
{
	int error = hypercall4(__HYPERVISOR_update_va_mapping, WORDS_WDW(va, value, flush));

	if (error < 0)
		die(REFUSED_ENTRY, error, 0, at);
}

/*
 * An entry of a page table where nothing waits. DEFER says that a flush follows: InvalPage can do both at
 * once.
 */
static void entry_alone(struct state *s, uintptr_t at, uint64_t value, uintptr_t flags)
{
	uintptr_t va = flags & VMI_PAGE_CURRENT_AS ? flags & ~(uintptr_t)0xfff : NO_PAGE;

	if (flags & VMI_PAGE_DEFER) {
		s->lone_at = at;
		s->lone_va = va;
		s->lone_value = value;
	} else if (va != NO_PAGE && maps(s, at, va)) {
		entry_by_va(at, va, value, UVMF_NONE);
	} else {
		QUEUE(s)->ptr =
			(uint64_t)GLOBAL->p2m[direct_frame(at)] << 12 | (at & 0xff8) | MMU_NORMAL_PT_UPDATE;
		QUEUE(s)->val = value;
		entry_direct();
	}
}

/* What the short way (mmu.S) doesn't do: mostly an entry goes into the queue, and that is all. */
CALLCONV void SetPxELong_slow(D_ARG(entry), uintptr_t at, uintptr_t flags)
{
	GUARD;
	struct state *s = STATE;
	uint32_t frame = direct_frame(at);
	uint64_t value = entry_to_machine(D_PASS(entry));

	if (!(s->lazy | s->calls | s->lone_at) && flags & VMI_PAGE_PT) {
		entry_alone(s, at, value, flags);
	} else if (s->nr_fresh && frame && s->fresh[frame % FRESH] == frame) {
		/* A free place in the list holds 0, so frame 0 never counts as fresh. */
		*(uint64_t *)(at & ~(uintptr_t)7) = value;
	} else {
		entry_append(at, value);
		/* A client finds its tables by reading directories, also in a batch: those never wait. */
		if (!(flags & VMI_PAGE_PT && (s->lazy == VMI_LAZY_MMU || flags & VMI_PAGE_DEFER)))
			multicall_flush();
	}
}

/* Behind what waits; in lazy mode for the MMU one flush at its end is for all. */
CALLCONV void InvalPage(uintptr_t linear)
{
	GUARD;
	struct state *s = STATE;
	uintptr_t at = s->lone_at;

	if (s->lazy == VMI_LAZY_MMU) {
		s->flush = 1;
	} else if (at && s->lone_va == (linear & ~(uintptr_t)0xfff) && maps(s, at, linear)) {
		/* Nothing else waits. */
		s->lone_at = 0;
		entry_by_va(at, linear, s->lone_value, UVMF_INVLPG);
	} else {
		mmuext_now(MMUEXT_INVLPG_LOCAL, linear, 0);
	}
}

CALLCONV void FlushTLB(uint32_t which)
{
	GUARD;

	(void)which;
	if (STATE->lazy == VMI_LAZY_MMU)
		STATE->flush = 1;
	else
		mmuext_now(MMUEXT_TLB_FLUSH_LOCAL, 0, 0);
}

CALLCONV void SetLazyMode(uint32_t mode)
{
	GUARD;

	struct state *s = STATE;

	/* Nothing that waits may wait on in the other mode. */
	if (something_waits(s))
		multicall_flush();
	s->lazy = mode;
}

/*
 * The direct map's entry of a page, for every virtual CPU: none may fault at what has become writable again.
 */
static uint64_t direct_entry(uintptr_t linear, int writable)
{
	return (uint64_t)GLOBAL->p2m[direct_frame(linear)] << 12 | PTE_P | PTE_A | DIRECT_BITS |
	       (writable ? PTE_W | PTE_D : 0);
}

/* Now, past what waits; with little stack, as it is called from deep inside. */
static void set_writable_direct(uintptr_t linear, int writable)
{
	uint64_t entry = direct_entry(linear, writable);

	must(writable ? REFUSED_WRITABLE : REFUSED_READ_ONLY,
	     hypercall4(__HYPERVISOR_update_va_mapping, WORDS_WDW(linear, entry, UVMF_INVLPG | UVMF_ALL)),
	     linear);
}

static void set_writable_append(uintptr_t linear, int writable)
{
	uint64_t entry = direct_entry(linear, writable);

	multicall_append(__HYPERVISOR_update_va_mapping, WORDS_WDW(linear, entry, UVMF_INVLPG | UVMF_ALL));
}

LOCAL void set_writable_deferred(uintptr_t linear, int writable)
{
	if (STATE->lazy == VMI_LAZY_CPU)
		set_writable_append(linear, writable);
	else
		set_writable_direct(linear, writable);
}

/* Behind what waits; deferred to the end of lazy mode for the MMU, or now. */
static void set_writable(uintptr_t linear, int writable, int deferred)
{
	if (!deferred && !something_waits(STATE)) {
		set_writable_direct(linear, writable);
		return;
	}
	set_writable_append(linear, writable);
	if (!deferred)
		multicall_flush();
}

/* The direct map stays where Start found it: the state area lies in it. */
CALLCONV void SetLinearMapping(uint32_t slot, uintptr_t linear, uint32_t pages, uint32_t frame)
{
	(void)pages;
	if (slot == 0 && linear - ((uintptr_t)frame << 12) != GLOBAL->linear_base)
		die(REFUSED_MOVED, 0, 0, linear);
}

/*
 * No mapping of a page table may be writable; Xen looks at the entries when it becomes reachable.  In lazy
 * mode for the MMU it is up to its end, and what is written to the new table until then is a store.
 */
CALLCONV STATUS AllocatePage(uint32_t frame, uint32_t flags, uint32_t from, uint32_t start, uint32_t count)
{
	GUARD;
	struct state *s = STATE;

	(void)flags, (void)from, (void)start, (void)count;
	/* It may be one that waits to be writable. */
	if (s->released)
		multicall_flush();
	set_writable(direct_address(frame), 0, s->lazy == VMI_LAZY_MMU);
	if (s->calls && !s->fresh[frame % FRESH]) {
		s->fresh[frame % FRESH] = frame;
		s->nr_fresh++;
	}
	DONE;
}

/* The place where a root is in the list, or would be. */
static uint32_t root_place(uint32_t frame)
{
	uint32_t at = frame % ROOTS_HASH;

	while (GLOBAL->roots[at] && GLOBAL->roots[at] != frame)
		at = at + 1 < ROOTS_HASH ? at + 1 : 0;
	return at;
}

static int root_find(uint32_t frame)
{
	return GLOBAL->roots[root_place(frame)] == frame;
}

/*
 * Takes a root from the list; gives whether it was there.  Others may stand behind it only because its place
 * was taken: those up to the next gap are put in anew.
 */
static __attribute__((noinline)) int root_remove(uint32_t frame)
{
	struct global *g = GLOBAL;
	uint32_t at, next, found;

	lock(&g->lock);
	at = root_place(frame);
	found = frame && g->roots[at] == frame;
	g->nr_roots -= found;
	while (found && (next = g->roots[at])) {
		g->roots[at] = 0;
		if (next != frame)
			g->roots[root_place(next)] = next;
		at = at + 1 < ROOTS_HASH ? at + 1 : 0;
	}
	unlock(&g->lock);
	return found;
}

/* Puts a root on the list, if there is room; whether it is new there. */
static int root_add(uint32_t frame)
{
	struct global *g = GLOBAL;
	int is_new;

	/*
	 * Mostly it isn't, and that needs no lock; not to find one that root_remove moves just now does no
	 * harm.
	 */
	if (root_find(frame))
		return 0;
	lock(&g->lock);
	is_new = !root_find(frame);
	if (is_new && g->nr_roots == MAX_ROOTS) {
		g->unpinned = 1;
		is_new = 0;
	}
	if (is_new) {
		g->roots[root_place(frame)] = frame;
		g->nr_roots++;
	}
	unlock(&g->lock);
	return is_new;
}

CALLCONV void ReleasePage(uint32_t frame, uint32_t flags)
{
	GUARD;
	struct state *s = STATE;
	int deferred = s->lazy == VMI_LAZY_MMU && flags & VMI_PAGE_DEFER;

	if (root_remove(frame))
		mmuext_append(MMUEXT_UNPIN_TABLE, to_machine(frame), 0);
	set_writable(direct_address(frame), 1, deferred);
	s->released = s->calls;
}

/*
 * The machine frame for CR3. A root is pinned when it is first loaded, behind what waits: until then it may
 * be incomplete.
 */
LOCAL xen_pfn_t root_load(uintptr_t cr3)
{
	uint32_t frame = cr3 >> 12;

	if (root_add(frame))
		mmuext_append(MMUEXT_PIN_ROOT, to_machine(frame), 0);
	return to_machine(frame);
}

CALLCONV void SetCR3(uintptr_t cr3)
{
	GUARD;
	struct state *s = STATE;
	xen_pfn_t machine = root_load(cr3);

	s->cr3 = cr3;
	NOTE_CR(3, cr3);
	if (s->lazy == VMI_LAZY_CPU)
		mmuext_append(MMUEXT_NEW_BASEPTR, machine, 0);
	else
		mmuext_now(MMUEXT_NEW_BASEPTR, machine, 0);
}
