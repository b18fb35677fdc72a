/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Entries of page tables that wait, with calls of other families among them: descriptor tables, single
 * descriptors, announcements.  A blob may use one buffer for all of these, and have room for so many calls
 * and so many entries.  Where one family fills or takes what another has begun, entries get lost, or go to
 * Xen as something else.  So the numbers go past any such room, and through each place where it ends.
 * Expected: when the section is over, all is as if each call had been done at once.
 */
#include "kernel.h"
#include "groups.h"

#define WINDOW(n) (WINDOW_BASE + (n)*PAGE_SIZE)
#define RW (PTE_P | PTE_W | PTE_A | PTE_D)
#define TABLE (VMI_PAGE_PT | (PTE_BYTES == 8 ? VMI_PAGE_PAE : 0))
#define SPARE (SEL_SPARE / 8)
#define LIMIT 0x123
#define MAX_ENTRIES 400     /* a page has room for 256, as Xen takes them */
#define MAX_DESCRIPTORS 134 /* more than two batches */
#define MIN_PAGES 50
#define MAX_PAGES 139

static uint32_t frames[4], pages[MAX_PAGES];
static uint64_t *gdt, *ldt; /* a page each; not loaded */

static uint32_t look(uint32_t va)
{
	return *(volatile uint32_t *)va;
}

static pte_t *window(uint32_t n)
{
	return pte_find(&kernel_aspace, WINDOW(n), true);
}

static void set(pte_t *p, pte_t e, uint32_t flags)
{
#ifdef CONFIG_PAE
	vmi_SetPxELong(e, e >> 32, (uint32_t)p, flags);
#else
	vmi_SetPxE(e, (uint32_t)p, flags);
#endif
}

/* Without the hint what it maps. */
static void put(uint32_t n, uint32_t frame, uint32_t flags)
{
	set(window(n), pte_make(frames[frame], RW), VMI_PAGE_PT | flags);
}

/* The first windows map frame 0, and are in the TLB. */
static void begin(uint32_t count)
{
	uint32_t i;

	for (i = 0; i < count; i++)
		put(i, 0, 0);
	vmi_FlushTLB(VMI_FLUSH_TLB);
	for (i = 0; i < count; i++)
		look(WINDOW(i));
}

static uint32_t limit_of(uint32_t selector)
{
	uint32_t limit = 0;

	asm volatile("lsl %1, %0" : "+r"(limit) : "r"(selector) : "cc");
	return limit;
}

static uint64_t segment(uint32_t base)
{
	return desc_make(base, LIMIT, DESC_DATA | DESC_DPL(3), DESC_BYTE_32);
}

/* To another GDT and back: what is another's then is an ordinary page again. */
static void load_gdt(void)
{
	uint64_t *own = this_cpu()->gdt;
	struct desc_ptr other = {NR_GDT * 8 - 1, (uint32_t)gdt}, usual = {NR_GDT * 8 - 1, (uint32_t)own};

	memcpy(gdt, own, NR_GDT * 8);
	vmi_SetGDT((uint32_t)&other);
	vmi_SetGDT((uint32_t)&usual);
}

static bool gdt_is_back(void)
{
	struct desc_ptr now;

	*(volatile uint64_t *)&gdt[SPARE] = 0;
	vmi_GetGDT((uint32_t)&now);
	return now.base == (uint32_t)this_cpu()->gdt && now.limit == NR_GDT * 8 - 1;
}

static void load_idt(void)
{
	struct desc_ptr p = {NR_IDT * 8 - 1, (uint32_t)idt};

	vmi_SetIDT((uint32_t)&p);
}

static bool idt_is_loaded(void)
{
	struct desc_ptr now;

	vmi_GetIDT((uint32_t)&now);
	return now.base == (uint32_t)idt && now.limit == NR_IDT * 8 - 1;
}

static void load_ldt(void)
{
	ldt_load(this_cpu(), (uint32_t)ldt);
}

static bool ldt_is_loaded(void)
{
	uint32_t limit = limit_of(SEL_LDT_ENTRY(5));

	ldt_load(this_cpu(), 0);
	return limit == LIMIT;
}

static void write_elsewhere(void)
{
	gdt_write(gdt, SPARE, segment(0x5000));
}

static bool elsewhere_is_written(void)
{
	bool is = gdt[SPARE] == segment(0x5000);

	gdt[SPARE] = 0;
	return is;
}

static const struct {
	void (*call)(void);
	bool (*done)(void);
	const char *name;
} tables[] = {
	{load_gdt, gdt_is_back, "SetGDT"},
	{load_idt, idt_is_loaded, "SetIDT"},
	{load_ldt, ldt_is_loaded, "SetLDT"},
	{write_elsewhere, elsewhere_is_written, "WriteGDTEntry into a table that isn't loaded"},
};

static const char *const sections[] = {
	[VMI_LAZY_NONE] = "outside of a section",
	[VMI_LAZY_MMU] = "in a section for the MMU",
	[VMI_LAZY_CPU] = "in a section for processor state",
};

static void check_table(uint32_t entries, uint32_t mode, uint32_t flags, uint32_t t)
{
	uint32_t i, bad = 0;
	bool done;

	begin(entries);
	vmi_SetLazyMode(mode);
	for (i = 0; i < entries; i++)
		put(i, (i + t) % 4, flags);
	tables[t].call();
	vmi_SetLazyMode(VMI_LAZY_NONE);
	done = tables[t].done();
	vmi_FlushTLB(VMI_FLUSH_TLB);
	for (i = 0; i < entries; i++)
		bad += look(WINDOW(i)) != (i + t) % 4;
	if (!tap_ok(!bad && done, "%u entries wait %s, and %s comes", entries, sections[mode],
		    tables[t].name))
		tap_note("%u entries are wrong; %s is %s", bad, tables[t].name, done ? "done" : "not done");
}

/* Outside of a section, and in one for something else, entries wait that were given with DEFER. */
static void check_tables(uint32_t entries)
{
	uint32_t t;

	for (t = 0; t < ARRAY_SIZE(tables); t++) {
		check_table(entries, VMI_LAZY_MMU, 0, t);
		check_table(entries, VMI_LAZY_CPU, VMI_PAGE_DEFER, t);
		check_table(entries, VMI_LAZY_NONE, VMI_PAGE_DEFER, t);
	}
}

/* That many descriptors, an entry, one more descriptor, two entries. */
static bool mix(uint32_t descriptors)
{
	uint64_t *own = this_cpu()->gdt;
	uint32_t i;

	begin(3);
	vmi_SetLazyMode(VMI_LAZY_CPU);
	for (i = 0; i < descriptors; i++)
		gdt_write(own, SPARE, segment(i << 12));
	put(0, 1, VMI_PAGE_DEFER);
	gdt_write(own, SPARE, segment(i << 12));
	put(1, 2, VMI_PAGE_DEFER);
	put(2, 3, VMI_PAGE_DEFER);
	vmi_SetLazyMode(VMI_LAZY_NONE);
	vmi_FlushTLB(VMI_FLUSH_TLB);
	return look(WINDOW(0)) == 1 && look(WINDOW(1)) == 2 && look(WINDOW(2)) == 3 &&
	       own[SPARE] == segment(i << 12);
}

static void check_descriptors(void)
{
	uint32_t n, bad = 0;

	for (n = 0; n <= MAX_DESCRIPTORS; n++)
		if (!mix(n) && !bad++)
			tap_note("%u descriptors, then entries: lost or mixed up", n);
	tap_eq(bad, 0, "0 to %u descriptors in a section for processor state, then entries that wait",
	       MAX_DESCRIPTORS);
	gdt_write(this_cpu()->gdt, SPARE, 0);
}

static pte_t *entry_of(uint32_t page)
{
	return (pte_t *)phys_to_virt(pages[page] << PAGE_SHIFT) + 3;
}

/* With every other number an entry elsewhere comes between a table's and the next announcement. */
static void announce(uint32_t count)
{
	uint32_t i;

	begin(1);
	vmi_SetLazyMode(VMI_LAZY_MMU);
	for (i = 0; i < count; i++) {
		vmi_AllocatePage(pages[i], TABLE, 0, 0, 0);
		set(entry_of(i), pte_make(frames[i % 4], RW), VMI_PAGE_PT);
		if (count & 1)
			put(0, i % 4, 0);
	}
	vmi_InvalPage(WINDOW(0));
	put(0, 2, 0);
	vmi_SetLazyMode(VMI_LAZY_NONE);
	vmi_InvalPage(WINDOW(0));
}

static uint32_t announced_wrong(uint32_t count)
{
	uint32_t i, bad = look(WINDOW(0)) != 2;

	for (i = 0; i < count; i++)
		bad += pte_get(entry_of(i)) != pte_make(frames[i % 4], RW);
	return bad;
}

/* Ordinary pages again: one that isn't faults. */
static void release(uint32_t count)
{
	uint32_t i;

	vmi_SetLazyMode(VMI_LAZY_MMU);
	for (i = 0; i < count; i++) {
		set(entry_of(i), 0, VMI_PAGE_PT);
		vmi_ReleasePage(pages[i], TABLE | VMI_PAGE_DEFER);
	}
	vmi_SetLazyMode(VMI_LAZY_NONE);
	for (i = 0; i < count; i++)
		*(volatile pte_t *)entry_of(i) = 0;
}

static void check_announced(void)
{
	uint32_t n, bad = 0;

	for (n = 0; n < MAX_PAGES; n++)
		pages[n] = frame_alloc();
	for (n = MIN_PAGES; n <= MAX_PAGES; n++) {
		announce(n);
		bad += announced_wrong(n);
		release(n);
	}
	tap_eq(bad, 0, "%u to %u pages announced in one section, an entry in each", MIN_PAGES, MAX_PAGES);
	for (n = 0; n < MAX_PAGES; n++)
		frame_put(pages[n]);
}

/* One that came first may be kept apart from all that wait. */
static void check_alone(void)
{
	uint32_t frame = frame_alloc(), hint = VMI_PAGE_DEFER | VMI_PAGE_CURRENT_AS, cr0 = vmi_GetCR0();
	bool loaded;

	begin(2);
	put(0, 2, hint | WINDOW(0));
	load_ldt();
	loaded = ldt_is_loaded();
	vmi_SetCR0(cr0 | CR0_TS);
	vmi_CLTS();
	vmi_SetCR0(cr0);
	vmi_InvalPage(WINDOW(0));
	tap_ok(loaded && look(WINDOW(0)) == 2, "an entry waits alone over an LDT's load and CR0's change");
	put(1, 3, hint | WINDOW(1));
	vmi_AllocatePage(frame, TABLE, 0, 0, 0);
	vmi_ReleasePage(frame, TABLE);
	*(volatile uint32_t *)phys_to_virt(frame << PAGE_SHIFT) = 0;
	vmi_InvalPage(WINDOW(1));
	tap_eq(look(WINDOW(1)), 3, "one waits alone over an announcement and a release");
	frame_put(frame);
}

static void run(void)
{
	uint32_t i;

	gdt = pages_alloc(1);
	ldt = pages_alloc(1);
	ldt_write(ldt, 5, segment(0));
	check_tables(100);
	check_tables(MAX_ENTRIES);
	check_descriptors();
	check_announced();
	check_alone();
	for (i = 0; i < MAX_ENTRIES; i++)
		unmap_page(&kernel_aspace, WINDOW(i));
	page_free(ldt);
	page_free(gdt);
}

void test_mixed(void)
{
	struct aspace *before;
	unsigned int i, free = frames_free();

	for (i = 0; i < 4; i++) {
		frames[i] = frame_alloc();
		*(uint32_t *)phys_to_virt(frames[i] << PAGE_SHIFT) = i;
	}
	preempt_disable();
	before = this_cpu()->aspace;
	aspace_load(&kernel_aspace);
	run();
	aspace_load(before);
	preempt_enable();
	for (i = 0; i < 4; i++)
		frame_put(frames[i]);
	tap_eq(frames_free(), free, "no frame is left behind");
}
