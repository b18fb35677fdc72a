/* SPDX-License-Identifier: GPL-2.0-only */
/* Page-table entries and pages, lazy mode. */
#include "stale.h"

#define VA_ALIAS (PROBE_VA + PAGE_SIZE)

probe_why probe_args_SetPxE(struct probe *p)
{
	p->gpr[EDX] = (uint32_t)p->buffer;
	p->gpr[ECX] = VMI_PAGE_PT;
	return NULL;
}

/* Entries of no live table: each bit, and nothing beside it. */
static void store_short(struct probe *p)
{
	static const uint32_t entries[] = {0, 0xffffffff, 0x12345067, 0xedcba000};

	for (unsigned int i = 0; i < ARRAY_SIZE(entries); i++) {
		memset(p->buffer, 0x77, sizeof(p->buffer));
		probe_go(p, entries[i], (uint32_t)p->buffer + 4, VMI_PAGE_PT, 0);
		PROBE_CHECK(p, "entry", p->buffer[0] >> 32, entries[i]);
		PROBE_CHECK(p, "word before", p->buffer[0], 0x77777777);
		PROBE_CHECK(p, "word behind", p->buffer[1], 0x77777777);
	}
}

/* The table itself mapped at a second address, and the entry stored through that. */
static uint32_t alias_of_entry(uint32_t va)
{
	uint32_t entry = (uint32_t)probe_pte(va);

	probe_map(VA_ALIAS, (virt_to_phys((void *)entry) & PTE_FRAME) | PTE_P | PTE_W | PTE_A | PTE_D);
	native_invlpg(VA_ALIAS);
	return VA_ALIAS + (entry & (PAGE_SIZE - 1));
}

/* store() puts page 1 into VA's entry through the address at; VA then reads page 1. */
static void store_live(struct probe *p,
		       void (*store)(struct probe *p, uint32_t entry, uint32_t at, uint32_t flags))
{
	uint32_t entry = (frame(1) << PAGE_SHIFT) | STALE_BITS;
	uint32_t flags = VMI_PAGE_PT | VMI_PAGE_CURRENT_AS | VA;
	/* A hypervisor that checks tables lets nobody map them once more for writing. */
	unsigned int ways = cpu_is_ours() ? 2 : 1;

	for (unsigned int i = 0; i < ways; i++) {
		make_stale(0);
		probe_map(VA, 0);
		store(p, entry, i ? alias_of_entry(VA) : (uint32_t)probe_pte(VA), flags);
		PROBE_CHECK(p, i ? "live entry through another mapping" : "live entry",
			    probe_as_written(*probe_pte(VA)), entry);
		native_invlpg(VA);
		check_fresh(p);
	}
	unmap(VA);
	unmap(VA_ALIAS);
}

static void store_pxe(struct probe *p, uint32_t entry, uint32_t at, uint32_t flags)
{
	probe_go(p, entry, at, flags, 0);
}

probe_why probe_effect_SetPxE(struct probe *p)
{
	store_short(p);
	if (PTE_BYTES == 4)
		store_live(p, store_pxe);
	return NULL;
}

probe_why probe_args_SetPxELong(struct probe *p)
{
	p->gpr[ECX] = (uint32_t)p->buffer;
	p->stack[0] = VMI_PAGE_PT;
	return NULL;
}

static struct {
	uint64_t old, new;
} seen;

/* At every instruction the walker must find the old entry, the new one, or none. */
static void entry_is_whole(struct probe *p, const struct regs *r)
{
	uint64_t now = probe_as_written(*(volatile uint64_t *)p->buffer);

	(void)r;
	if (now != seen.old && now != seen.new && (now & PTE_P))
		probe_fail(p, "half an entry is to be seen", now >> 32, seen.new >> 32);
}

static void store_long(struct probe *p)
{
	/* Frames that no machine has: a hypervisor converts others. */
	static const uint64_t entries[] = {0, 0x0000031111111067, 0x8000022222222063, 0x0000033333333000, 0};

	for (unsigned int i = 1; i < ARRAY_SIZE(entries); i++) {
		memset(p->buffer, 0x77, sizeof(p->buffer));
		p->buffer[0] = seen.old = entries[i - 1];
		seen.new = entries[i];
		p->on_step = entry_is_whole;
		probe_go_flags(p, EFLAGS_TF, seen.new, seen.new >> 32, (uint32_t)p->buffer, VMI_PAGE_PT);
		PROBE_CHECK(p, "low word", probe_as_written(p->buffer[0]), seen.new);
		PROBE_CHECK(p, "high word", probe_as_written(p->buffer[0]) >> 32, seen.new >> 32);
		PROBE_CHECK(p, "word behind", p->buffer[1], 0x77777777);
	}
}

static void store_pxe_long(struct probe *p, uint32_t entry, uint32_t at, uint32_t flags)
{
	probe_go(p, entry, 0, at, flags);
}

probe_why probe_effect_SetPxELong(struct probe *p)
{
	store_long(p);
	p->on_step = NULL;
	if (PTE_BYTES == 8)
		store_live(p, store_pxe_long);
	return NULL;
}

/* The hints: what they tell is true already, and nothing that the client sees may change. */
static probe_why update_args(struct probe *p)
{
	p->gpr[EAX] = (uint32_t)p->buffer;
	p->gpr[EDX] = VMI_PAGE_PT;
	return NULL;
}

static probe_why update_effect(struct probe *p)
{
	memset(p->buffer, 0, sizeof(p->buffer));
	p->buffer[0] = 0x12345067;
	probe_go(p, (uint32_t)p->buffer, VMI_PAGE_PT, 0, 0);
	PROBE_CHECK(p, "entry", p->buffer[0], 0x12345067);
	PROBE_CHECK(p, "word behind", p->buffer[0] >> 32, 0);
	return NULL;
}

probe_why probe_args_UpdatePxE(struct probe *p)
{
	return update_args(p);
}

probe_why probe_effect_UpdatePxE(struct probe *p)
{
	return update_effect(p);
}

probe_why probe_args_UpdatePxELong(struct probe *p)
{
	return update_args(p);
}

probe_why probe_effect_UpdatePxELong(struct probe *p)
{
	return update_effect(p);
}

/* An entry for a frame that is ours. */
static uint32_t own_entry(unsigned int page)
{
	return (frame(page) << PAGE_SHIFT) | PTE_P | PTE_W;
}

static probe_why convert_args(struct probe *p)
{
	p->gpr[EAX] = own_entry(0);
	p->gpr[EDX] = 0;
	return NULL;
}

/*
 * One after the other they must give back the entry; the other site is called as
 * the kernel would.
 */
probe_why probe_args_MachineToPhysical(struct probe *p)
{
	return convert_args(p);
}

probe_why probe_effect_MachineToPhysical(struct probe *p)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(probe_page); i++) {
		uint64_t machine = vmi_PhysicalToMachine(own_entry(i));

		PROBE_CHECK(p, "entry back", probe_go(p, machine, machine >> 32, 0, 0), own_entry(i));
		PROBE_CHECK(p, "high word back", p->out[EDX], 0);
	}
	PROBE_CHECK(p, "empty entry", probe_go(p, 0, 0, 0, 0), 0);
	return NULL;
}

probe_why probe_args_PhysicalToMachine(struct probe *p)
{
	return convert_args(p);
}

probe_why probe_effect_PhysicalToMachine(struct probe *p)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(probe_page); i++) {
		uint64_t machine = probe_go(p, own_entry(i), 0, 0, 0);

		PROBE_CHECK(p, "entry back", vmi_MachineToPhysical(machine), own_entry(i));
		PROBE_CHECK(p, "flag bits", machine & 0xfff, own_entry(i) & 0xfff);
	}
	PROBE_CHECK(p, "empty entry", probe_go(p, 0, 0, 0, 0), 0);
	return NULL;
}

/* An empty page that becomes a table, and is released again. */
#define PAGE_FLAGS (VMI_PAGE_PT | VMI_PAGE_ZEROED | (PTE_BYTES == 8 ? VMI_PAGE_PAE : 0))

probe_why probe_args_AllocatePage(struct probe *p)
{
	p->gpr[EAX] = frame(2);
	p->gpr[EDX] = PAGE_FLAGS;
	p->gpr[ECX] = p->stack[0] = p->stack[1] = 0;
	return NULL;
}

static void page_is_empty(struct probe *p)
{
	for (unsigned int i = 0; i < PAGE_SIZE; i++)
		PROBE_CHECK(p, "byte of the page", probe_page[2][i], 0);
}

probe_why probe_effect_AllocatePage(struct probe *p)
{
	probe_go(p, frame(2), PAGE_FLAGS, 0, 0);
	page_is_empty(p);
	vmi_ReleasePage(frame(2), PAGE_FLAGS);
	return NULL;
}

probe_why probe_args_ReleasePage(struct probe *p)
{
	p->gpr[EAX] = frame(2);
	p->gpr[EDX] = PAGE_FLAGS & ~VMI_PAGE_ZEROED;
	return NULL;
}

probe_why probe_effect_ReleasePage(struct probe *p)
{
	vmi_AllocatePage(frame(2), PAGE_FLAGS, 0, 0, 0);
	probe_go(p, frame(2), PAGE_FLAGS, 0, 0);
	page_is_empty(p);
	return NULL;
}

probe_why probe_args_SetLinearMapping(struct probe *p)
{
	p->gpr[EAX] = 1;
	p->gpr[EDX] = (uint32_t)probe_page[0];
	p->gpr[ECX] = 1;
	p->stack[0] = frame(0);
	return NULL;
}

probe_why probe_effect_SetLinearMapping(struct probe *p)
{
	*(volatile uint32_t *)probe_page[0] = 0xa0;
	probe_go(p, 1, (uint32_t)probe_page[0], 1, frame(0));
	PROBE_CHECK(p, "content", *(volatile uint32_t *)probe_page[0], 0xa0);
	return NULL;
}

probe_why probe_args_SetLazyMode(struct probe *p)
{
	p->gpr[EAX] = VMI_LAZY_NONE;
	return NULL;
}

/* What was stored while it was on stands there when it is off again. */
probe_why probe_effect_SetLazyMode(struct probe *p)
{
	static const uint32_t modes[] = {VMI_LAZY_MMU, VMI_LAZY_CPU};

	for (unsigned int i = 0; i < ARRAY_SIZE(modes); i++) {
		p->buffer[0] = 0;
		probe_go(p, modes[i], 0, 0, 0);
		if (PTE_BYTES == 8)
			vmi_SetPxELong(0x12345067, 0, (uint32_t)p->buffer, VMI_PAGE_PT | VMI_PAGE_DEFER);
		else
			vmi_SetPxE(0x12345067, (uint32_t)p->buffer, VMI_PAGE_PT | VMI_PAGE_DEFER);
		probe_go(p, VMI_LAZY_NONE, 0, 0, 0);
		PROBE_CHECK(p, "entry stored meanwhile", probe_as_written(p->buffer[0]), 0x12345067);
	}
	return NULL;
}
