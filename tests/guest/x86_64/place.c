/* SPDX-License-Identifier: GPL-2.0-only */
/* A ROM runs in a copy, in reach of the kernel's text: a window of ours, whose pages are never both written and run. */
#include "place.h"
#include <vmi/placing.h>

extern const struct vmi_site vmi_sites_begin[], vmi_sites_end[];

#define WINDOW_SIZE 0x80000

static uint8_t window[WINDOW_SIZE] __attribute__((aligned(PAGE_SIZE)));

const struct vmi_caller *own_caller = &vmi_call_x86_64;

void own_search(struct vmi_search *search)
{
	search->list = vmi_list_multiboot2;
}

static void set_bits(uint8_t *from, size_t len, pte_t off, pte_t on)
{
	size_t at;

	for (at = 0; at < len; at += PAGE_SIZE) {
		vmi_word_t va = (vmi_word_t)from + at;
		pte_t *p = pte_find(&kernel_aspace, va, false);

		map_page(&kernel_aspace, va, (pte_get(p) & ~off) | on);
	}
}

static bool protect(void *ctx, void *pages, size_t len)
{
	uint8_t *end = (uint8_t *)pages + len;

	(void)ctx;
	set_bits(pages, len, PTE_W | (nx_on() ? PTE_NX : 0), 0);
	set_bits(end, window + sizeof(window) - end, 0, nx_on() ? PTE_NX : 0);
	return true;
}

enum vmi_status own_place(struct vmi_rom *rom, struct vmi_start *start)
{
	struct vmi_place place = {
		.window = window,
		.size = sizeof(window),
		.begin = vmi_sites_begin,
		.end = vmi_sites_end,
		.percpu = offsetof(struct cpu, blob),
		.percpu_size = sizeof(this_cpu()->blob),
		.protect = protect,
	};
	size_t state = 0;
	enum vmi_status status;

	vmi_place_size(rom, &state, NULL);
	/* One that was placed there and then refused has left it protected. */
	set_bits(window, sizeof(window), nx_on() ? PTE_NX : 0, PTE_W);
	status = vmi_place(rom, &place, rom);
	start->image_frame = frame_of(window);
	start->frame = frame_of(window + state);
	start->direct = KERNEL_BASE;
	start->percpu = place.percpu;
	start->percpu_frame = frame_of(this_cpu()->blob);
	return status;
}
