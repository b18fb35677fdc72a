/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Page-table calls of several kinds in one lazy section, and entries that wait for their flush.  A blob that
 * collects them could hand them on in another order, lose what is more than it has room for, store into what
 * is read-only, or believe a wrong hint.  Expected: at the section's end, and at the flush, all is as if each
 * had been done at once.
 */
#include "kernel.h"
#include "groups.h"

#define VA 0x40000000u        /* of an address space's own */
#define TABLES 150            /* more than a batch holds */
#define STEP (1u << PD_SHIFT) /* what a table maps */
#define WINDOW(n) (WINDOW_BASE + (n)*PAGE_SIZE)
#define RW (PTE_P | PTE_W | PTE_A | PTE_D)

static uint32_t frames[4];

static uint32_t look(uint32_t va)
{
	return *(volatile uint32_t *)va;
}

static pte_t *window(uint32_t n)
{
	return pte_find(&kernel_aspace, WINDOW(n), true);
}

static void write(uint32_t n, uint32_t frame)
{
	pte_set(&kernel_aspace, window(n), pte_make(frame, RW), WINDOW(n), VMI_PAGE_PT);
}

static void set(pte_t *p, pte_t e, uint32_t flags)
{
#ifdef CONFIG_PAE
	vmi_SetPxELong(e, e >> 32, (uint32_t)p, flags);
#else
	vmi_SetPxE(e, (uint32_t)p, flags);
#endif
}

/* Windows 0 and 1 map frames 0 and 1, and both are in the TLB. */
static void begin(void)
{
	uint32_t n;

	for (n = 0; n < 2; n++) {
		write(n, frames[n]);
		vmi_InvalPage(WINDOW(n));
		look(WINDOW(n));
	}
}

/* Tables are announced, filled, and linked in one section, in directories old and new. */
static void check_tables(void)
{
	struct aspace *as = aspace_create();
	uint32_t i, bad = 0, found = 0;

	vmi_SetLazyMode(VMI_LAZY_MMU);
	for (i = 0; i < TABLES; i++) {
		pte_t *p = pte_find(as, VA + i * STEP, true);

		found += pte_find(as, VA + i * STEP, false) == p;
		pte_set(as, p, pte_make(frames[i % 4], RW), VA + i * STEP, VMI_PAGE_PT);
	}
	vmi_SetLazyMode(VMI_LAZY_NONE);
	tap_eq(found, TABLES, "a new table is found at once where it hangs");
	aspace_load(as);
	for (i = 0; i < TABLES; i++)
		bad += look(VA + i * STEP) != i % 4;
	tap_eq(bad, 0, "%u tables announced, linked and filled in one section", TABLES);

	/* The same with a directory that is in use: it can't wait. */
	vmi_SetLazyMode(VMI_LAZY_MMU);
	for (i = 0, bad = 0; i < 3; i++)
		pte_set(as, pte_find(as, VA - (i + 1) * STEP, true), pte_make(frames[i], RW),
			VA - (i + 1) * STEP, VMI_PAGE_PT);
	vmi_SetLazyMode(VMI_LAZY_NONE);
	for (i = 0; i < 3; i++)
		bad += look(VA - (i + 1) * STEP) != i;
	tap_eq(bad, 0, "and under a directory that is loaded");
	aspace_load(&kernel_aspace);
	/* Their entries' frames are ours. */
	for (i = 0; i < TABLES + 3; i++)
		frame_get(frames[i < TABLES ? i % 4 : i - TABLES]);
	aspace_destroy(as);
	tap_ok(true, "all of them are released in one section, and ordinary pages again");
}

/* A frame that is mapped writable, is no longer, and becomes a table: in this order. */
static void check_order(void)
{
	uint32_t frame = frame_alloc(), va = WINDOW_BASE;
	struct aspace *as = aspace_create();
	pte_t *table = phys_to_virt(frame << PAGE_SHIFT);

	aspace_load(as);
	write(0, frame);
	vmi_SetLazyMode(VMI_LAZY_MMU);
	pte_set(&kernel_aspace, window(0), 0, va, VMI_PAGE_PT);
	vmi_InvalPage(va);
	vmi_AllocatePage(frame, VMI_PAGE_PT | PAGE_PAE, 0, 0, 0);
	set(&table[5], pte_make(frames[3], RW), VMI_PAGE_PT);
	pte_set(as, &as->pd[0][3], pte_make(frame, PTE_P | PTE_W | PTE_U), 3 * STEP, VMI_PAGE_PD);
	vmi_SetLazyMode(VMI_LAZY_NONE);
	tap_eq(look(3 * STEP + 5 * PAGE_SIZE), 3,
	       "a frame's writable mapping goes before it becomes a table");

	vmi_SetLazyMode(VMI_LAZY_MMU);
	pte_set(as, &as->pd[0][3], 0, 3 * STEP, VMI_PAGE_PD);
	vmi_ReleasePage(frame, VMI_PAGE_PT | PAGE_PAE | VMI_PAGE_DEFER);
	write(0, frame);
	vmi_FlushTLB(VMI_FLUSH_TLB);
	vmi_SetLazyMode(VMI_LAZY_NONE);
	*(volatile uint32_t *)va = 77;
	table[1] = 0;
	tap_eq(*(uint32_t *)table, 77, "and comes back behind its release");
	unmap_page(&kernel_aspace, va);
	aspace_load(&kernel_aspace);
	aspace_destroy(as);
	frame_put(frame);
}

/* Released and announced again, and the other way round, in one section. */
static void check_again(void)
{
	uint32_t frame = frame_alloc(), flags = VMI_PAGE_PT | PAGE_PAE;
	pte_t *table = phys_to_virt(frame << PAGE_SHIFT), e = pte_make(frames[2], RW);

	vmi_AllocatePage(frame, flags, 0, 0, 0);
	vmi_SetLazyMode(VMI_LAZY_MMU);
	vmi_ReleasePage(frame, flags | VMI_PAGE_DEFER);
	vmi_AllocatePage(frame, flags, 0, 0, 0);
	set(&table[7], e, VMI_PAGE_PT);
	vmi_SetLazyMode(VMI_LAZY_NONE);
	tap_ok(pte_get(&table[7]) == e, "a page that is released and announced again in one section");
	vmi_ReleasePage(frame, flags);
	table[7] = 0;
	vmi_SetLazyMode(VMI_LAZY_MMU);
	vmi_AllocatePage(frame, flags, 0, 0, 0);
	set(&table[8], e, VMI_PAGE_PT);
	vmi_ReleasePage(frame, flags);
	table[9] = 0x1234;
	vmi_SetLazyMode(VMI_LAZY_NONE);
	tap_ok(pte_get(&table[8]) == e && table[9] == 0x1234, "one that is announced, and released at once");
	frame_put(frame);
}

/* An entry that waits for its flush is in force behind any. */
static void check_deferred(void)
{
	uint32_t seen;

	begin();
	set(window(0), pte_make(frames[2], RW),
	    VMI_PAGE_PT | VMI_PAGE_DEFER | VMI_PAGE_CURRENT_AS | WINDOW(0));
	vmi_InvalPage(WINDOW(0));
	tap_eq(look(WINDOW(0)), 2, "an entry that waits is in force behind InvalPage of what it maps");
	begin();
	set(window(0), pte_make(frames[2], RW), VMI_PAGE_PT | VMI_PAGE_DEFER);
	vmi_InvalPage(WINDOW(0));
	tap_eq(look(WINDOW(0)), 2, "also where the flags don't say what that is");
	begin();
	set(window(0), pte_make(frames[2], RW),
	    VMI_PAGE_PT | VMI_PAGE_DEFER | VMI_PAGE_CURRENT_AS | WINDOW(0));
	set(window(1), pte_make(frames[3], RW),
	    VMI_PAGE_PT | VMI_PAGE_DEFER | VMI_PAGE_CURRENT_AS | WINDOW(1));
	vmi_FlushTLB(VMI_FLUSH_TLB);
	tap_ok(look(WINDOW(0)) == 2 && look(WINDOW(1)) == 3, "two of them, behind FlushTLB");
	begin();
	set(window(0), pte_make(frames[2], RW),
	    VMI_PAGE_PT | VMI_PAGE_DEFER | VMI_PAGE_CURRENT_AS | WINDOW(0));
	set(window(0), pte_make(frames[3], RW), VMI_PAGE_PT);
	vmi_InvalPage(WINDOW(0));
	tap_eq(look(WINDOW(0)), 3, "one that waits and one that doesn't, in their order");
	begin();
	set(window(0), pte_make(frames[2], RW),
	    VMI_PAGE_PT | VMI_PAGE_DEFER | VMI_PAGE_CURRENT_AS | WINDOW(0));
	vmi_SetLazyMode(VMI_LAZY_CPU);
	set(window(1), pte_make(frames[3], RW),
	    VMI_PAGE_PT | VMI_PAGE_DEFER | VMI_PAGE_CURRENT_AS | WINDOW(1));
	vmi_SetCR3(vmi_GetCR3());
	vmi_SetLazyMode(VMI_LAZY_NONE);
	seen = look(WINDOW(0));
	tap_ok(seen == 2 && look(WINDOW(1)) == 3,
	       "behind a load of CR3, in a section for processor state, too");
}

/* The address in the flags is one that another entry maps, or an address space that isn't loaded. */
static void check_hints(void)
{
	struct aspace *as = aspace_create();
	pte_t *p = pte_find(as, WINDOW(0) & 0x3fffffff, true);

	begin();
	set(window(0), pte_make(frames[2], RW),
	    VMI_PAGE_PT | VMI_PAGE_DEFER | VMI_PAGE_CURRENT_AS | WINDOW(1));
	vmi_InvalPage(WINDOW(1));
	vmi_InvalPage(WINDOW(0));
	tap_ok(look(WINDOW(0)) == 2 && look(WINDOW(1)) == 1, "a wrong address in the flags harms nobody");
	begin();
	set(window(0), pte_make(frames[2], RW), VMI_PAGE_PT | VMI_PAGE_CURRENT_AS | WINDOW(512));
	vmi_InvalPage(WINDOW(0));
	tap_eq(look(WINDOW(0)), 2, "nor one in another table");
	set(p, pte_make(frames[3], RW), VMI_PAGE_PT | VMI_PAGE_CURRENT_AS | (WINDOW(0) & 0x3ffff000));
	vmi_InvalPage(WINDOW(0));
	tap_ok(pte_frame(pte_get(p)) == frames[3] && look(WINDOW(0)) == 2,
	       "nor one of an address space that isn't loaded");
	frame_get(frames[3]);
	aspace_destroy(as);
}

/* The room that many entries take may be somebody else's, too. */
static void check_room(void)
{
	static uint64_t before;
	uint32_t i, bad = 0;

	before = idt[VEC_TEST];
	vmi_SetLazyMode(VMI_LAZY_MMU);
	for (i = 0; i < 500; i++) {
		write(i, frames[i % 4]);
		if (i == 450)
			vmi_WriteIDTEntry((uint32_t)idt, VEC_TEST, before, before >> 32);
	}
	vmi_SetLazyMode(VMI_LAZY_NONE);
	vmi_FlushTLB(VMI_FLUSH_TLB);
	for (i = 0; i < 500; i++)
		bad += look(WINDOW(i)) != i % 4;
	tap_eq(bad, 0, "500 entries, and a gate among them");
	for (i = 0; i < 500; i++)
		unmap_page(&kernel_aspace, WINDOW(i));
}

void test_batch(void)
{
	struct aspace *before = this_cpu()->aspace;
	unsigned int i, free;

	for (i = 0; i < 4; i++) {
		frames[i] = frame_alloc();
		*(uint32_t *)phys_to_virt(frames[i] << PAGE_SHIFT) = i;
	}
	preempt_disable();
	aspace_load(&kernel_aspace);
	window(0);
	free = frames_free();
	check_tables();
	check_order();
	check_again();
	check_deferred();
	check_hints();
	check_room();
	tap_eq(frames_free(), free, "no frame is left behind");
	aspace_load(before);
	preempt_enable();
	for (i = 0; i < 4; i++)
		frame_put(frames[i]);
}
