// SPDX-License-Identifier: GPL-2.0-only
/*
 * "hostile" on the command line: page tables of the window that this project's Init can't be sure of.  It
 * must refuse each for the right reason, with all as it was; what it can be sure of it must take.  The tables
 * in question map the client's own stack and descriptors, so init_with() does without.
 */
#include "kernel.h"

#define HIGH_FRAME 0x500000
#define ROM_COPY 0x300000 /* beyond the first MiB, one to one */
#define STALE 0x0b0f0b0f
#define DIRECTORY 0x90240000 /* in its own window, as PDIR is mapped by a table in question */

/* entry.S: the ROM's Init at a slot, while an entry has another value. */
struct outcome {
	uint32_t result, entry;
};
uint64_t init_with(volatile uint32_t *entry, uint32_t value, uint32_t slot);

static struct outcome attempt(volatile uint32_t *entry, uint32_t value, uint32_t slot)
{
	uint64_t both = init_with(entry, value, slot);

	return (struct outcome){(uint32_t)both, (uint32_t)(both >> 32)};
}

static void refuses(volatile uint32_t *entry, uint32_t value, int want, const char *what)
{
	struct outcome outcome = attempt(entry, value, rom + VMI_Init * SLOT_SIZE);

	is(outcome.result, want, "Init, %s: refused", what);
	tap_ok(!((outcome.entry ^ value) & ~(PTE_A | PTE_D)) && nothing_changed(),
	       "Init, %s: nothing has changed", what);
}

static void takes(volatile uint32_t *entry, uint32_t value, const char *what)
{
	struct outcome outcome = attempt(entry, value, rom + VMI_Init * SLOT_SIZE);

	is(outcome.result, 0, "Init, %s: done", what);
	empty_window();
	tap_ok(nothing_changed(), "Init, %s: nothing has changed outside the window", what);
}

static volatile uint32_t *directory_entry(uint32_t address)
{
	return (volatile uint32_t *)(DIRECTORY + (address >> 22) * 4);
}

static void try_directory_entry(void)
{
	volatile uint32_t *entry = directory_entry(SYSPAGE);

	refuses(entry, 0, -6, "no page table");
	refuses(entry, PHYS_PT_SYS | PTE_W, -6, "a page table that is not present");
	refuses(entry, PTE_PS | PTE_W | PTE_P, -7, "a 4 MiB page");
	refuses(entry, 0xFFC00000 | PTE_PS | PTE_U | PTE_W | PTE_P, -7, "another 4 MiB page");
	refuses(entry, HIGH_FRAME | PTE_W | PTE_P, -8, "a page table beyond 4 MiB");
	refuses(entry, 0xFFFFF000 | PTE_W | PTE_P, -8, "a page table beyond all memory");
	refuses(entry, 0 | PTE_W | PTE_P, -5, "a page table that is full");
	takes(entry, PHYS_PT_SYS | PTE_U | PTE_W | PTE_P, "a page table that users may have");
	takes(entry, PHYS_PT_SYS | PTE_SOFT | PTE_P, "a page table that is read only");
}

static void try_table(void)
{
	volatile uint32_t *entry = pte_of(PHYS_PT_SYS);

	refuses(entry, alloc_frame() | PTE_W | PTE_P, -9, "another frame at the page table's address");
	refuses(entry, 0, -9, "nothing at the page table's address");
}

/* The ROM's first page and its last; whatever is wrong with one, the other has no entry then either. */
static void try_entry(uint32_t page)
{
	volatile uint32_t *entry = pte_of(ROM_WINDOW + page);

	refuses(entry, 0x5a5a5000 | PTE_W | PTE_P, -5, "an entry in use");
	refuses(entry, page | PTE_U | PTE_P, -5, "an entry of users'");
	refuses(entry, page | PTE_W | PTE_P, -5, "an entry that is writable");
	refuses(entry, page | PTE_SOFT | PTE_P, -5, "an entry with software bits");
	refuses(entry, page, -5, "an entry that is not present, and not empty");
	refuses(entry, PTE_A, -5, "an entry that is not present, and has one bit");
	takes(entry, page | PTE_P, "an entry of ours");
	takes(entry, page | PTE_D | PTE_A | PTE_P, "an entry of ours, dirty");
}

/* A copy of a page in its place: the ROM's runs and the directory reads well, and neither is where it seems
 * to be. */
static void try_copy(uint32_t page, const char *what)
{
	uint32_t frame = alloc_frame();

	for (uint32_t i = 0; i < PAGE_SIZE; i += 4)
		*(volatile uint32_t *)(frame + i) = *(volatile uint32_t *)(page + i);
	refuses(pte_of(page), frame | PTE_W | PTE_P, -4, what);
}

static void try_high_rom(void)
{
	volatile uint32_t *unused = pte_of(RAM_DISK);
	uint32_t size = *(const uint8_t *)(rom + 2) * 512u;

	for (uint32_t i = 0; i < size; i += 4)
		*(volatile uint32_t *)(ROM_COPY + i) = *(volatile uint32_t *)(rom + i);
	is(attempt(unused, 0, ROM_COPY + VMI_Init * SLOT_SIZE).result, -10, "Init, beyond 1 MiB: refused");
	tap_ok(nothing_changed(), "Init, beyond 1 MiB: nothing has changed");
}

/* What was once mapped there, and is in the TLB still when Init is called in earnest. */
static void leave_stale(uint32_t page)
{
	uint32_t frame = alloc_frame();

	*(volatile uint32_t *)frame = STALE;
	*pte_of(ROM_WINDOW + page) = frame | PTE_W | PTE_P;
	tap_ok(*(volatile uint32_t *)(ROM_WINDOW + page) == STALE, "Init: 0x%x is in the TLB", page);
	*pte_of(ROM_WINDOW + page) = 0;
}

void try_tables(void)
{
	uint32_t size = *(const uint8_t *)(rom + 2) * 512u;
	uint32_t first = rom & ~(PAGE_SIZE - 1), last = (rom + size - 1) & ~(PAGE_SIZE - 1);

	try_directory_entry();
	try_table();
	try_entry(first);
	try_entry(last);
	takes(pte_of(ROM_WINDOW + first - PAGE_SIZE), 0x5a5a5000 | PTE_P, "an entry in use before the ROM's");
	takes(pte_of(ROM_WINDOW + last + PAGE_SIZE), 0x5a5a5000 | PTE_P, "an entry in use behind the ROM's");
	try_high_rom();
	for (uint32_t page = first; page <= last; page += PAGE_SIZE)
		try_copy(page, "a copy of one of the ROM's pages");
	try_copy(PHYS_PDIR, "a copy of the page directory");
	for (uint32_t page = first; page <= last; page += PAGE_SIZE)
		leave_stale(page);
}
