/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What may wait, and how long.  A flush of the TLB could wait in a section for processor
 * state, where nobody looks for it.  It could survive the end of a section for page tables that
 * goes over into one of the other kind.  Entries could be more than there is room for.
 *
 * Expected: outside of a section for page tables a flush is in force when it returns.  What
 * such a section has put off is done at its end, when another mode is told, and when the
 * address space is loaded.
 */
#include "kernel.h"
#include "groups.h"

#define VA WINDOW_BASE
#define MANY 1200
#define RW (PTE_P | PTE_W | PTE_A | PTE_D)

static uint32_t frames[2];

static uint32_t look(void)
{
	return *(volatile uint32_t *)VA;
}

static void write(uint32_t i)
{
	pte_set(&kernel_aspace, pte_find(&kernel_aspace, VA, false), pte_make(frames[i], RW), VA, VMI_PAGE_PT);
}

/* Frame 0 is mapped and in the TLB. */
static void begin(void)
{
	write(0);
	vmi_InvalPage(VA);
	look();
}

void test_lazy(void)
{
	uint32_t mask, i, seen;

	for (i = 0; i < 2; i++) {
		frames[i] = frame_alloc();
		*(uint32_t *)phys_to_virt(frames[i] << PAGE_SHIFT) = i;
	}
	pte_find(&kernel_aspace, VA, true);
	preempt_disable();
	mask = irq_save();

	begin();
	vmi_SetLazyMode(VMI_LAZY_CPU);
	write(1);
	vmi_InvalPage(VA);
	seen = look();
	vmi_SetLazyMode(VMI_LAZY_NONE);
	tap_eq(seen, 1, "InvalPage in a section for processor state is in force when it returns");

	begin();
	vmi_SetLazyMode(VMI_LAZY_CPU);
	write(1);
	vmi_FlushTLB(VMI_FLUSH_TLB | VMI_FLUSH_GLOBAL);
	seen = look();
	vmi_SetLazyMode(VMI_LAZY_NONE);
	tap_eq(seen, 1, "and so is FlushTLB");

	begin();
	vmi_SetLazyMode(VMI_LAZY_MMU);
	write(1);
	vmi_InvalPage(VA);
	vmi_SetLazyMode(VMI_LAZY_CPU);
	seen = look();
	vmi_SetLazyMode(VMI_LAZY_NONE);
	tap_eq(seen, 1, "what a section for page tables has put off is done when one for processor state follows");

	begin();
	vmi_SetLazyMode(VMI_LAZY_MMU);
	write(1);
	vmi_InvalPage(VA);
	vmi_SetLazyMode(VMI_LAZY_NONE);
	tap_eq(look(), 1, "InvalPage in a section for page tables is in force at its end");

	begin();
	vmi_SetLazyMode(VMI_LAZY_MMU);
	write(1);
	vmi_FlushTLB(VMI_FLUSH_TLB);
	vmi_SetLazyMode(VMI_LAZY_NONE);
	tap_eq(look(), 1, "and so is FlushTLB");

	begin();
	vmi_SetLazyMode(VMI_LAZY_MMU);
	write(1);
	vmi_SetCR3(vmi_GetCR3());
	seen = look();
	vmi_SetLazyMode(VMI_LAZY_NONE);
	tap_eq(seen, 1, "SetCR3 does what waits, and drops what is in the TLB");

	vmi_SetLazyMode(VMI_LAZY_MMU);
	for (i = 0; i < MANY; i++)
		write(i & 1);
	vmi_SetLazyMode(VMI_LAZY_NONE);
	vmi_InvalPage(VA);
	tap_eq(look(), (MANY - 1) & 1, "%u entries in one section, in their order", MANY);

	unmap_page(&kernel_aspace, VA);
	vmi_InvalPage(VA);
	irq_restore(mask);
	preempt_enable();
	frame_put(frames[0]);
	frame_put(frames[1]);
}
