// SPDX-License-Identifier: GPL-2.0-only
#include "placement.h"

#include <rombytes/records.h>

#include "check.h"

bool read_placement(const struct image *rom, struct placement *p)
{
	size_t off = find_record(rom, VMI_ROM_OFF_PLACE, VMI_PLACE_SIZE, VMI_PLACE_SIGNATURE);

	*p = (struct placement){.record = off};
	if (!off)
		return false;
	p->flags = image_u16(rom, off + VMI_PLACE_OFF_FLAGS);
	p->state = image_u32(rom, off + VMI_PLACE_OFF_STATE);
	p->state_pages = image_u32(rom, off + VMI_PLACE_OFF_STATE_PAGES);
	p->fixups = image_u32(rom, off + VMI_PLACE_OFF_FIXUPS);
	p->nr_fixups = image_u16(rom, off + VMI_PLACE_OFF_NR_FIXUPS);
	p->percpu_size = image_u16(rom, off + VMI_PLACE_OFF_PERCPU_SIZE);
	p->returns = image_u32(rom, off + VMI_PLACE_OFF_RETURNS);
	p->nr_returns = image_u16(rom, off + VMI_PLACE_OFF_NR_RETURNS);
	return true;
}

bool is_placeable(const struct image *rom, struct placement *p)
{
	struct findings f = {.list = NULL};
	bool good = check_placement(&f, rom) && read_placement(rom, p);

	free_findings(&f);
	return good;
}

struct fixup read_fixup(const struct image *rom, const struct placement *p, unsigned int number)
{
	size_t off = p->fixups + number * (size_t)VMI_FIXUP_SIZE;

	return (struct fixup){.at = image_u32(rom, off + VMI_FIXUP_OFF_AT),
			      .kind = image_u16(rom, off + VMI_FIXUP_OFF_KIND),
			      .reserved = image_u16(rom, off + VMI_FIXUP_OFF_KIND + 2)};
}

uint32_t read_return(const struct image *rom, const struct placement *p, unsigned int number)
{
	return image_u32(rom, p->returns + number * sizeof(uint32_t));
}

bool is_listed_return(const struct image *rom, const struct placement *p, uint32_t at)
{
	unsigned int low = 0, high = p->nr_returns;

	while (low < high) {
		unsigned int middle = (low + high) / 2;
		uint32_t found = read_return(rom, p, middle);

		if (found == at)
			return true;
		if (found < at)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}
