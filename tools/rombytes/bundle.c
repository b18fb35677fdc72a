// SPDX-License-Identifier: GPL-2.0-only
#include "bundle.h"

#include <stdlib.h>
#include <string.h>

#include "records.h"

const char *bundle_text(enum bundle_status status)
{
	static const char *const sentences[] = {
		[BUNDLE_OK] = "done",
#define BUNDLE_STATUS(NAME, sentence) [BUNDLE_##NAME] = sentence,
#include "bundle.def"
		[BUNDLE_NO_MEMORY] = "out of memory",
	};

	return sentences[status];
}

/* Behind the header, which has the length. */
static size_t pcir_of(const struct image *rom)
{
	return find_record(rom, VMI_ROM_OFF_PCI, VMI_PCIR_SIZE, VMI_PCIR_SIGNATURE);
}

enum bundle_status bundle_takes(const struct image *file, const struct rom_images *images, bool inner)
{
	size_t size = image_u8(file, VMI_ROM_OFF_LENGTH) * VMI_ROM_UNIT;
	bool is_inner;

	if (!images->nr || images->list[0].kind != IMAGE_VMI || file->size < VMI_ROM_HEADER_SIZE || !size ||
	    size > file->size)
		return BUNDLE_NO_VMI;
	if (images->nr > 1)
		return BUNDLE_ALREADY;
	is_inner = image_u8(file, VMI_ROM_OFF_MAJOR) == IMAGE_INNER_MAJOR;
	if (is_inner != inner)
		return inner ? BUNDLE_SAME : BUNDLE_ORDER;
	if (!pcir_of(file))
		return BUNDLE_NO_PCI;
	return image_sum(file, 0, size) ? BUNDLE_BAD_SUM : BUNDLE_OK;
}

static size_t whole_steps(size_t size)
{
	return (size + VMI_ROM_STEP - 1) / VMI_ROM_STEP * VMI_ROM_STEP;
}

static void set_length(struct image *rom, size_t pcir, size_t size)
{
	size_t most = pcir + PCIR_OFF_RUN_TIME;

	image_put_u8(rom, VMI_ROM_OFF_LENGTH, size / VMI_ROM_UNIT);
	image_put_u16(rom, pcir + VMI_PCIR_OFF_LENGTH, size / VMI_ROM_UNIT);
	/* All of it stays. */
	if (image_u8(rom, pcir + PCIR_OFF_REVISION) >= PCIR_REVISION_3 && image_u16(rom, most))
		image_put_u16(rom, most, size / VMI_ROM_UNIT);
}

enum bundle_status bundle_make(const struct image *outer, const struct image *inner, struct image *out)
{
	size_t outer_size = rom_size(outer), inner_size = rom_size(inner), at = whole_steps(outer_size);
	size_t size = at + inner_size + VMI_ROM_UNIT;

	if (size > IMAGE_ROM_LIMIT)
		return BUNDLE_TOO_LARGE;
	*out = (struct image){.byte = calloc(1, size), .size = size};
	if (!out->byte)
		return BUNDLE_NO_MEMORY;
	memcpy(out->byte, outer->byte, outer_size);
	memcpy(out->byte + at, inner->byte, inner_size);
	set_length(out, pcir_of(outer), size);
	image_balance(out, 0, size, size - 1);
	return BUNDLE_OK;
}

void bundle_cut(struct image *file, const struct rom_image *outer)
{
	struct image part = image_part(file, outer), rom;
	uint8_t sum = image_sum(&part, 0, rom_size(&part));

	rom = (struct image){.byte = part.byte, .size = outer[1].off - outer->off};
	set_length(&rom, outer->pcir, rom.size);
	rom.byte[rom.size - 1] -= image_sum(&rom, 0, rom.size) - sum;
}
