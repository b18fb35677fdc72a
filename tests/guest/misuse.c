/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Breaks one rule of the specification (sections 22 and 23) on purpose: misuse=NAME.
 * Where a platform below guards its memory the blob must end us with a line that says what
 * was refused; to go on would be silent corruption.  tests/xen/misuse.t knows the lines.
 */
#include "kernel.h"
#include "groups.h"
#include "options.h"
#include <vmi/ap_state.h>

#define RW (PTE_P | PTE_W | PTE_A | PTE_D)

/* The n-th page of the window that tests may map: its entry. */
static void write_window(uint32_t n, uint32_t frame)
{
	uint32_t va = WINDOW_BASE + n * PAGE_SIZE;

	pte_set(&kernel_aspace, pte_find(&kernel_aspace, va, false), pte_make(frame, RW), va, VMI_PAGE_PT);
}

/* The page table of the window, mapped writable. */
static uint32_t table_in_use(void)
{
	return frame_of(pte_find(&kernel_aspace, WINDOW_BASE, false));
}

static void entry(void)
{
	write_window(0, table_in_use());
}

/* Beyond our memory frames are the machine's: this one, below 64 MiB of a larger machine, is somebody else's. */
static void foreign(void)
{
	write_window(0, 0x3f00);
}

static void entry_in_batch(void)
{
	uint32_t i;

	vmi_SetLazyMode(VMI_LAZY_MMU);
	for (i = 0; i < 10; i++)
		write_window(i, i == 3 ? table_in_use() : frame_alloc());
	vmi_SetLazyMode(VMI_LAZY_NONE);
}

/* In the second run of entries, behind a page that becomes a table: which of the entries it was is told all
 * the same. */
static void entry_behind_table(void)
{
	uint32_t i;

	vmi_SetLazyMode(VMI_LAZY_MMU);
	for (i = 0; i < 6; i++) {
		if (i == 2)
			vmi_AllocatePage(frame_of(pages_alloc(1)), VMI_PAGE_PT | PAGE_PAE, 0, 0, 0);
		write_window(i, i == 4 ? table_in_use() : frame_alloc());
	}
	vmi_SetLazyMode(VMI_LAZY_NONE);
}

/* It waits for its flush, by which Xen sees it first. */
static void entry_deferred(void)
{
	uint32_t va = WINDOW_BASE + PAGE_SIZE;

	pte_set_flush(&kernel_aspace, pte_find(&kernel_aspace, va, false), pte_make(table_in_use(), RW), va);
}

/* A page that was not announced, as page table. */
static void directory(void)
{
	uint32_t va = WINDOW_BASE;
	struct aspace *as = &kernel_aspace;

	pte_set(as, &as->pd[va >> 30][va >> PD_SHIFT & (PT_ENTRIES - 1)], pte_make(frame_alloc(), RW), va,
		VMI_PAGE_PD);
}

/* A top-level table whose entry leads to an ordinary page. */
static void root(void)
{
	uint64_t *page = pages_alloc(1);

	page[0] = vmi_PhysicalToMachine(pte_make(frame_alloc(), PTE_P));
	vmi_AllocatePage(frame_of(page), VMI_PAGE_PDP | PAGE_PAE, 0, 0, 0);
	vmi_SetCR3(virt_to_phys(page));
}

static void release(void)
{
	vmi_ReleasePage(table_in_use(), VMI_PAGE_PT | PAGE_PAE);
}

/* Behind a page that is released rightly, in one batch. */
static void release_in_batch(void)
{
	uint32_t frame = frame_of(pages_alloc(1));

	vmi_AllocatePage(frame, VMI_PAGE_PT | PAGE_PAE, 0, 0, 0);
	vmi_SetLazyMode(VMI_LAZY_MMU);
	vmi_ReleasePage(frame, VMI_PAGE_PT | PAGE_PAE | VMI_PAGE_DEFER);
	vmi_ReleasePage(table_in_use(), VMI_PAGE_PT | PAGE_PAE | VMI_PAGE_DEFER);
	vmi_SetLazyMode(VMI_LAZY_NONE);
}

static void no_memory(void)
{
	vmi_AllocatePage((platform->memory_end >> PAGE_SHIFT) + 0x100000, VMI_PAGE_PT | PAGE_PAE, 0, 0, 0);
}

/* 4 GiB behind a frame of ours. */
static void no_memory_far(void)
{
	vmi_AllocatePage(frame_of(pages_alloc(1)) + 0x100000, VMI_PAGE_PT | PAGE_PAE, 0, 0, 0);
}

/* An entry named by a second mapping of its table, which is outside of the direct one. */
static void entry_elsewhere(void)
{
	uint32_t va = WINDOW_BASE + (1u << PD_SHIFT), table = table_in_use();
	pte_t e = pte_make(frame_alloc(), RW);

	map_page(&kernel_aspace, va, pte_make(table, PTE_P | PTE_A));
	vmi_SetPxELong(e, (uint64_t)e >> 32, va, VMI_PAGE_PT);
}

static void moved(void)
{
	vmi_SetLinearMapping(0, KERNEL_BASE + 0x10000000, 1, 0);
}

/* Nobody can go on behind an exception that there is no gate for. */
static void no_gate(void)
{
	vmi_WriteIDTEntry((uint32_t)idt, VEC_UD, 0, 0);
	asm volatile("ud2");
}

static void int3(void)
{
	asm volatile("int3");
}

/* INT3 without a gate is a #GP, for which there is none either. */
static void no_gate_int3(void)
{
	vmi_WriteIDTEntry((uint32_t)idt, VEC_BP, 0, 0);
	vmi_WriteIDTEntry((uint32_t)idt, VEC_GP, 0, 0);
	int3();
}

/* The same, the table ends before it; behind its end is a gate. */
static void short_idt(void)
{
	uint64_t *table = pages_alloc(1);
	struct desc_ptr shorter = {VEC_GP * 8 - 1, (uint32_t)table};

	memcpy(table, idt, NR_IDT * 8);
	table[VEC_BP] = 0;
	vmi_SetIDT((uint32_t)&shorter);
	int3();
}

/* As another processor changes a table that both have loaded: in memory, and Xen has the old gate yet. */
static void gate_gone(unsigned int vector)
{
	*(volatile uint64_t *)&idt[vector] = 0;
}

static void gone_nmi(void)
{
	if (!ipis_work())
		return;
	gate_gone(VEC_NMI);
	platform->send_ipi(this_cpu()->apic_id, VEC_NMI);
}

static void gone_nm(void)
{
	vmi_SetCR0(vmi_GetCR0() | CR0_TS);
	gate_gone(VEC_NM);
	asm volatile("fnop");
}

static void gone_np(void)
{
	gdt_write(this_cpu()->gdt, SEL_SPARE / 8,
		  desc_make(0, 0xfffff, (DESC_DATA | DESC_DPL(3)) & ~0x80, DESC_4K_32));
	gate_gone(VEC_NP);
	asm volatile("mov %0, %%gs" : : "r"(SEL_SPARE | 3));
}

static void gone_gp(void)
{
	gate_gone(VEC_GP);
	asm volatile("mov %0, %%gs" : : "r"(SEL_KERNEL_CS | 3));
}

static void set_gdt(uint32_t base)
{
	struct desc_ptr gdt = {NR_GDT * 8 - 1, base};

	vmi_SetGDT((uint32_t)&gdt);
}

static void gdt(void)
{
	set_gdt((uint32_t)phys_to_virt(table_in_use() << PAGE_SHIFT));
}

static void gdt_place(void)
{
	set_gdt((uint32_t)pages_alloc(1) + 16);
}

/* All of the pages that Xen takes; the last is the blob's. */
static void gdt_size(void)
{
	struct desc_ptr gdt = {0xffff, (uint32_t)pages_alloc(16)};

	vmi_SetGDT((uint32_t)&gdt);
}

static void ldt_place(void)
{
	ldt_load(this_cpu(), (uint32_t)pages_alloc(1) + 16);
}

/* A selector of the GDT that leads to no LDT. */
static void ldt_none(void)
{
	vmi_SetLDT(SEL_USER_DS & ~7u);
}

static void ldt_beyond(void)
{
	vmi_SetLDT(NR_GDT * 8);
}

/* In a batch, behind two that are right: a TSS in a loaded LDT. */
static void descriptor(void)
{
	uint64_t *ldt = pages_alloc(1);

	preempt_disable();
	ldt_load(this_cpu(), (uint32_t)ldt);
	vmi_SetLazyMode(VMI_LAZY_CPU);
	kernel_stack_set(this_cpu(), this_cpu()->tss.sp0);
	ldt_write(ldt, 1, desc_make(0, 0, DESC_DATA | DESC_DPL(3), DESC_BYTE_32));
	ldt_write(ldt, 2, desc_make(0, 0x67, DESC_TSS, DESC_BYTE));
	ldt_write(ldt, 3, desc_make(0, 0, DESC_DATA | DESC_DPL(3), DESC_BYTE_32));
	vmi_SetLazyMode(VMI_LAZY_NONE);
}

static void ap_state(void)
{
	struct vmi_ap_state ap;

	memset(&ap, 0, sizeof(ap));
	ap.cr3 = virt_to_phys(kernel_aspace.root);
	ap.gdtr_base = (uint32_t)phys_to_virt(table_in_use() << PAGE_SHIFT);
	ap.gdtr_limit = NR_GDT * 8 - 1;
	vmi_SetInitialAPState((uint32_t)&ap, 1);
}

void misuse(void)
{
	static const struct {
		const char *name;
		void (*run)(void);
	} rules[] = {
		{"entry", entry},
		{"foreign", foreign},
		{"entry-in-batch", entry_in_batch},
		{"entry-behind-table", entry_behind_table},
		{"entry-deferred", entry_deferred},
		{"directory", directory},
		{"root", root},
		{"release", release},
		{"release-in-batch", release_in_batch},
		{"no-memory", no_memory},
		{"no-memory-far", no_memory_far},
		{"entry-elsewhere", entry_elsewhere},
		{"moved", moved},
		{"no-gate", no_gate},
		{"no-gate-int3", no_gate_int3},
		{"short-idt", short_idt},
		{"gone-nmi", gone_nmi},
		{"gone-nm", gone_nm},
		{"gone-np", gone_np},
		{"gone-gp", gone_gp},
		{"gdt", gdt},
		{"gdt-place", gdt_place},
		{"gdt-size", gdt_size},
		{"ldt-place", ldt_place},
		{"ldt-none", ldt_none},
		{"ldt-beyond", ldt_beyond},
		{"descriptor", descriptor},
		{"ap-state", ap_state},
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rules); i++) {
		if (strcmp(options.misuse, rules[i].name))
			continue;
		rules[i].run();
		tap_ok(false, "%s: nobody has noticed", options.misuse);
		return;
	}
	tap_ok(false, "there is no rule %s to break", options.misuse);
}
