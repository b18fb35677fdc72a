/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The local APIC, which Xen emulates: each access to its page is an exit.  Those that would tell nothing new
 * are left out, which is two of three when an interrupt is sent.
 *
 * The call tells a register and no address (docs/facts/vmi-3.0-client.md section 11).  So the client's own
 * mapping of the page is looked for, once, in its page tables: in the part of them that is the kernel's,
 * which lies in its direct map.
 */
#include "apic.h"
#include "lapic.h"
#include "hypercall.h"
#include "percpu.h"

#define APIC_PAGE 0xfee00000u

#define PTE_P 1
#define PTE_PS 0x80
#define CR4_PAE 0x20

struct tables {
	uint32_t direct; /* linear less physical address of a table */
	uint32_t root;
	int pae;
};

static struct tables tables_now(uint32_t direct)
{
	struct tables t = {.direct = direct};
	uint32_t cr4;

	asm volatile("mov %%cr3, %0" : "=r"(t.root));
	asm volatile("mov %%cr4, %0" : "=r"(cr4));
	t.pae = !!(cr4 & CR4_PAE);
	return t;
}

/* One of a table's entries; 0: not present, or its frame lies beyond 4 GiB. */
static uint32_t entry(const struct tables *t, uint32_t table, uint32_t index)
{
	const volatile uint32_t *word = (const volatile uint32_t *)(table + t->direct) + (index << t->pae);

	return (word[0] & PTE_P) && !(t->pae && (word[1] & 0xfffff)) ? word[0] : 0;
}

static uint32_t slot_shift(const struct tables *t)
{
	return 22 - t->pae;
}

/* The entry of the page directory for a linear address. */
static uint32_t directory_entry(const struct tables *t, uint32_t linear)
{
	uint32_t directory = t->root & ~0xfffu;

	if (t->pae)
		directory = entry(t, t->root & ~0x1fu, linear >> 30) & ~0xfffu;
	return directory ? entry(t, directory, linear >> slot_shift(t) & (t->pae ? 511 : 1023)) : 0;
}

/* The entry that maps the page of a linear address, as one of a page table. */
static uint32_t page_entry(const struct tables *t, uint32_t linear)
{
	uint32_t e = directory_entry(t, linear), inside = (1u << slot_shift(t)) - 1;

	if (e & PTE_PS)
		return (e & ~inside) + (linear & inside & ~0xfffu) + PTE_P;
	return e ? entry(t, e & ~0xfffu, (linear & inside) >> 12) : 0;
}

static int leads_to(uint32_t page_entry, uint32_t physical)
{
	return (page_entry & PTE_P) && (page_entry & ~0xfffu) == physical;
}

LOCAL int is_mapped(uint32_t linear, uint32_t physical, uint32_t direct)
{
	struct tables t = tables_now(direct);

	return leads_to(page_entry(&t, linear), physical);
}

/* From the top, where clients have devices; tables that aren't there, and large pages, cost one look. */
static __attribute__((noinline)) uint32_t find_apic(uint32_t direct)
{
	struct tables t = tables_now(direct);
	uint32_t linear = 0, slot = 1u << slot_shift(&t), e;

	do {
		linear -= 4096;
		e = directory_entry(&t, linear);
		if (!e || e & PTE_PS)
			linear &= -slot;
		if (e & PTE_PS && (e & -slot) == (APIC_PAGE & -slot))
			return linear + (APIC_PAGE & (slot - 1));
		if (e && leads_to(page_entry(&t, linear), APIC_PAGE))
			return linear;
	} while (linear > direct);
	return 0;
}

/* NULL: the client has not mapped it. */
static volatile uint32_t *apic_page(void)
{
	struct global *g = GLOBAL;

	if (!g->apic)
		g->apic = find_apic(g->direct);
	return (volatile uint32_t *)g->apic;
}

/*
 * Some kernels send interrupts past the ROM, and start processors by it: then the destination is not what it
 * was here.  So what is no interrupt writes it anew.
 */
static void load_icr2(struct state *s, volatile uint32_t *apic, uint32_t mode)
{
	if (!(s->known & KNOWN_ICR2) ||
	    (mode <= ICR_MODE_LOWEST && s->known & LOADED_ICR2 && s->icr2 == s->icr2_loaded))
		return;
	apic[APIC_ICR2 / 4] = s->icr2_loaded = s->icr2;
	s->known |= LOADED_ICR2;
}

/* A client writes SPIV when it begins with an APIC: of one that was reset nothing is known. */
static void forget(struct state *s)
{
	s->known = 0;
	s->divider = 0;
	s->periodic = 0;
}

CALLCONV void APICWrite(uint32_t offset, uint32_t value)
{
	GUARD;
	struct state *s = STATE;
	volatile uint32_t *apic = apic_page();

	if (!apic)
		return;
	if (offset == APIC_ICR2) {
		s->icr2 = value;
		s->known |= KNOWN_ICR2;
		return;
	}
	if (offset == APIC_SPIV)
		forget(s);
	if (offset == APIC_TDCR)
		s->divider = 0;
	if (offset == APIC_LVTT && s->periodic)
		value |= LVT_PERIODIC;
	if (offset == APIC_ICR) {
		if (ICR_SHORTHAND(value) == TO_DESTINATION)
			load_icr2(s, apic, ICR_MODE(value));
		s->icr = value & ~ICR_PENDING;
		s->known |= KNOWN_ICR;
	}
	apic[offset / 4] = value;
}

/* Xen has sent an interrupt when the write to the ICR returns: its status bit is always clear. */
CALLCONV uint32_t APICRead(uint32_t offset)
{
	GUARD;
	struct state *s = STATE;
	volatile uint32_t *apic;

	if (offset == APIC_ICR && s->known & KNOWN_ICR)
		return s->icr;
	if (offset == APIC_ICR2 && s->known & KNOWN_ICR2)
		return s->icr2;
	apic = apic_page();
	return apic ? apic[offset / 4] : 0;
}

/* The timer's clock is that of a bus of 100 MHz (Xen's vlapic.h), in all of Xen's versions. */
#define TICK_NS 10
#define DIVIDE_BY_1 0xb
#define DIVIDE_BY_128 0xa

/* ns / by, rounded up, or the most that 32 bits hold. */
static uint32_t ticks(uint64_t ns, uint32_t by)
{
	uint32_t quotient, rest;

	if ((uint32_t)(ns >> 32) >= by)
		return ~0u;
	asm("divl %4"
	    : "=a"(quotient), "=d"(rest)
	    : "0"((uint32_t)ns), "1"((uint32_t)(ns >> 32)), "r"(by)
	    : "cc");
	return rest && quotient != ~0u ? quotient + 1 : quotient;
}

/* Vector and mask are the client's, which has written them; the mode is ours. */
LOCAL void apic_timer(uint64_t ns, uint32_t periodic)
{
	struct state *s = STATE;
	volatile uint32_t *apic = apic_page();
	uint32_t count = ticks(ns, TICK_NS), divider = DIVIDE_BY_1;

	if (!apic)
		return;
	if (count == ~0u) {
		count = ticks(ns, 128 * TICK_NS);
		divider = DIVIDE_BY_128;
	}
	if (periodic || s->periodic || !s->divider) {
		uint32_t lvtt = apic[APIC_LVTT / 4] & ~LVT_PERIODIC;

		apic[APIC_TMICT / 4] = 0; /* the old count would begin to run anew in the other mode */
		apic[APIC_LVTT / 4] = periodic ? lvtt | LVT_PERIODIC : lvtt;
		s->periodic = periodic;
	}
	if (divider != s->divider || periodic)
		apic[APIC_TDCR / 4] = s->divider = divider;
	apic[APIC_TMICT / 4] = count;
	/* Before it sets an alarm again, a client may reset its APIC. */
	if (!count)
		s->divider = 0;
}
