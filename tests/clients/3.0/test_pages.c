// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is only told to the ROM is the client's memory, and stays as it is. Such are pages that are announced
 * as page tables, zeroed or not, and entries that the client has written itself (section 8).
 */
#include "mm.h"

#define TEST_VA 0x4c000000u
/* In a table that nobody walks, so that it need be no frame that there is. */
#ifdef CONFIG_PAE
#define FAR ((pte_t)0x5a << 32)
#else
#define FAR 0
#endif
#define ENTRY (PTE_P | PTE_W | PTE_U | PTE_A | PTE_D | 0xe00) /* with the bits that are the kernel's own */

/* The page, and what lies beside it. */
static pte_t pages[3][PTRS] __attribute__((aligned(PAGE_SIZE)));
static pte_t copy[3][PTRS];

/* Entries as a page table may have them, in each frame others. */
static void fill(void)
{
	for (unsigned int n = 0; n < 3; n++)
		for (unsigned int i = 0; i < PTRS; i++)
			copy[n][i] = pages[n][i] = (pte_t)(n * PTRS + i) << 12 | (i % 3 ? ENTRY : 0xe00);
}

static void is_same(const char *what)
{
	if (!tap_ok(!memcmp(pages, copy, sizeof(pages)), "pages: %s changes no memory", what))
		fill();
}

static void announced(void)
{
	uint32_t pfn = pa(pages[1]) >> 12, swapper_pfn = pa(swapper) >> 12;

	CALL1(alloc_pt, pfn);
	is_same("AllocatePage of a page table");
	CALL3(map_pt_hook, WINDOW_KM_PTE0, (uint32_t)pages[1], pfn);
	is_same("SetLinearMapping");
	CALL1(release_pt, pfn);
	is_same("ReleasePage of a page table");
	CALL1(alloc_pd, pfn);
	is_same("AllocatePage of a page directory");
	CALL1(release_pd, pfn);
	is_same("ReleasePage of a page directory");
	CALL4(alloc_pgd_clone, pfn, swapper_pfn, PAGE_OFFSET >> PGD_SHIFT, PTRS_PGD - (PAGE_OFFSET >> PGD_SHIFT));
	is_same("AllocatePage of a clone");
	CALL1(release_pd, pfn);
	is_same("ReleasePage of a clone");
}

/* Accessed and dirty are the processor's, and nobody else's to take away. */
static void updated(void)
{
	struct mm *mm = this_cpu()->mm;
	uint32_t at = TEST_VA + 5 * PAGE_SIZE, table;
	pte_t *e = mm_entry(mm, at, false), v;

	mm_set_at(mm, at, e, (pte_t)pa(pages[0]) | PTE_P | PTE_W);
	*(volatile uint32_t *)at = 1;
	table = (uint32_t)e & ~(PAGE_SIZE - 1u);
	for (unsigned int i = 0; i < 3; i++) {
		static const pte_t clear[] = {0, PTE_W, PTE_P};

		*(volatile uint32_t *)e &= ~(uint32_t)clear[i];
		v = *e;
		memcpy(copy[0], (void *)table, PAGE_SIZE);
		CALL3(pte_update, mm, at, e);
		tap_ok(*e == v && v & PTE_D && v & PTE_A, "pages: UpdatePxE leaves the entry as it is, %u",
		       i);
		CALL3(pte_update_defer, mm, at, e);
		tap_ok(*e == v, "pages: UpdatePxE, deferred, leaves the entry as it is, %u", i);
		tap_ok(!memcmp(copy[0], (void *)table, PAGE_SIZE), "pages: UpdatePxE changes no other, %u",
		       i);
	}
	mm_set_at(mm, at, e, 0);
	CALL1(flush_single, at);
}

void test_pages(void)
{
	fill();
	announced();
	updated();
}

/* One entry is stored, in a table full of them: before any that counts. */
void test_stores(void)
{
	struct mm none = {NULL, 0}; /* an address space that isn't live */

	fill();
	for (unsigned int i = 0; i < PTRS; i += PTRS - 1) {
		copy[1][i] = (pte_t)pa(pages[2]) | FAR | ENTRY;
		mm_set_at(&none, TEST_VA, &pages[1][i], copy[1][i]);
		is_same("SetPxE of one entry: else it");
		copy[1][i] = 0;
		CALL3(pte_clear, &none, TEST_VA, &pages[1][i]);
		is_same("SetPxE of one entry to 0: else it");
	}
}
