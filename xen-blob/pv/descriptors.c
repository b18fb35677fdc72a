/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Descriptor tables.  Xen checks every descriptor and keeps its own TSS; the
 * pages of a table that is loaded are read-only to the guest.
 */
#include "hypercall.h"
#include "state.h"
#include <vmi/calls.h>

#define DESC_S (1u << 12)     /* code or data */
#define DESC_P (1u << 15)
#define DESC_DPL (3u << 13)
#define DESC_TYPE(high) ((high) >> 8 & 0x1f)
#define TYPE_LDT 2

static void pages_writable(uint32_t base, uint32_t bytes, int writable)
{
	uint32_t page;

	for (page = base & ~0xfffu; page < base + bytes; page += 4096)
		set_writable(page, writable);
}

static uint32_t machine_of(uint32_t linear)
{
	uint32_t frame = (linear - GLOBAL->linear_base) >> 12;

	if (frame >= GLOBAL->nr_frames)
		die(REFUSED_OUTSIDE, 0, 0, linear);
	return GLOBAL->p2m[frame];
}

/* The page with virtual CPU n's identity: see state.h. */
static uint32_t identity_page(uint32_t n)
{
	return GLOBAL->area + (AREA_GDTS + n) * 4096;
}

/* Machine frames of a whole GDT for virtual CPU n; bytes of it are the client's, at base. */
LOCAL void gdt_frames(unsigned long *frames, uint32_t n, uint32_t base, uint32_t bytes)
{
	uint32_t i;

	/* Xen takes whole pages, the last of which is the identity. */
	if (base & 0xfff || bytes > (GDT_PAGES - 1) * 4096)
		die(REFUSED_GDT_PLACE, 0, 0, base);
	for (i = 0; i < GDT_PAGES; i++)
		frames[i] = machine_of(i * 4096 < bytes ? base + i * 4096 : identity_page(n));
	pages_writable(base, bytes, 0);
}

/* On any virtual CPU: a table that is loaded is read-only to all. */
static int is_loaded(uint32_t base)
{
	uint32_t n;

	for (n = 0; n < MAX_VCPUS; n++)
		if (base == STATE_OF(n)->gdt || base == STATE_OF(n)->ldt)
			return 1;
	return 0;
}

BODY void SetGDT_body(const struct table_register *table)
{
	GUARD;
	struct state *s = STATE;
	uint32_t base = table->base, limit = table->limit, old = s->gdt;

	flush_queue();
	if (base == old && limit == s->gdt_limit)
		return;
	gdt_frames(BUFFER(s), s->number, base, limit + 1);
	must(REFUSED_GDT, hypercall2(__HYPERVISOR_set_gdt, (uint32_t)BUFFER(s), GDT_PAGES * 512), base);
	s->gdt = base;
	if (old && !is_loaded(old))
		pages_writable(old, s->gdt_pages * 4096, 1);
	s->gdt_pages = (limit >> 12) + 1;
	s->gdt_limit = limit;
}

BODY void GetGDT_body(struct table_register *table)
{
	GUARD;
	struct state *s = STATE;

	table->base = s->gdt;
	table->limit = s->gdt_limit;
}

static void write_entry(uint32_t *table, uint32_t index, uint32_t low, uint32_t high)
{
	uint32_t at = (uint32_t)(table + 2 * index);

	if (!is_loaded((uint32_t)table)) {
		table[2 * index] = low;
		table[2 * index + 1] = high;
		return;
	}
	call_soon(__HYPERVISOR_update_descriptor, machine_of(at) << 12 | (at & 0xfff), machine_of(at) >> 20, low,
		  high);
}

/*
 * DPL 0 is Xen's: the client's kernel lives in ring 1.  Of system descriptors
 * the LDT's is kept for SetLDT, and the TSS's has no use: neither may stand in the
 * table.
 */
BODY void WriteGDTEntry_body(uint32_t *table, uint32_t index, uint32_t low, uint32_t high)
{
	GUARD;
	struct state *s = STATE;

	if (high & DESC_P) {
		if (!(high & DESC_S)) {
			if (DESC_TYPE(high) == TYPE_LDT) {
				s->ldt_low = low;
				s->ldt_high = high;
			}
			return;
		}
		if (!(high & DESC_DPL))
			high |= 1u << 13;
	}
	write_entry(table, index, low, high);
}

BODY void WriteLDTEntry_body(uint32_t *table, uint32_t index, uint32_t low, uint32_t high)
{
	GUARD;

	write_entry(table, index, low, high);
}

/*
 * Threads of one address space share their LDT, so it may be loaded on several
 * virtual CPUs; it becomes writable when the last has another.
 */
static void ldt_change(struct state *s, uint32_t base, uint32_t bytes)
{
	uint32_t old = s->ldt, old_bytes = s->ldt_bytes;

	if (base)
		pages_writable(base, bytes, 0);
	mmuext_soon(MMUEXT_SET_LDT, base, bytes / 8);
	s->ldt = base;
	s->ldt_bytes = bytes;
	if (old && !is_loaded(old))
		pages_writable(old, old_bytes, 1);
}

BODY void SetLDT_body(uint32_t selector)
{
	GUARD;
	struct state *s = STATE;
	uint32_t low = s->ldt_low, high = s->ldt_high, base = 0, bytes = 0;

	if (selector & ~7u) {
		base = low >> 16 | (high & 0xff) << 16 | (high & 0xff000000);
		bytes = ((low & 0xffff) | (high & 0xf0000)) + 1;
	}
	s->ldt_selector = selector;
	if (base == s->ldt && bytes == s->ldt_bytes)
		return;
	lock(&GLOBAL->lock);
	ldt_change(s, base, bytes);
	unlock(&GLOBAL->lock);
}

BODY uint32_t GetLDT_body(void)
{
	return OWN_STATE(ldt_selector);
}

BODY void SetTR_body(uint32_t selector)
{
	GUARD;
	STATE->tr = selector;
}

BODY uint32_t GetTR_body(void)
{
	return OWN_STATE(tr);
}

#define VECTOR_NMI 2

/*
 * On the way to the client's handler of NMIs the blob notes that further ones are held back.
 * In assembler for the sake of the stack.
 */
static inline void see_nmi(struct trap_info *trap)
{
	trap->flags = 4;
	trap->cs = XEN_CS;
	asm("call 1f; 1: popl %0; addl $nmi - 1b, %0" : "=m"(trap->address) : : "cc");
}

/* Gates that Xen can take; a gate of DPL 0 is one that ring 1 may still reach. */
static uint32_t trap_from_gate(struct trap_info *trap, uint32_t vector, const uint32_t *gate)
{
	uint32_t low = gate[0], high = gate[1];

	/* Without an address it would be the end of Xen's list. */
	if (!(high & DESC_P) || (DESC_TYPE(high) & 0x1e) != 0x0e || !(low & 0xffff || high & 0xffff0000))
		return 0;
	trap->vector = vector;
	/* Bits 0 and 1: who may INT to it; 1 is the client's kernel.  4: an interrupt gate masks. */
	trap->flags = (high & DESC_DPL ? high >> 13 & 3 : 1) | (high & 0x100 ? 0 : 4);
	trap->cs = (low >> 16) | 1;
	trap->address = (low & 0xffff) | (high & 0xffff0000);
	return 1;
}

static void set_traps(const uint32_t *idt, uint32_t first, uint32_t end)
{
	struct trap_info *trap = BUFFER(STATE);
	uint32_t v, n = 0;

	/* A table may be longer than there are vectors. */
	for (v = first; v < end && v < 256; v++) {
		uint32_t taken = trap_from_gate(&trap[n], v, &idt[2 * v]);

		if (v == VECTOR_NMI)
			see_nmi(&trap[n]); /* if not taken, overwritten */
		n += taken;
	}
	trap[n].address = 0; /* the list's end */
	if (n)
		must(REFUSED_GATE, hypercall1(__HYPERVISOR_set_trap_table, (uint32_t)trap), first);
}

/* By place, as a virtual CPU's first state has them. */
LOCAL void all_traps(struct trap_info *trap, const uint32_t *idt, uint32_t bytes)
{
	uint32_t v;

	for (v = 0; v < bytes / 8 && v < 256; v++)
		if (trap_from_gate(&trap[v], v, &idt[2 * v]) && v == VECTOR_NMI)
			see_nmi(&trap[v]);
}

BODY void SetIDT_body(const struct table_register *table)
{
	GUARD;
	struct state *s = STATE;

	s->idt = table->base;
	s->idt_bytes = table->limit + 1;
	set_traps((const uint32_t *)table->base, 0, (table->limit + 1) / 8);
}

/* Another virtual CPU has changed the table. */
LOCAL void idt_again(void)
{
	struct state *s = STATE;

	s->idt_stale = 0;
	set_traps((const uint32_t *)s->idt, 0, s->idt_bytes / 8);
}

BODY void GetIDT_body(struct table_register *table)
{
	GUARD;
	struct state *s = STATE;

	table->base = s->idt;
	table->limit = s->idt_bytes - 1;
}

/* A table is often one for all processors; Xen has a copy for each, which only that one can change. */
BODY void WriteIDTEntry_body(uint32_t *table, uint32_t index, uint32_t low, uint32_t high)
{
	GUARD;
	uint32_t n, me = STATE->number;

	table[2 * index] = low;
	table[2 * index + 1] = high;
	for (n = 0; n < MAX_VCPUS; n++) {
		if ((uint32_t)table != STATE_OF(n)->idt)
			continue;
		if (n == me) {
			set_traps(table, index, index + 1);
			continue;
		}
		STATE_OF(n)->idt_stale = 1;
		poke(n);
	}
}

BODY void UpdateKernelStack_body(uint32_t ss, uint32_t esp)
{
	GUARD;
	call_soon(__HYPERVISOR_stack_switch, ss | 1, esp, 0, 0);
}
