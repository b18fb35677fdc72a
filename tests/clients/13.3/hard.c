// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a client may have done, or a processor may lack, that this project's Init can't live with and
 * refuses; by words of the command line.
 */
#include "kernel.h"

#define HIGH_FRAME 0x500000 /* beyond the first 4 MiB */
#define CR3_FLAGS 0x18
#define LARGE (PTE_PS | PTE_W | PTE_P)

static void load_cr3(uint32_t cr3)
{
	asm volatile("mov %0, %%cr3" : : "r"(cr3) : "memory");
}

/* Another frame with the same content at a page of the low 4 MiB, which is 1:1 no more; 0: with nothing in
 * it. */
static void move_page(uint32_t page, bool copy)
{
	uint32_t frame = alloc_frame();

	for (unsigned int i = 0; i < PAGE_SIZE; i += 4)
		*(volatile uint32_t *)(frame + i) = copy ? *(volatile uint32_t *)(page + i) : 0;
	*pte_of(page) = frame | PTE_P | PTE_W;
	invlpage(page);
}

/* A frame of the low ones, copied to where nothing is 1:1. */
static uint32_t copy_high(uint32_t from)
{
	uint32_t page = LOW_PAGES * PAGE_SIZE - PAGE_SIZE;

	*pte_of(page) = HIGH_FRAME | PTE_P | PTE_W;
	invlpage(page);
	for (unsigned int i = 0; i < PAGE_SIZE; i += 4)
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
	if (has_word(cmdline, "busy"))
		for (uint32_t page = 0xC0000; page < 0xE0000; page += PAGE_SIZE)
			*pte_of(ROM_WINDOW + page) = 0x5a5a5000;
	if (has_word(cmdline, "elsewhere") || has_word(cmdline, "twin"))
		move_page(PHYS_PDIR, has_word(cmdline, "twin"));
	if (has_word(cmdline, "copied"))
		for (uint32_t page = 0xC0000; page < 0xE0000; page += PAGE_SIZE)
			move_page(page, true);
	if (has_word(cmdline, "high"))
		move_directory_high();
	if (has_word(cmdline, "far")) {
		*pde_of(0) = copy_high(PHYS_PT_LOW) | PTE_P | PTE_W;
		load_cr3(PHYS_PDIR);
	}
	if (has_word(cmdline, "aloft")) {
		*pde_of(SYSPAGE) = copy_high(PHYS_PT_SYS) | PTE_P | PTE_W;
		load_cr3(PHYS_PDIR);
	}
	if (has_word(cmdline, "shifted"))
		move_page(PHYS_PT_SYS, true);
	if (has_word(cmdline, "flagged"))
		load_cr3(PHYS_PDIR | CR3_FLAGS);
}

/* The slot in its place. */
static void answers(int want, uint32_t flags, const char *what)
{
	probe_begin(VMI_Init);
	probe.target = probe.in[ECX] = rom + VMI_Init * SLOT_SIZE;
	probe.in[EFLAGS] |= flags;
	probe_call(C_CALL, what);
	is(probe.out[EAX], want, "%s: %s", what, want ? "refused" : "done");
}

static void try_pae(void)
{
	uint64_t *pointers = (uint64_t *)alloc_frame(), *low = (uint64_t *)alloc_frame();
	uint64_t *kernel = (uint64_t *)alloc_frame(), *table = (uint64_t *)alloc_frame();
	uint32_t id[4];

	cpuid(1, id);
	if (!(id[3] & 1 << 6)) {
		tap_skip("no PAE", "Init, PAE");
		return;
	}
	for (unsigned int i = 0; i < PAGE_SIZE / 8; i++)
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
	table[3] = (PHYS_TCB + PAGE_SIZE) | PTE_W | PTE_P;
	set_paging((uint32_t)pointers, CR4_PAE);
	answers(-3, 0, "Init, PAE");
	set_paging(PHYS_PDIR, 0);
	tap_ok(nothing_changed(), "Init, PAE: nothing has changed");
}

static bool without_id;
static unsigned int seen_cr4;

/* Behind each instruction: EFLAGS.ID is clear, as if it couldn't be set; is the next one a move of CR4? */
static void watch(struct frame *frame)
{
	const uint8_t *at = (const uint8_t *)frame->eip;

	if (without_id)
		frame->eflags &= ~ID;
	seen_cr4 += at[0] == 0x0f && (at[1] & 0xfd) == 0x20 && (at[2] & 0x38) == 0x20;
}

/* Without CPUID, or without PSE and PAE, there may be no CR4 to look at. */
static void try_without_cr4(const char *what)
{
	seen_cr4 = 0;
	on_step = watch;
	answers(0, TF, what);
	on_step = NULL;
	is(seen_cr4, 0, "%s: no instruction is about CR4", what);
	empty_window();
	tap_ok(nothing_changed(), "%s: nothing has changed outside the window", what);
}

/* What can be tried before Init is called in earnest. */
void try_init(void)
{
	uint32_t id[4];

	cpuid(1, id);
	if (has_word(cmdline, "pae"))
		try_pae();
	if (has_word(cmdline, "noid")) {
		init_traps();
		without_id = true;
		try_without_cr4("Init, no CPUID");
		without_id = false;
		if (!(id[3] & (1 << 3 | 1 << 6)))
			try_without_cr4("Init, neither PSE nor PAE");
	}
	if (has_word(cmdline, "hostile"))
		try_tables();
}
