/* SPDX-License-Identifier: GPL-2.0-only */
/* The local APIC's registers, and where the client has mapped them, in its page tables. */
#ifndef XEN_HVM_I386_APIC_PAGE_H
#define XEN_HVM_I386_APIC_PAGE_H

#include "apic.h"
#include <stdint.h>

#define APIC_PAGE 0xfee00000u

/* Their calls have 32 bits. */
#define APIC_WRITE APICWrite
#define APIC_READ APICRead
/* A client that begins anew has them where they were. */
#define APIC_FORGET() ((void)0)
#define APIC_SET(apic, offset, value) ((apic)[(offset) / 4] = (value))
#define APIC_GET(apic, offset) ((apic)[(offset) / 4])

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

#endif
