/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Linear addresses of the probes' own, mapped behind the back of the calls: what is
 * to be tested can't be the means of testing it, if there are others.  The tables
 * of a processor that is not ours can be written by the calls only.  The kernel may have made the
 * table; it becomes reachable from user mode, where SYSEXIT's probe goes.
 */
#include "probe.h"
#include "native.h"

uint8_t probe_page[3][PAGE_SIZE] __attribute__((aligned(4096)));
static pte_t table[PAGE_SIZE / sizeof(pte_t)] __attribute__((aligned(4096)));

static pte_t *directory(uint32_t va)
{
#ifdef CONFIG_PAE
	uint64_t *pdpt = phys_to_virt(native_get_cr3() & ~0x1fu);

	return phys_to_virt(pdpt[va >> 30] & PTE_FRAME);
#else
	(void)va;
	return phys_to_virt(native_get_cr3() & PTE_FRAME);
#endif
}

volatile pte_t *probe_pte(uint32_t va)
{
	pte_t *pde;

	if (!cpu_is_ours())
		return pte_find(&kernel_aspace, va, false);
	pde = &directory(va)[va >> PD_SHIFT & (PT_ENTRIES - 1)];

	if (!(*pde & PTE_P))
		*pde = virt_to_phys(table) | PTE_P | PTE_W | PTE_A;
	if (!(*pde & PTE_U)) {
		*pde |= PTE_U;
		native_invlpg(va);
	}
	return (pte_t *)phys_to_virt(*pde & PTE_FRAME) + (va >> PAGE_SHIFT & (PT_ENTRIES - 1));
}

void probe_map(uint32_t va, pte_t e)
{
	volatile pte_t *p = probe_pte(va);

	if (cpu_is_ours())
		*p = e;
	else
		pte_set(&kernel_aspace, (pte_t *)p, e, va, VMI_PAGE_PT);
}

uint64_t probe_as_written(uint64_t e)
{
	return cpu_is_ours() ? e : vmi_MachineToPhysical(e);
}
