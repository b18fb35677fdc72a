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

#ifdef CONFIG_PAE
#define PAGE_PAE VMI_PAGE_PAE
#define PD_OF(va) ((va) >> 30)
#else
#define PAGE_PAE 0
#define PD_OF(va) ((va)&0)
#endif
#define PD_INDEX(va) ((va) >> PD_SHIFT & (PT_ENTRIES - 1))
#define PT_INDEX(va) ((va) >> PAGE_SHIFT & (PT_ENTRIES - 1))
#define KERNEL_PD PD_OF(KERNEL_BASE)
#define KERNEL_FIRST PD_INDEX(KERNEL_BASE)
#define TABLE_BITS (PTE_P | PTE_W | PTE_U)

static uint32_t frame_of(const void *page)
{
	return virt_to_phys(page) >> PAGE_SHIFT;
}

static uint32_t flags_of(struct aspace *as, uint32_t va, uint32_t level)
{
	if (as == &kernel_aspace || as == this_cpu()->aspace)
		return level | VMI_PAGE_CURRENT_AS | (va & ~(PAGE_SIZE - 1));
	return level;
}

static void entry_set(pte_t *p, pte_t e, uint32_t flags)
{
#ifdef CONFIG_PAE
	vmi_SetPxELong(e, e >> 32, (uint32_t)p, flags);
#else
	vmi_SetPxE(e, (uint32_t)p, flags);
#endif
}

void pte_set(struct aspace *as, pte_t *p, pte_t e, uint32_t va, uint32_t level)
{
	entry_set(p, e, flags_of(as, va, level));
}

/* What waits does so on one processor: the flush has to come there. */
void pte_set_flush(struct aspace *as, pte_t *p, pte_t e, uint32_t va)
{
	preempt_disable();
	if (as == &kernel_aspace || as == this_cpu()->aspace) {
		entry_set(p, e, flags_of(as, va, VMI_PAGE_PT) | VMI_PAGE_DEFER);
		vmi_InvalPage(va);
	} else {
		entry_set(p, e, VMI_PAGE_PT);
	}
	preempt_enable();
}

void pte_updated(struct aspace *as, pte_t *p, uint32_t va, uint32_t level)
{
#ifdef CONFIG_PAE
	vmi_UpdatePxELong((uint32_t)p, flags_of(as, va, level));
#else
	vmi_UpdatePxE((uint32_t)p, flags_of(as, va, level));
#endif
}

static pte_t *table_alloc(uint32_t level)
{
	pte_t *table = pages_alloc(1);

	vmi_AllocatePage(frame_of(table), level | PAGE_PAE | VMI_PAGE_ZEROED, 0, 0, 0);
	return table;
}

static pte_t *table_of(pte_t e)
{
	return phys_to_virt(pte_frame(e) << PAGE_SHIFT);
}

/* The page directory for va; a new one is seen after the next load of CR3. */
static pte_t *pd_find(struct aspace *as, uint32_t va, bool create)
{
	pte_t *pd = as->pd[PD_OF(va)];

#ifdef CONFIG_PAE
	if (!pd && create) {
		pd = as->pd[PD_OF(va)] = table_alloc(VMI_PAGE_PD);
		pte_set(as, &as->root[PD_OF(va)], pte_make(frame_of(pd), PTE_P), va, VMI_PAGE_PDP);
		if (as == this_cpu()->aspace)
			vmi_FlushTLB(VMI_FLUSH_TLB);
	}
#else
	(void)create;
#endif
	return pd;
}

pte_t *pte_find(struct aspace *as, uint32_t va, bool create)
{
	pte_t *pd = pd_find(as, va, create), *pde, e;

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

void map_page(struct aspace *as, uint32_t va, pte_t e)
{
	pte_set_flush(as, pte_find(as, va, true), e, va);
}

void unmap_page(struct aspace *as, uint32_t va)
{
	pte_t *p = pte_find(as, va, false);

	if (p)
		pte_set_flush(as, p, 0, va);
}

void kernel_map_device(uint32_t va, uint32_t phys)
{
	map_page(&kernel_aspace, va, phys | PTE_P | PTE_W | PTE_PCD | PTE_PWT);
}

/*
 * The kernel's tables of the boot: identity mapping gone, and page tables made
 * now for all that the kernel will ever map, because every address space has a
 * copy of the kernel's directory entries.
 */
void pgtable_init(void)
{
	struct aspace *as = &kernel_aspace;
	uint32_t va;

	as->root = platform->root;
#ifdef CONFIG_PAE
	as->pd[KERNEL_PD] = table_of(pte_get(&as->root[KERNEL_PD]));
#else
	as->pd[KERNEL_PD] = as->root;
#endif
	this_cpu()->aspace = as;
#ifdef CONFIG_PAE
	pte_set(as, &as->root[0], 0, 0, VMI_PAGE_PDP);
#else
	for (va = 0; pte_get(&as->root[PD_INDEX(va)]); va += 1u << PD_SHIFT)
		pte_set(as, &as->root[PD_INDEX(va)], 0, va, VMI_PAGE_PD);
#endif
	for (va = WINDOW_BASE; va < WINDOW_END; va += 1u << PD_SHIFT)
		pte_find(as, va, true);
	pte_find(as, DEVICE_BASE, true);
	vmi_FlushTLB(VMI_FLUSH_TLB | VMI_FLUSH_GLOBAL);
}

/* In a lazy section, or not. */
static struct aspace *create(void)
{
	struct aspace *as = pages_alloc(1);
	pte_t *pd = pages_alloc(1);
	const pte_t *from = kernel_aspace.pd[KERNEL_PD];

	/* Copied as it stands: the entries of a directory are the same in every one. */
	memcpy(&pd[KERNEL_FIRST], &from[KERNEL_FIRST], (PT_ENTRIES - KERNEL_FIRST) * sizeof(*pd));
	vmi_AllocatePage(frame_of(pd), VMI_PAGE_PD | PAGE_PAE | VMI_PAGE_CLONE | VMI_PAGE_ZEROED,
			 frame_of(from), KERNEL_FIRST, PT_ENTRIES - KERNEL_FIRST);
	as->pd[KERNEL_PD] = pd;
#ifdef CONFIG_PAE
	as->root = table_alloc(VMI_PAGE_PDP);
	pte_set(as, &as->root[KERNEL_PD], pte_make(frame_of(pd), PTE_P), KERNEL_BASE, VMI_PAGE_PDP);
	pd_find(as, 0, true);
#else
	as->root = pd;
#endif
	return as;
}

struct aspace *aspace_create(void)
{
	struct aspace *as;

	preempt_disable();
	vmi_SetLazyMode(VMI_LAZY_MMU);
	as = create();
	vmi_SetLazyMode(VMI_LAZY_NONE);
	preempt_enable();
	return as;
}

/* Calls fn for each page table of the user half. */
static void for_tables(struct aspace *as, void (*fn)(struct aspace *as, pte_t *table, uint32_t va, void *arg),
		       void *arg)
{
	uint32_t va = 0;

	while (va < KERNEL_BASE) {
		const pte_t *pd = as->pd[PD_OF(va)];
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

static void share_table(struct aspace *from, pte_t *table, uint32_t va, void *to)
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
	as = create();
	for_tables(from, share_table, as);
	if (from == this_cpu()->aspace)
		vmi_FlushTLB(VMI_FLUSH_TLB);
	vmi_SetLazyMode(VMI_LAZY_NONE);
	preempt_enable();
	return as;
}

static void release(const pte_t *table, uint32_t level)
{
	vmi_ReleasePage(frame_of(table), level | PAGE_PAE | VMI_PAGE_DEFER);
}

static void release_table(struct aspace *as, pte_t *table, uint32_t va, void *arg)
{
	(void)as, (void)va, (void)arg;
	release(table, VMI_PAGE_PT);
}

static void put_table(struct aspace *as, pte_t *table, uint32_t va, void *arg)
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
#ifdef CONFIG_PAE
	release(as->root, VMI_PAGE_PDP);
#endif
	for (i = 0; i < 4; i++)
		if (as->pd[i])
			release(as->pd[i], VMI_PAGE_PD);
	for_tables(as, release_table, NULL);
	vmi_SetLazyMode(VMI_LAZY_NONE);
	preempt_enable();
	/* Not in the lazy section: another processor may take a frame at once, as a table even. */
	for_tables(as, put_table, NULL);
#ifdef CONFIG_PAE
	page_free(as->root);
#endif
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
