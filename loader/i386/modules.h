/* SPDX-License-Identifier: MIT */
/* Modules as multiboot 1 lists them: Multiboot Specification 0.6.96, section 3.3. */
#ifndef VMI_LOADER_MODULES_H
#define VMI_LOADER_MODULES_H

#define MB_OFF_FLAGS 0
#define MB_FLAG_MODS 0x8
#define MB_OFF_MODS_COUNT 20
#define MB_OFF_MODS_ADDR 24
#define MB_MOD_OFF_START 0
#define MB_MOD_OFF_END 4
#define MB_MOD_SIZE 16u

static bool next_module(struct vmi_search *search, struct vmi_rom *rom)
{
	const uint8_t *mb = search->multiboot, *list;
	uint32_t count, address;

	if (!mb || !(vmi_get32(mb + MB_OFF_FLAGS) & MB_FLAG_MODS))
		return false;
	count = vmi_get32(mb + MB_OFF_MODS_COUNT);
	address = vmi_get32(mb + MB_OFF_MODS_ADDR);
	if (search->module >= count)
		return false;
	list = count > (UINT32_MAX - address) / MB_MOD_SIZE
		       ? NULL
		       : search->map(search->ctx, address, count * MB_MOD_SIZE);
	if (!list) {
		note_fault(search, VMI_BAD_MULTIBOOT);
		return false;
	}
	while (search->module < count) {
		const uint8_t *mod = list + MB_MOD_SIZE * search->module++, *base;
		uint32_t start = vmi_get32(mod + MB_MOD_OFF_START);
		uint32_t end = vmi_get32(mod + MB_MOD_OFF_END);
		uint32_t len;

		if (end <= start)
			continue;
		len = end - start < LARGEST_ROM ? end - start : LARGEST_ROM;
		base = search->map(search->ctx, start, len);
		if (base && check_candidate(search, base, len, VMI_WHERE_MODULE, rom))
			return true;
	}
	return false;
}

#endif
