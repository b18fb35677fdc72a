/* SPDX-License-Identifier: GPL-2.0-only */
/* Page tables, by the rules of VMI: announce a page before it is one, write entries through the call. */
#include "kernel.h"

struct aspace kernel_aspace;

bool nx_on(void)
{
#ifdef CONFIG_PAE
	return features.nx;
#else
	return false;
#endif
}

#define TABLE_BITS (PTE_P | PTE_W | PTE_U)

static uint32_t flags_of(struct aspace *as, vmi_word_t va, uint32_t level)
{
	if (as == &kernel_aspace || as == this_cpu()->aspace)
		return level | VMI_PAGE_CURRENT_AS | (va & ~(PAGE_SIZE - 1));
	return level;
}

void pte_set(struct aspace *as, pte_t *p, pte_t e, vmi_word_t va, uint32_t level)
{
	pte_write(p, e, flags_of(as, va, level));
}

/* What waits does so on one processor: the flush has to come there. */
void pte_set_flush(struct aspace *as, pte_t *p, pte_t e, vmi_word_t va)
{
	preempt_disable();
	if (as == &kernel_aspace || as == this_cpu()->aspace) {
		pte_write(p, e, flags_of(as, va, VMI_PAGE_PT) | VMI_PAGE_DEFER);
		vmi_InvalPage(va);
	} else {
		pte_write(p, e, VMI_PAGE_PT);
	}
	preempt_enable();
}

void pte_updated(struct aspace *as, pte_t *p, vmi_word_t va, uint32_t level)
{
	pte_tell(p, flags_of(as, va, level));
}

pte_t *table_alloc(uint32_t level)
{
	pte_t *table = pages_alloc(1);

	vmi_AllocatePage(frame_of(table), level | PAGE_PAE | VMI_PAGE_ZEROED, 0, 0, 0);
	return table;
}

pte_t *pte_find(struct aspace *as, vmi_word_t va, bool create)
{
	pte_t *pd = pd_of(as, va, create), *pde, e;

	if (!pd)
		return NULL;
	pde = &pd[PD_INDEX(va)];
	e = pte_get(pde);
	if (!(e & PTE_P)) {
		if (!create)
			return NULL;
		e = pte_make(frame_of(table_alloc(VMI_PAGE_PT)), TABLE_BITS);
		pte_set(as, pde, e, va, VMI_PAGE_PD);
	}
	return &table_of(e)[PT_INDEX(va)];
}

void map_page(struct aspace *as, vmi_word_t va, pte_t e)
{
	pte_set_flush(as, pte_find(as, va, true), e, va);
}

void unmap_page(struct aspace *as, vmi_word_t va)
{
	pte_t *p = pte_find(as, va, false);

	if (p)
		pte_set_flush(as, p, 0, va);
}

void kernel_map_device(vmi_word_t va, uint32_t phys)
{
	map_page(&kernel_aspace, va, phys | PTE_P | PTE_W | PTE_PCD | PTE_PWT);
}

/*
 * The kernel's tables of the boot: identity mapping gone, and page tables made
 * now for all that the kernel will ever map, because every address space has
 * the kernel's directory entries.
 */
void pgtable_init(void)
{
	struct aspace *as = &kernel_aspace;
	vmi_word_t va;

	this_cpu()->aspace = as;
	top_init(as);
	for (va = WINDOW_BASE; va < WINDOW_END; va += 1u << PD_SHIFT)
		pte_find(as, va, true);
	pte_find(as, DEVICE_BASE, true);
	vmi_FlushTLB(VMI_FLUSH_TLB | VMI_FLUSH_GLOBAL);
}

struct aspace *aspace_create(void)
{
	struct aspace *as;

	preempt_disable();
	vmi_SetLazyMode(VMI_LAZY_MMU);
	as = top_create();
	vmi_SetLazyMode(VMI_LAZY_NONE);
	preempt_enable();
	return as;
}

/* Calls fn for each page table of the user half. */
static void for_tables(struct aspace *as, void (*fn)(struct aspace *as, pte_t *table, vmi_word_t va, void *arg),
		       void *arg)
{
	vmi_word_t va = 0;

	while (va < USER_END) {
		const pte_t *pd = pd_of(as, va, false);
		pte_t e;

		if (!pd) {
			va += 1u << 30;
			continue;
		}
		e = pd[PD_INDEX(va)];
		if (e & PTE_P)
			fn(as, table_of(pte_get(&pd[PD_INDEX(va)])), va, arg);
		va += 1u << PD_SHIFT;
	}
}

static void share_table(struct aspace *from, pte_t *table, vmi_word_t va, void *to)
{
	pte_t *copy = NULL, e;
	uint32_t i;

	for (i = 0; i < PT_ENTRIES; i++, va += PAGE_SIZE) {
		if (!table[i])
			continue;
		e = pte_get(&table[i]);
		if (e & PTE_W) {
			e = (e & ~(pte_t)PTE_W) | PTE_COW;
			pte_set(from, &table[i], e, va, VMI_PAGE_PT);
		}
		frame_get(pte_frame(e));
		if (!copy)
			copy = pte_find(to, va, true) - i;
		pte_set(to, &copy[i], e & ~(pte_t)(PTE_A | PTE_D), va, VMI_PAGE_PT);
	}
}

struct aspace *aspace_fork(struct aspace *from)
{
	struct aspace *as;

	preempt_disable();
	vmi_SetLazyMode(VMI_LAZY_MMU);
	as = top_create();
	for_tables(from, share_table, as);
	if (from == this_cpu()->aspace)
		vmi_FlushTLB(VMI_FLUSH_TLB);
	vmi_SetLazyMode(VMI_LAZY_NONE);
	preempt_enable();
	return as;
}

void table_release(const pte_t *table, uint32_t level)
{
	vmi_ReleasePage(frame_of(table), level | PAGE_PAE | VMI_PAGE_DEFER);
}

static void release_table(struct aspace *as, pte_t *table, vmi_word_t va, void *arg)
{
	(void)as, (void)va, (void)arg;
	table_release(table, VMI_PAGE_PT);
}

static void put_table(struct aspace *as, pte_t *table, vmi_word_t va, void *arg)
{
	uint32_t i;

	(void)as, (void)va, (void)arg;
	for (i = 0; i < PT_ENTRIES; i++)
		if (table[i])
			frame_put(pte_frame(pte_get(&table[i])));
	page_free(table);
}

void aspace_destroy(struct aspace *as)
{
	unsigned int i;

	/* From the top: what hangs in a table that is none any more can be reached no more. */
	preempt_disable();
	vmi_SetLazyMode(VMI_LAZY_MMU);
	top_release(as);
	for (i = 0; i < 4; i++)
		if (as->pd[i])
			table_release(as->pd[i], VMI_PAGE_PD);
	for_tables(as, release_table, NULL);
	vmi_SetLazyMode(VMI_LAZY_NONE);
	preempt_enable();
	/* Not in the lazy section: another processor may take a frame at once, as a table even. */
	for_tables(as, put_table, NULL);
	top_free(as);
	for (i = 0; i < 4; i++)
		if (as->pd[i])
			page_free(as->pd[i]);
	page_free(as);
}

void aspace_load(struct aspace *as)
{
	this_cpu()->aspace = as;
	vmi_SetCR3(virt_to_phys(as->root));
}
