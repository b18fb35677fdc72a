// SPDX-License-Identifier: GPL-2.0-only
/* What this project's Init has changed, and nothing else: the ROM's pages in the window. */
#include "kernel.h"

#define LARGE_LOW 0x83 /* the low 4 MiB as one page, supervisor, writable, present */
#define ALL_ENTRIES (ROM_WINDOW_SIZE / PAGE_SIZE)

uint32_t sums_before[2];

static uint32_t add_entries(uint32_t sum, volatile uint32_t *table, unsigned int from, unsigned int to)
{
	for (unsigned int i = 0; i < 1024; i++)
		if (i < from || i >= to)
			sum = sum * 33 + (table[i] & ~(PTE_A | PTE_D));
	return sum;
}

/* Of the page directory, the table of the low 4 MiB and the system page's; with the window's entries or not.
 */
uint32_t tables_sum(bool window)
{
	uint32_t sum = add_entries(0, (volatile uint32_t *)PDIR, 0, 0);
	unsigned int first = window ? 0 : (ROM_WINDOW - SYSPAGE) / PAGE_SIZE;

	sum = add_entries(sum, pte_of(0), 0, 0);
	return add_entries(sum, pte_of(SYSPAGE), first, window ? 0 : first + ALL_ENTRIES);
}

/* Are the tables as they were before Init, and the processor too? */
bool nothing_changed(void)
{
	return tables_sum(true) == sums_before[true] && !get_cr4();
}

/* Entries that are as they should be: the ROM's pages and nothing else, for the kernel, read only. */
static unsigned int window_entries(void)
{
	uint32_t first = rom & ~(PAGE_SIZE - 1), size = *(const uint8_t *)(rom + 2) * 512u;
	unsigned int right = 0;

	for (uint32_t page = 0; page < ROM_WINDOW_SIZE; page += PAGE_SIZE) {
		bool is_rom = page >= first && page < rom + size;

		right += (*pte_of(ROM_WINDOW + page) & ~PTE_D) == (is_rom ? page | PTE_A | PTE_P : 0);
	}
	return right;
}

void empty_window(void)
{
	for (uint32_t page = 0; page < ROM_WINDOW_SIZE; page += PAGE_SIZE) {
		*pte_of(ROM_WINDOW + page) = 0;
		asm volatile("invlpg (%0)" : : "r"(ROM_WINDOW + page) : "memory");
	}
}

/* Not what may have been there before, by a TLB's entry. */
static bool shows_the_rom(void)
{
	uint32_t size = *(const uint8_t *)(rom + 2) * 512u, at = 0;

	while (at < size && *(const uint32_t *)(rom + at) == *(const uint32_t *)(ROM_WINDOW + rom + at))
		at += 4;
	return at == size;
}

/* The low 4 MiB as one large page are one to one, too. */
static void test_large(void)
{
	volatile uint32_t *first = pde_of(0);
	uint32_t table = *first, id[4];

	cpuid(1, id);
	if (!(id[3] & 1 << 3)) {
		tap_skip("no 4 MiB pages", "Init: takes a large page for one to one");
		return;
	}
	probe_begin(VMI_Init); /* it may say so, by a slot */
	empty_window();
	*first = LARGE_LOW;
	asm volatile("mov %0, %%cr4; mov %%cr3, %%eax; mov %%eax, %%cr3" /* the slots are out of reach */
		     :
		     : "r"(CR4_PSE)
		     : "eax", "memory");
	probe.in[ECX] = probe.target = rom + VMI_Init * SLOT_SIZE;
	probe_call(C_CALL, "Init, a large page");
	tap_ok(!probe.out[EAX] && window_entries() == ALL_ENTRIES, "Init: takes a large page for one to one");
	*first = table;
	asm volatile("mov %0, %%cr4" : : "r"(0));
	call4(VMI_FlushTLB, 1, 0, 0, 0, 0);
}

void test_init(void)
{
	uint32_t cr0, cr3;

	if (!ours)
		return;
	asm volatile("mov %%cr0, %0; mov %%cr3, %1" : "=r"(cr0), "=r"(cr3));
	tap_ok(cr0 == 0x80000011 && (cr3 & ~0x18u) == 0x100000 && !get_cr4(),
	       "Init: no control register changes");
	is(window_entries(), ALL_ENTRIES, "Init: the window has entries for the ROM's pages, and no others");
	is(tables_sum(false), sums_before[false],
	   "Init: page directory and tables are as they were elsewhere");
	tap_ok(shows_the_rom(), "Init: the window shows the ROM");
	test_large();
	if (has_word(cmdline, "early"))
		is(early_result, -3, "Init: refused before paging was on");
	probe_begin(VMI_Init);
	probe.in[ECX] = probe.target = rom + VMI_Init * SLOT_SIZE;
	probe_call(C_CALL, "Init, again in its place");
	is(probe.out[EAX], 0, "Init, again in its place, says done");
	is(window_entries(), ALL_ENTRIES, "Init, again in its place: the window is as it was");
}
