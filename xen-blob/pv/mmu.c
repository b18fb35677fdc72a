/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Page tables under direct paging: entries hold machine frames, table pages are
 * read-only to the guest, and every change goes through mmu_update.
 */
#include "hypercall.h"
#include "state.h"
#include <vmi/calls.h>

#define PTE_P 0x001
#define PTE_W 0x002
#define PTE_A 0x020
#define PTE_D 0x040
#define PTE_G 0x100
#define FRAME_MASK 0x000ffffffffff000ull

/* The frame at an address of the direct map; elsewhere there may be anything. */
LOCAL uint32_t direct_frame(uint32_t linear)
{
	uint32_t frame = (linear - GLOBAL->linear_base) >> 12;

	if (frame >= GLOBAL->nr_direct)
		die(REFUSED_OUTSIDE, 0, 0, linear);
	return frame;
}

static uint32_t direct_address(uint32_t frame)
{
	if (frame >= GLOBAL->nr_direct)
		die(REFUSED_OUTSIDE, 0, 0, frame);
	return GLOBAL->linear_base + (frame << 12);
}

/* Frames that the client doesn't own (device memory) pass as they are. */
static uint32_t to_machine(uint32_t frame)
{
	return frame < GLOBAL->nr_frames ? GLOBAL->p2m[frame] : frame;
}

LOCAL uint32_t to_client(uint32_t machine)
{
	uint32_t frame;

	if (machine >= GLOBAL->nr_machine)
		return machine;
	frame = GLOBAL->m2p[machine];
	return frame < GLOBAL->nr_frames && GLOBAL->p2m[frame] == machine ? frame : machine;
}

/* Names the entry by its address in the direct map. */
static __attribute__((noreturn, noinline)) void entry_refused(const struct state *s, int error)
{
	uint64_t at = QUEUE(s)[s->done].ptr;

	die(REFUSED_ENTRY, error, s->done,
	    GLOBAL->linear_base + (to_client(at >> 12) << 12) + ((uint32_t)at & 0xff8));
}

BODY uint64_t MachineToPhysical_body(uint64_t entry)
{
	if (!(entry & PTE_P))
		return entry;
	return (entry & ~FRAME_MASK) | (uint64_t)to_client((entry & FRAME_MASK) >> 12) << 12;
}

/* In halves: this is most of what an entry costs that waits, and gcc spills whole ones. */
BODY uint64_t PhysicalToMachine_body(uint64_t entry)
{
	uint32_t low = LOW(entry), high = HIGH(entry), machine;

	if (!(low & PTE_P))
		return entry;
	machine = to_machine(low >> 12 | high << 20);
	/* Xen's own global mappings only: the bit is refused in a guest's. */
	low = (low & 0xfff & ~PTE_G) | machine << 12;
	high = (high & HIGH(~FRAME_MASK)) | machine >> 20;
	return (uint64_t)high << 32 | low;
}

LOCAL void flush_queue(void)
{
	struct state *s = STATE;
	uint32_t n = s->queued;
	int error;

	if (s->calls)
		flush_calls();
	s->queued = 0;
	if (n) {
		error = hypercall4(__HYPERVISOR_mmu_update, (uint32_t)QUEUE(s), n, (uint32_t)&s->done, DOMID_SELF);
		if (error < 0)
			entry_refused(s, error);
	}
	if (s->flush) {
		s->flush = 0;
		mmuext_soon(MMUEXT_TLB_FLUSH_LOCAL, 0, 0);
	}
}

BODY void SetPxELong_body(uint32_t low, uint32_t high, uint32_t at, uint32_t flags)
{
	GUARD;
	struct state *s = STATE;
	mmu_update_t *update = &QUEUE(s)[s->queued];

	update->val = PhysicalToMachine_body((uint64_t)high << 32 | low);
	update->ptr = (uint64_t)GLOBAL->p2m[direct_frame(at)] << 12 | (at & 0xff8) | MMU_NORMAL_PT_UPDATE;
	/* A client finds its tables by reading directories, also in a batch: those never wait. */
	if (++s->queued == QUEUE_LENGTH || s->lazy != VMI_LAZY_MMU || !(flags & VMI_PAGE_PT))
		flush_queue();
}

/* Now, behind what waits; in lazy mode for the MMU, at its end. */
static inline __attribute__((always_inline)) void flush_tlb(uint32_t cmd, uint32_t linear)
{
	if (STATE->lazy == VMI_LAZY_MMU) {
		STATE->flush = 1;
		return;
	}
	mmuext_soon(cmd, linear, 0);
	if (STATE->calls)
		flush_calls();
}

BODY void InvalPage_body(uint32_t linear)
{
	GUARD;
	flush_tlb(MMUEXT_INVLPG_LOCAL, linear);
}

BODY void FlushTLB_body(uint32_t which)
{
	GUARD;

	(void)which;
	flush_tlb(MMUEXT_TLB_FLUSH_LOCAL, 0);
}

BODY void SetLazyMode_body(uint32_t mode)
{
	GUARD;
	struct state *s = STATE;

	/* Nothing that waits may wait on in the other mode. */
	s->lazy = VMI_LAZY_NONE;
	flush_queue();
	s->lazy = mode;
}

/* The direct map's entry of a page, for every virtual CPU: none may fault at what has become writable again. */
static uint64_t direct_entry(uint32_t linear, int writable)
{
	return (uint64_t)GLOBAL->p2m[direct_frame(linear)] << 12 | PTE_P | PTE_A | (writable ? PTE_W | PTE_D : 0);
}

LOCAL void set_writable_soon(uint32_t linear, int writable)
{
	uint64_t entry = direct_entry(linear, writable);

	call_soon(__HYPERVISOR_update_va_mapping, linear, LOW(entry), HIGH(entry), UVMF_INVLPG | UVMF_ALL);
}

/* Now, and behind all that waits. */
static void set_writable(uint32_t linear, int writable)
{
	uint64_t entry = direct_entry(linear, writable);

	flush_queue();
	must(writable ? REFUSED_WRITABLE : REFUSED_READ_ONLY,
	     hypercall4(__HYPERVISOR_update_va_mapping, linear, LOW(entry), HIGH(entry), UVMF_INVLPG | UVMF_ALL),
	     linear);
}

/* The direct map stays where Start found it: the state area lies in it. */
BODY void SetLinearMapping_body(uint32_t slot, uint32_t linear, uint32_t pages, uint32_t frame)
{
	(void)pages;
	if (slot == 0 && linear - (frame << 12) != GLOBAL->linear_base)
		die(REFUSED_MOVED, 0, 0, linear);
}

/* No mapping of a page table may be writable; Xen looks at the entries when it becomes reachable. */
BODY void AllocatePage_body(uint32_t frame, uint32_t flags, uint32_t from, uint32_t start, uint32_t count)
{
	GUARD;

	(void)flags, (void)from, (void)start, (void)count;
	set_writable(direct_address(frame), 0);
}

/* Where a root stands, or would. */
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

/* Takes a root from the list; whether it stood there.  Those behind it, up to a gap, are put in anew. */
static int root_remove(uint32_t frame)
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

	/* Mostly it isn't; one that is being moved is looked for again. */
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

BODY void ReleasePage_body(uint32_t frame, uint32_t flags)
{
	GUARD;

	(void)flags;
	flush_queue();
	if (root_remove(frame))
		mmuext_soon(MMUEXT_UNPIN_TABLE, to_machine(frame), 0);
	set_writable(direct_address(frame), 1);
}

/* A root is pinned when it is loaded first: until then it may be incomplete. */
LOCAL uint32_t root_load(uint32_t cr3)
{
	uint32_t frame = cr3 >> 12;

	if (root_add(frame))
		mmuext_soon(MMUEXT_PIN_L3_TABLE, to_machine(frame), 0);
	return to_machine(frame);
}

BODY void SetCR3_body(uint32_t cr3)
{
	GUARD;
	struct state *s = STATE;
	uint32_t machine;

	if (s->queued)
		flush_queue();
	machine = root_load(cr3);
	s->cr3 = cr3;
	mmuext_soon(MMUEXT_NEW_BASEPTR, machine, 0);
}

BODY uint32_t GetCR3_body(void)
{
	return OWN_STATE(cr3);
}
