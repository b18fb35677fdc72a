/* SPDX-License-Identifier: MIT */
/* Where a ROM may lie, and which candidate is taken. */
#include "private.h"

/* The length byte can't say more: what lies behind is not looked at or mapped. */
#define LARGEST_ROM (255u * VMI_ROM_UNIT)

/* Multiboot Specification 0.6.96, section 3.3 */
#define MB_OFF_FLAGS 0
#define MB_FLAG_MODS 0x8
#define MB_OFF_MODS_COUNT 20
#define MB_OFF_MODS_ADDR 24
#define MB_MOD_OFF_START 0
#define MB_MOD_OFF_END 4
#define MB_MOD_SIZE 16u

static bool claims_vmi(const uint8_t *base, size_t len)
{
	return len >= VMI_ROM_OFF_VMI + 4 && vmi_get16(base) == VMI_ROM_SIGNATURE &&
	       vmi_get32(base + VMI_ROM_OFF_VMI) == VMI_ROM_VMI_SIGNATURE;
}

/*
 * Looks at one candidate.  *fault keeps the first one's, so that a later ROM
 * does not hide why the earlier was not taken.  True: this is the ROM.
 */
static bool candidate(const uint8_t *base, size_t len, enum vmi_where where, struct vmi_rom *rom,
		      enum vmi_status *fault)
{
	enum vmi_status status;

	if (!claims_vmi(base, len))
		return false;
	status = vmi_check(base, len, rom);
	if (status == VMI_OK) {
		rom->where = where;
		return true;
	}
	if (*fault == VMI_NO_ROM)
		*fault = status;
	return false;
}

enum vmi_status vmi_locate_window(const void *window, size_t len, struct vmi_rom *rom)
{
	enum vmi_status fault = VMI_NO_ROM;

	for (size_t off = 0; off < len; off += VMI_ROM_STEP) {
		if (candidate((const uint8_t *)window + off, len - off, VMI_WHERE_WINDOW, rom, &fault))
			return VMI_OK;
		if (len - off <= VMI_ROM_STEP)
			break; /* off may not wrap */
	}
	return fault;
}

enum vmi_status vmi_locate_multiboot(const void *info, vmi_map_fn *map, void *ctx, struct vmi_rom *rom)
{
	const uint8_t *mb = info;
	enum vmi_status fault = VMI_NO_ROM;
	uint32_t count, list;
	const uint8_t *mod;

	if (!mb)
		return VMI_BAD_MULTIBOOT;
	if (!(vmi_get32(mb + MB_OFF_FLAGS) & MB_FLAG_MODS))
		return VMI_NO_ROM;
	count = vmi_get32(mb + MB_OFF_MODS_COUNT);
	list = vmi_get32(mb + MB_OFF_MODS_ADDR);
	if (count == 0)
		return VMI_NO_ROM;
	if (count > (UINT32_MAX - list) / MB_MOD_SIZE)
		return VMI_BAD_MULTIBOOT;
	mod = map(ctx, list, count * MB_MOD_SIZE);
	if (!mod)
		return VMI_BAD_MULTIBOOT;

	for (; count; count--, mod += MB_MOD_SIZE) {
		uint32_t start = vmi_get32(mod + MB_MOD_OFF_START);
		uint32_t end = vmi_get32(mod + MB_MOD_OFF_END);
		const uint8_t *base;
		uint32_t len;

		if (end <= start)
			continue;
		len = end - start < LARGEST_ROM ? end - start : LARGEST_ROM;
		base = map(ctx, start, len);
		if (base && candidate(base, len, VMI_WHERE_MODULE, rom, &fault))
			return VMI_OK;
	}
	return fault;
}

enum vmi_status vmi_locate_address(const void *address, size_t len, struct vmi_rom *rom)
{
	return vmi_check(address, len, rom);
}
