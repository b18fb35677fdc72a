// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a client may have done, or a processor may lack, that this project's Init can't live with and
 * refuses; by words of the command line.
 */
#include "kernel.h"

#define HIGH_FRAME 0x500000 /* beyond the first 4 MiB */
#define CR3_FLAGS 0x18
#define CR4_PAE 0x20
#define LARGE (PDE_LARGE | PTE_W | PTE_P)

static void load_cr3(uint32_t cr3)
{
	asm volatile("mov %0, %%cr3" : : "r"(cr3) : "memory");
}

/* Another frame with the same content at a page of the low 4 MiB, which is 1:1 no more; 0: with nothing in
 * it. */
static void move_page(uint32_t page, bool copy)
{
	uint32_t frame = alloc_frame();

	for (unsigned int i = 0; i < PAGE; i += 4)
		*(volatile uint32_t *)(frame + i) = copy ? *(volatile uint32_t *)(page + i) : 0;
	*pte_of(page) = frame | PTE_P | PTE_W;
	invlpage(page);
}

/* A frame of the low ones, copied to where nothing is 1:1. */
static uint32_t copy_high(uint32_t from)
{
	uint32_t page = LOW_PAGES * PAGE - PAGE;

	*pte_of(page) = HIGH_FRAME | PTE_P | PTE_W;
	invlpage(page);
	for (unsigned int i = 0; i < PAGE; i += 4)
		*(volatile uint32_t *)(page + i) = *(volatile uint32_t *)(from + i);
	*pte_of(page) = page | PTE_P | PTE_W;
	invlpage(page);
	return HIGH_FRAME;
}

static void move_directory_high(void)
{
	uint32_t frame = copy_high(PHYS_PDIR);

	*pte_of(PDIR) = frame | PTE_P | PTE_W;
	load_cr3(frame);
	*pde_of(PTE_WINDOW) = frame | PTE_P | PTE_W;
	load_cr3(frame);
}

void make_it_hard(void)
{
	if (asked("busy"))
		*pde_of(0xFFC00000) = 0x5a5a5000;
	if (asked("elsewhere") || asked("twin"))
		move_page(PHYS_PDIR, asked("twin"));
	if (asked("copied"))
		for (uint32_t page = 0xC0000; page < 0xE0000; page += PAGE)
			move_page(page, true);
	if (asked("high"))
		move_directory_high();
	if (asked("far")) {
		*pde_of(0) = copy_high(PHYS_PT_LOW) | PTE_P | PTE_W;
		load_cr3(PHYS_PDIR);
	}
	if (asked("flagged"))
		load_cr3(PHYS_PDIR | CR3_FLAGS);
}

/* The slot in its place; it must have changed nothing. */
static void refused(int want, uint32_t flags, const char *what)
{
	uint32_t before, cr4;

	asm volatile("mov %%cr4, %0" : "=r"(before));
	probe_begin(VMI_Init);
	probe.target = probe.in[ECX] = rom + VMI_Init * SLOT_SIZE;
	probe.in[EFLAGS] |= flags;
	probe_call(C_CALL, what);
	is(probe.out[EAX], want, "%s: refused", what);
	asm volatile("mov %%cr4, %0" : "=r"(cr4));
	ok(cr4 == before && !*pde_of(0xFFC00000), "%s: nothing has changed", what);
}

static void try_pae(void)
{
	uint64_t *pointers = (uint64_t *)alloc_frame(), *low = (uint64_t *)alloc_frame();
	uint64_t *kernel = (uint64_t *)alloc_frame(), *table = (uint64_t *)alloc_frame();
	uint32_t id[4];

	cpuid(1, id);
	if (!(id[3] & 1 << 6)) {
		skip("no PAE", "Init, PAE");
		return;
	}
	for (unsigned int i = 0; i < PAGE / 8; i++)
		pointers[i] = low[i] = kernel[i] = table[i] = 0;
	pointers[0] = (uint32_t)low | PTE_P;
	pointers[KERNEL_BASE >> 30] = (uint32_t)kernel | PTE_P;
	low[0] = LARGE;
	low[1] = 0x200000 | LARGE;
	kernel[0] = KERNEL_PHYS | LARGE;
	kernel[SYSPAGE >> 21 & 511] = (uint32_t)table | PTE_W | PTE_P;
	table[0] = PHYS_SYSPAGE | PTE_W | PTE_P;
	table[1] = PHYS_PDIR | PTE_W | PTE_P;
	table[2] = PHYS_TCB | PTE_W | PTE_P;
	table[3] = (PHYS_TCB + PAGE) | PTE_W | PTE_P;
	set_paging((uint32_t)pointers, CR4_PAE);
	refused(-3, 0, "Init, PAE");
	set_paging(PHYS_PDIR, 0);
}

/* Behind each instruction EFLAGS.ID is clear, as if it couldn't be set. */
static void no_id(struct frame *frame)
{
	frame->eflags &= ~ID;
}

static void try_without_cpuid(void)
{
	init_traps();
	on_step = no_id;
	refused(-2, TF, "Init, no CPUID");
	on_step = NULL;
}

/* What can be tried before Init is called in earnest. */
void try_init(void)
{
	if (asked("pae"))
		try_pae();
	if (asked("noid"))
		try_without_cpuid();
}
