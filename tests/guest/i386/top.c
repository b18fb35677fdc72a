/* SPDX-License-Identifier: GPL-2.0-only */
/* Tables above page tables: a directory, or with PAE four of them and what points to them. */
#include "kernel.h"

#ifdef CONFIG_PAE
#define PD_OF(va) ((va) >> 30)
#else
#define PD_OF(va) ((va)&0)
#endif
#define KERNEL_PD PD_OF(KERNEL_BASE)
#define KERNEL_FIRST PD_INDEX(KERNEL_BASE)

void pte_write(pte_t *p, pte_t e, uint32_t flags)
{
#ifdef CONFIG_PAE
	vmi_SetPxELong(e, e >> 32, (vmi_word_t)p, flags);
#else
	vmi_SetPxE(e, (vmi_word_t)p, flags);
#endif
}

void pte_tell(pte_t *p, uint32_t flags)
{
#ifdef CONFIG_PAE
	vmi_UpdatePxELong((vmi_word_t)p, flags);
#else
	vmi_UpdatePxE((vmi_word_t)p, flags);
#endif
}

pte_t *pd_of(struct aspace *as, vmi_word_t va, bool create)
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

void linear_mapping_tell(void)
{
	vmi_SetLinearMapping(0, KERNEL_BASE, platform->memory_end >> PAGE_SHIFT, 0);
}

void top_init(struct aspace *as)
{
#ifndef CONFIG_PAE
	vmi_word_t va;
#endif

	as->root = platform->root;
#ifdef CONFIG_PAE
	as->pd[KERNEL_PD] = table_of(pte_get(&as->root[KERNEL_PD]));
	pte_set(as, &as->root[0], 0, 0, VMI_PAGE_PDP);
#else
	as->pd[KERNEL_PD] = as->root;
	for (va = 0; pte_get(&as->root[PD_INDEX(va)]); va += 1u << PD_SHIFT)
		pte_set(as, &as->root[PD_INDEX(va)], 0, va, VMI_PAGE_PD);
#endif
}

struct aspace *top_create(void)
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
	pd_of(as, 0, true);
#else
	as->root = pd;
#endif
	return as;
}

void top_release(struct aspace *as)
{
#ifdef CONFIG_PAE
	table_release(as->root, VMI_PAGE_PDP);
#else
	(void)as;
#endif
}

void top_free(struct aspace *as)
{
#ifdef CONFIG_PAE
	page_free(as->root);
#else
	(void)as;
#endif
}
