// SPDX-License-Identifier: GPL-2.0-only
/* The client's paging set-up: its frame table, then the low 4 MiB are given up
 * (docs/facts/vmi-13.3-client.md sections 3 and 4). */
#include "kernel.h"

#define ALLOCATE_PT 1
#define ALLOCATE_PD_PT 3

static uint32_t next_frame = PHYS_FREE;

uint32_t alloc_frame(void)
{
	uint32_t frame = next_frame;

	next_frame += PAGE_SIZE;
	if (next_frame == KERNEL_PHYS)
		next_frame = PHYS_MORE;
	return frame;
}

static void announce(uint32_t frame, uint32_t flags)
{
	if (vmi_mode)
		call4(VMI_AllocatePage, frame >> 12, flags, 0, 0, 0);
}

/* The page table of an address: its entry is set and it is zeroed. */
static uint32_t new_table(uint32_t address, uint32_t flags)
{
	volatile uint32_t *table = (volatile uint32_t *)((uint32_t)pte_of(address) & ~(PAGE_SIZE - 1));
	uint32_t frame = alloc_frame();

	set_entry(pde_of(address), frame | PTE_P | PTE_W | flags, 2, PHYS_PDIR >> 12);
	invlpage((uint32_t)table);
	for (unsigned int i = 0; i < 1024; i++)
		table[i] = 0;
	return frame;
}

/* A new one is announced when that is done. */
static void need_table(uint32_t address, uint32_t flags)
{
	if (!(*pde_of(address) & PTE_P))
		announce(new_table(address, flags), ALLOCATE_PT);
}

void map_page(uint32_t address, uint32_t frame, uint32_t flags)
{
	need_table(address, flags & PTE_U);
	set_entry(pte_of(address), frame | PTE_P | flags, 1, *pde_of(address) >> 12);
	invlpage(address);
}

/* Both tables are there before the first is announced; entries are set at their 1:1 addresses. */
static void init_frame_db(void)
{
	uint32_t tables[2];

	for (unsigned int i = 0; i < 2; i++)
		tables[i] = new_table(FRAME_DB + i * FRAME_DB_TABLE, 0);
	for (unsigned int i = 0; i < 2; i++)
		announce(tables[i], ALLOCATE_PT);
	for (unsigned int i = 0; i < 8; i++) {
		uint32_t table = tables[i / 4];

		set_entry((volatile uint32_t *)(table + i % 4 * 4), alloc_frame() | PTE_P | PTE_W | PTE_SOFT,
			  1, table >> 12);
	}
}

void init_pdir(void)
{
	announce(PHYS_PDIR, ALLOCATE_PD_PT);
	init_frame_db();
	for (uint32_t page = 0; page < LOW_PAGES; page++) {
		set_entry(pte_of(page * PAGE_SIZE), 0, 1, PHYS_PT_LOW >> 12);
		invlpage(page * PAGE_SIZE);
	}
	if (vmi_mode)
		call4(VMI_FlushTLB, 1, 0, 0, 0, 0);
}
