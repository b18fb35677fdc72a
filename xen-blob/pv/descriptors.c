/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Descriptor tables.  Xen checks every descriptor and keeps its own TSS; the
 * pages of a table that is loaded are read-only to the guest.
 *
 * SetIDT, GetIDT and WriteIDTEntry are in gates.c.
 */
#include "descriptors.h"
#include "die.h"
#include "events.h"
#include "hypercall.h"
#include "lock.h"
#include "mmu.h"
#include "multicall.h"
#include "percpu.h"
#include <vmi/calls.h>

#define TYPE_LDT 2
#define TYPE_CALL_GATE 12
#define PAGE (~(uintptr_t)0xfff)
#define SELECTOR_INDEX (~7u) /* of a selector: the place of its entry */

static void pages_read_only(uintptr_t base, uint32_t bytes)
{
	uintptr_t page;

	for (page = base & PAGE; page < base + bytes; page += 4096)
		set_writable_deferred(page, 0);
}

/*
 * A table begins on a page boundary: gdt_frames sees to that, and Xen does for LDTs. Inline for the sake of
 * the stack.
 */
static inline __attribute__((always_inline)) int is_loaded_by(const struct state *s, uintptr_t page)
{
	return page - s->gdt < s->gdt_bytes || page - s->ldt < s->ldt_bytes;
}

/*
 * Whether some virtual CPU has it loaded: such a page is read-only to all. Under the lock, or it may change.
 */
static __attribute__((noinline)) int is_loaded(uintptr_t page)
{
	uint32_t n;

	for (n = 0; n < MAX_VCPUS; n++)
		if (is_loaded_by(STATE_OF(n), page))
			return 1;
	return 0;
}

/*
 * Makes those pages of a table writable that were loaded and are not any more.
 *
 * This can't wait in a batch.  Until its end another virtual CPU would fault at a page that it takes for
 * writable; and if it loaded the table meanwhile, the batch would then make the page writable under it.
 */
static void pages_release(uintptr_t base, uint32_t bytes)
{
	uintptr_t page;

	for (page = base & PAGE; page < base + bytes; page += 4096)
		if (!is_loaded(page))
			set_writable_deferred(page, 1);
	if (STATE->calls)
		multicall_flush();
}

static xen_pfn_t machine_of(uintptr_t linear)
{
	return GLOBAL->p2m[direct_frame(linear)];
}

/* Machine frames of a whole GDT of virtual CPU n; bytes of it are the client's, at base. */
static void gdt_list(unsigned long *frames, uint32_t n, uintptr_t base, uint32_t bytes)
{
	uint32_t i;

	for (i = 0; i < GDT_PAGES; i++)
		frames[i] =
			machine_of(i * 4096 < bytes ? base + i * 4096 : GLOBAL->area + AREA_GDTS(n) * 4096);
}

static int gdt_set(const unsigned long *frames)
{
	return hypercall2(__HYPERVISOR_set_gdt, (uintptr_t)frames, GDT_PAGES * 512);
}

/*
 * Makes a table the GDT of virtual CPU n, but for telling Xen, and lists its frames for that. Under the lock.
 */
LOCAL void gdt_frames(unsigned long *frames, uint32_t n, uintptr_t base, uint32_t bytes)
{
	/* Xen takes whole pages, the last of which tells the virtual CPU which one it is: layout.h. */
	if (base & 0xfff || bytes > (GDT_PAGES - 1) * 4096)
		die(REFUSED_GDT_PLACE, 0, 0, base);
	gdt_list(frames, n, base, bytes);
	STATE_OF(n)->gdt = base;
	STATE_OF(n)->gdt_bytes = bytes;
	pages_read_only(base, bytes);
}

CALLCONV STATUS SetGDT(const struct table_register *table)
{
	GUARD;
	struct state *s = STATE;
	uintptr_t base = table->base, bytes = table->limit + 1, old = s->gdt, old_bytes = s->gdt_bytes;

	if (something_waits(s))
		multicall_flush();
	if (base == old && bytes == old_bytes)
		DONE_ALREADY;
	lock(&GLOBAL->lock);
	gdt_frames(BUFFER(s), s->number, base, bytes);
	if (something_waits(s))
		multicall_flush();
	must(REFUSED_GDT, gdt_set(BUFFER(s)), base);
	pages_release(old, old_bytes);
	unlock(&GLOBAL->lock);
	DONE;
}

CALLCONV void GetGDT(struct table_register *table)
{
	GUARD;
	struct state *s = STATE;

	table->base = s->gdt;
	table->limit = s->gdt_bytes - 1;
}

/*
 * Into a table that this virtual CPU doesn't have loaded.  Another may have, and may load it or drop it any
 * time, so it takes the lock.  What waits in our own batch goes first: it is older, and may be for the same
 * descriptor.
 */
static inline __attribute__((always_inline)) void write_elsewhere(uint32_t *at, DESCRIPTOR_ARG(d))
{
	xen_pfn_t machine;
	int error;

	if (STATE->calls)
		multicall_flush();
	lock(&GLOBAL->lock);
	if (is_loaded((uintptr_t)at & PAGE)) {
		machine = machine_of((uintptr_t)at);
		error = hypercall4(__HYPERVISOR_update_descriptor, UPDATE_WORDS(machine, at, d));
		must(REFUSED_DESCRIPTOR, error, (uintptr_t)at);
	} else {
		DESCRIPTOR_STORE(at, d);
	}
	unlock(&GLOBAL->lock);
}

static void write_descriptor(uint32_t *at, DESCRIPTOR_ARG(d))
{
	const struct state *s = STATE;
	xen_pfn_t machine;

	if (!is_loaded_by(s, (uintptr_t)at & PAGE)) {
		write_elsewhere(at, DESCRIPTOR_PASS(d));
		return;
	}
	machine = machine_of((uintptr_t)at);
	call_deferred(__HYPERVISOR_update_descriptor, UPDATE_WORDS(machine, at, d));
}

/*
 * The high half of a descriptor as it stands in the table.  DPL 0 is Xen's, so what the client has for its
 * kernel becomes its kernel's.  Of system descriptors Xen takes call gates and what is not present.  The
 * others, TSS and LDT, are loaded by calls, and stand in the table as not present.
 */
static inline __attribute__((always_inline)) uint32_t gdt_high(uint32_t high)
{
	if (high & DESC_S) {
		if (high & DESC_P && !(high & DESC_DPL))
			high |= KERNEL_RPL << 13;
	} else if (DESC_TYPE(high) != TYPE_CALL_GATE) {
		high &= ~DESC_P;
	}
	return high;
}

CALLCONV STATUS WriteGDTEntry(uint32_t *table, uint32_t index, ENTRY_ARG)
{
	GUARD;

	WRITE_ENTRY(write_descriptor, table, index, gdt_high);
	DONE;
}

CALLCONV STATUS WriteLDTEntry(uint32_t *table, uint32_t index, ENTRY_ARG)
{
	GUARD;

	WRITE_ENTRY(write_descriptor, table, index, );
	DONE;
}

/*
 * Makes Xen look at a page of an LDT at once.
 *
 * The problem: Xen does so when somebody first uses a segment of it.  Up to then it is no page of descriptors
 * to Xen, and each update_descriptor makes it one of writable data meanwhile.  If the two meet on two
 * processors, one of them fails.  The trick: for a moment the page is one of our GDT, at which Xen looks when
 * it is set.  If Xen refuses that, all stays as it was.
 */
static void ldt_page_known(struct state *s, uintptr_t page)
{
	unsigned long *frames = BUFFER(s);

	if (s->gdt_bytes > (GDT_PAGES - 2) * 4096)
		return; /* there is no room */
	gdt_list(frames, s->number, s->gdt, s->gdt_bytes);
	frames[GDT_PAGES - 2] = machine_of(page);
	if (gdt_set(frames) < 0)
		return;
	frames[GDT_PAGES - 2] = frames[GDT_PAGES - 1];
	must(REFUSED_GDT, gdt_set(frames), s->gdt);
}

/*
 * Threads of one address space share their LDT, so it may be loaded on several virtual CPUs, and becomes
 * writable when the last of them has another.  Nothing of this waits in a batch: see pages_release.
 */
static void ldt_change(struct state *s, uintptr_t base, uint32_t bytes)
{
	uintptr_t old = s->ldt, page;
	uint32_t old_bytes = s->ldt_bytes;

	for (page = base & PAGE; page < base + bytes; page += 4096) {
		if (is_loaded(page))
			continue;
		set_writable_deferred(page, 0);
		if (s->calls)
			multicall_flush();
		ldt_page_known(s, page);
	}
	mmuext_deferred(MMUEXT_SET_LDT, base, bytes / 8);
	s->ldt = base;
	s->ldt_bytes = bytes;
	if (s->calls)
		multicall_flush();
	pages_release(old, old_bytes);
}

/*
 * Base and size, from the descriptor that the client has written to this processor's GDT; maybe it still
 * waits in the batch.
 */
static void ldt_find(const struct state *s, uint32_t selector, uintptr_t *base, uint32_t *bytes)
{
	const uint32_t *at = (const uint32_t *)(s->gdt + (selector & SELECTOR_INDEX));
	uint32_t descriptor[2];

	*base = *bytes = 0;
	if (!(selector & SELECTOR_INDEX))
		return;
	if ((selector | 7) >= s->gdt_bytes)
		die(REFUSED_LDT, 0, 0, selector);
	descriptor[0] = at[0];
	descriptor[1] = at[1];
	descriptor_waiting(machine_of((uintptr_t)at), (uintptr_t)at & 0xfff, descriptor);
	if (DESC_TYPE(descriptor[1]) != TYPE_LDT)
		die(REFUSED_LDT, 0, 0, selector);
	*base = descriptor[0] >> 16 | (descriptor[1] & 0xff) << 16 | (descriptor[1] & 0xff000000) |
		LDT_BASE_HIGH(at);
	*bytes = ((descriptor[0] & 0xffff) | (descriptor[1] & 0xf0000)) + 1;
}

CALLCONV STATUS SetLDT(uint32_t selector)
{
	GUARD;
	struct state *s = STATE;
	uintptr_t base;
	uint32_t bytes;

	ldt_find(s, selector, &base, &bytes);
	s->ldt_selector = selector;
	if (base == s->ldt && bytes == s->ldt_bytes)
		DONE_ALREADY;
	lock(&GLOBAL->lock);
	ldt_change(s, base, bytes);
	unlock(&GLOBAL->lock);
	DONE;
}

CALLCONV STATUS SetTR(uint32_t selector)
{
	GUARD;
	STATE->tr = selector;
	DONE;
}

CALLCONV void UpdateKernelStack(uint32_t ss, uintptr_t sp)
{
	GUARD;

	NOTE_KERNEL_STACK(sp);
	call_deferred(__HYPERVISOR_stack_switch, ss | KERNEL_RPL, sp, 0, 0);
}
