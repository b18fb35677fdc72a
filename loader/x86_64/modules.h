/* SPDX-License-Identifier: MIT */
#ifndef VMI_LOADER_MODULES_H
#define VMI_LOADER_MODULES_H

/* A module becomes the window, so that a ROM for 64 bits is found inside of one for i386, too. */
static bool next_module(struct vmi_search *search, struct vmi_rom *rom)
{
	const void *module;
	size_t len;

	while (search->list && (module = search->list(search, &len))) {
		search->window = module;
		search->window_len = len < LARGEST_ROM ? len : LARGEST_ROM;
		search->in_module = true;
		if (next_in_window(search, rom))
			return true;
	}
	return false;
}

#endif
