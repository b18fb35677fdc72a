/* SPDX-License-Identifier: MIT */
/*
 * What the smallest kernel has of x86-64: it was started as a PVH kernel, and start.S has mapped the first GiB one to one,
 * the first 2 MiB by pages of 4 KiB.  The text is read-only and executable, all else is writable and not executable.
 */
#ifndef MACHINE_H
#define MACHINE_H

#include <vmi/placing.h>

#define PVH_CMDLINE 24 /* in hvm_start_info, u64 */
#define MAPPED 0x40000000u

#define PAGE_PRESENT 1u
#define PAGE_WRITABLE 2u
#define PAGE_NO_EXECUTE (1ull << 63)

/* start.S: the entries of the first 512 pages; and where a ROM is placed: pages of its own. */
extern uint64_t page_table[512];
extern uint8_t rom_window[], rom_window_end[];

/* What each processor has for a ROM; there is but one. */
static uint8_t percpu[VMI_PERCPU_MAX] __attribute__((aligned(VMI_PERCPU_ALIGN)));

static const void *map(void *ctx, vmi_word_t phys, uint32_t len)
{
	(void)ctx;
	return phys < MAPPED && len <= MAPPED - phys ? (const void *)phys : NULL;
}

/* Where a ROM may be, beside the window.  Returns the command line, or NULL. */
static const char *machine_search(const void *boot, struct vmi_search *search)
{
	search->multiboot = boot;
	search->list = vmi_list_pvh;
	search->map = map;
	return *(const char *const *)((const uint8_t *)boot + PVH_CMDLINE);
}

/* Of whole pages below 2 MiB, whose only mapping this is. */
static void set_pages(void *pages, size_t len, uint64_t flags)
{
	for (uintptr_t page = (uintptr_t)pages; page < (uintptr_t)pages + len; page += VMI_PAGE_SIZE) {
		page_table[page / VMI_PAGE_SIZE] = page | flags;
		asm volatile("invlpg (%0)" : : "r"(page) : "memory");
	}
}

/* Read-only and executable. */
static bool protect(void *ctx, void *pages, size_t len)
{
	(void)ctx;
	set_pages(pages, len, PAGE_PRESENT);
	return true;
}

/* It runs in a copy, in the kernel's own pages. */
static enum vmi_status machine_bind(const void *boot, struct vmi_rom *rom, const struct vmi_mask *mask,
				    struct vmi_binding *binding)
{
	struct vmi_place place = {
		.window = rom_window,
		.size = (size_t)(rom_window_end - rom_window),
		.begin = vmi_sites_begin,
		.end = vmi_sites_end,
		.percpu_size = sizeof(percpu),
		.protect = protect,
	};
	struct vmi_start start = {.features = VMI_CLIENT_INLINES, .boot_data = (vmi_word_t)boot};
	struct vmi_caller caller = vmi_call_x86_64;
	enum vmi_status status;
	size_t state;

	/* What vmi_locate_refused reads of it. */
	binding->rom = *rom;
	binding->culprit = VMI_NO_CALL;
	if (!vmi_place_size(rom, &state, NULL))
		state = 0; /* vmi_place says why */
	/* An earlier ROM, which was refused, may have been placed there. */
	set_pages(place.window, place.size, PAGE_PRESENT | PAGE_WRITABLE | PAGE_NO_EXECUTE);
	status = vmi_place(rom, &place, rom);
	if (status != VMI_OK)
		return status;
	/* The base of GS is percpu's address. */
	vmi_SetGSBase((vmi_word_t)percpu);
	start.frame = ((vmi_word_t)rom_window + state) / VMI_PAGE_SIZE;
	start.image_frame = (vmi_word_t)rom_window / VMI_PAGE_SIZE;
	start.percpu_frame = (vmi_word_t)percpu / VMI_PAGE_SIZE;
	caller.start = &start;
	return vmi_bind(rom, mask, &caller, binding);
}

#define CR0_WP 0x10000ul

/* The text's pages stay as they are: meanwhile the processor doesn't look whether they may be written. */
static void machine_write_text(bool begin)
{
	uint64_t cr0;

	asm volatile("mov %%cr0, %0" : "=r"(cr0) : : "memory");
	asm volatile("mov %0, %%cr0" : : "r"(begin ? cr0 & ~CR0_WP : cr0 | CR0_WP) : "memory");
}

static bool machine_has_cpuid(void)
{
	return true;
}

#endif
