// SPDX-License-Identifier: GPL-2.0-only
#include "records.h"

size_t rom_size(const struct image *image)
{
	size_t says = image_u8(image, VMI_ROM_OFF_LENGTH) * VMI_ROM_UNIT;

	if (says && says < image->size)
		return says;
	return image->size < IMAGE_ROM_LIMIT ? image->size : IMAGE_ROM_LIMIT;
}

size_t find_record(const struct image *image, size_t field, size_t size, uint32_t signature)
{
	const struct image rom = {.byte = image->byte, .size = rom_size(image)};
	size_t off = image_u16(&rom, field);

	return off && image_has(&rom, off, size) && image_u32(&rom, off) == signature ? off : 0;
}

void balance_pnp(struct image *image, size_t off)
{
	image_balance(image, off, image_u8(image, off + PNP_OFF_LENGTH) * 16u, off + PNP_OFF_CHECKSUM);
}
