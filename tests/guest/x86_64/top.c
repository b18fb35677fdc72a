/* SPDX-License-Identifier: GPL-2.0-only */
/* Tables above page tables: four levels, the kernel's last GiB the same in all. */
#include "kernel.h"

#define ENTRY_BITS (PTE_P | PTE_W | PTE_U)
#define PD_OF(va) ((va) >> PDP_SHIFT & 3)
#define KERNEL_PD PD_OF(KERNEL_BASE)
#define LAST (PT_ENTRIES - 1)

void pte_write(pte_t *p, pte_t e, uint32_t flags)
{
	vmi_SetPxELong(e, (vmi_word_t)p, flags);
}

void pte_tell(pte_t *p, uint32_t flags)
{
	vmi_UpdatePxELong((vmi_word_t)p, flags);
}

void linear_mapping_tell(void)
{
}

pte_t *pd_of(struct aspace *as, vmi_word_t va, bool create)
{
	pte_t **pd;

	if (va >= KERNEL_BASE)
		return kernel_aspace.pd[KERNEL_PD];
	pd = &as->pd[PD_OF(va)];
	if (!*pd && create) {
		*pd = table_alloc(VMI_PAGE_PD);
		pte_set(as, &as->low[PD_OF(va)], pte_make(frame_of(*pd), ENTRY_BITS), va, VMI_PAGE_PDP);
	}
	return *pd;
}

void top_init(struct aspace *as)
{
	const pte_t *pdp;

	as->root = platform->root;
	pdp = table_of(pte_get(&as->root[LAST]));
	as->pd[KERNEL_PD] = table_of(pte_get(&pdp[LAST]));
	pte_set(as, &as->root[0], 0, 0, VMI_PAGE_PML4);
}

struct aspace *top_create(void)
{
	struct aspace *as = pages_alloc(1);

	as->root = pages_alloc(1);
	/* Copied as it stands. */
	as->root[LAST] = kernel_aspace.root[LAST];
	vmi_AllocatePage(frame_of(as->root), VMI_PAGE_PML4 | PAGE_PAE | VMI_PAGE_CLONE | VMI_PAGE_ZEROED,
			 frame_of(kernel_aspace.root), LAST, 1);
	as->low = table_alloc(VMI_PAGE_PDP);
	pte_set(as, &as->root[0], pte_make(frame_of(as->low), ENTRY_BITS), 0, VMI_PAGE_PML4);
	return as;
}

void top_release(struct aspace *as)
{
	table_release(as->root, VMI_PAGE_PML4);
	table_release(as->low, VMI_PAGE_PDP);
}

void top_free(struct aspace *as)
{
	page_free(as->root);
	page_free(as->low);
}
