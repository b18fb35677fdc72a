// SPDX-License-Identifier: GPL-2.0-only
#include "edit.h"

#include "records.h"

const char *edit_text(enum edit_status status)
{
	static const char *const sentences[] = {
		[EDIT_OK] = "done",
#define EDIT_STATUS(NAME, sentence) [EDIT_##NAME] = sentence,
#include "edit.def"
	};

	return sentences[status];
}

/* What the checksum is over; 0 for an image that has none. */
static size_t summed(const struct image *part, enum image_kind kind)
{
	return kind == IMAGE_VMI || kind == IMAGE_PCAT ? image_u8(part, VMI_ROM_OFF_LENGTH) * VMI_ROM_UNIT
						       : 0;
}

/*
 * The byte that may be changed to mend the sum, or 0.  It must not be code: the
 * last one is not if padding lies before it or the ROM is one of ours, and
 * the one at offset 6 is not if somebody has signed there.
 */
static size_t signing_byte(const struct image *part, size_t size)
{
	uint8_t before = image_u8(part, size - 2);
	uint8_t entry = image_u8(part, VMI_ROM_OFF_ENTRY);

	if (find_record(part, VMI_ROM_OFF_IDENTITY, VMI_ID_SIZE, VMI_ID_SIGNATURE))
		return size - 1;
	/* retf, jmp rel8, jmp rel16 */
	if (image_u8(part, VMI_ROM_OFF_CHECKSUM6) && (entry == 0xcb || entry == 0xeb || entry == 0xe9))
		return VMI_ROM_OFF_CHECKSUM6;
	return before == 0x00 || before == 0xff ? size - 1 : 0;
}

/* Of PCI 3.0: offset in the image of u16 device ids up to a 0; else 0. */
static size_t device_list(const struct image *part, size_t pcir)
{
	size_t off = image_u16(part, pcir + PCIR_OFF_DEVICES);

	return off && image_u8(part, pcir + PCIR_OFF_REVISION) >= PCIR_REVISION_3 ? pcir + off : 0;
}

static bool list_ends(const struct image *part, size_t off)
{
	for (; image_has(part, off, 2); off += 2)
		if (!image_u16(part, off))
			return true;
	return false;
}

/* It may lie behind the end that it gives the image itself. */
static bool has_pcir(const struct image *part, const struct rom_image *image)
{
	return image->pcir && image_has(part, image->pcir, VMI_PCIR_SIZE);
}

/* Whether its identity can be changed. */
static enum edit_status may_set_pci(const struct image *part, const struct rom_image *image)
{
	size_t sum = summed(part, image->kind);
	size_t list;

	if (sum > part->size || (!sum && image->kind <= IMAGE_PCAT))
		return EDIT_LENGTH;
	if (!has_pcir(part, image) || (sum && image->pcir + VMI_PCIR_SIZE > sum))
		return EDIT_NO_PCI;
	if (!image->more && !(image_u8(part, image->pcir + VMI_PCIR_OFF_LAST) & PCIR_LAST_IMAGE))
		return EDIT_BROKEN_CHAIN;
	list = device_list(part, image->pcir);
	if (list && !list_ends(part, list))
		return EDIT_BAD_LIST;
	if (sum && image_sum(part, 0, sum))
		return EDIT_BAD_SUM;
	if (sum && !signing_byte(part, sum))
		return EDIT_NO_FREE_BYTE;
	return EDIT_OK;
}

/* The list keeps its length; what is behind the new end is 0, too. */
static void set_list(struct image *part, size_t off, uint16_t device)
{
	for (; off && image_u16(part, off); off += 2, device = 0)
		image_put_u16(part, off, device);
}

static void set_pci(struct image *part, const struct rom_image *image, uint16_t vendor, uint16_t device)
{
	size_t sum = summed(part, image->kind);
	size_t sign = sum ? signing_byte(part, sum) : 0;

	image_put_u16(part, image->pcir + VMI_PCIR_OFF_VENDOR, vendor);
	image_put_u16(part, image->pcir + VMI_PCIR_OFF_DEVICE, device);
	set_list(part, device_list(part, image->pcir), device);
	if (sum)
		image_balance(part, 0, sum, sign);
}

enum edit_status edit_set_pci(struct image *file, const struct rom_images *images, uint16_t vendor,
			      uint16_t device, size_t *culprit)
{
	*culprit = 0;
	if (!images->nr)
		return EDIT_NOT_A_ROM;
	for (; *culprit < images->nr; (*culprit)++) {
		const struct rom_image *image = &images->list[*culprit];
		const struct image part = image_part(file, image);
		enum edit_status status;

		if (!images_has_all(file, images, *culprit))
			return image->more ? EDIT_LENGTH : EDIT_TRUNCATED;
		status = may_set_pci(&part, image);
		/* It would keep its identity, and who looks for it does not find it by the new one. */
		if (status == EDIT_OK && !image->more && image_behind(&part, image_extent(file, image)))
			return EDIT_MORE_BEHIND;
		if (status != EDIT_OK)
			return status;
	}
	for (size_t i = 0; i < images->nr; i++) {
		struct image part = image_part(file, &images->list[i]);

		set_pci(&part, &images->list[i], vendor, device);
	}
	return EDIT_OK;
}

enum edit_status edit_make_last(struct image *file, const struct rom_image *image)
{
	struct image part = image_part(file, image);
	size_t sum = summed(&part, image->kind), sign = 0;
	size_t indicator = image->pcir + VMI_PCIR_OFF_LAST;

	if (!has_pcir(&part, image) || image_u8(&part, indicator) & PCIR_LAST_IMAGE)
		return EDIT_OK;
	if (sum > part.size)
		return EDIT_LENGTH;
	if (sum && !(sign = signing_byte(&part, sum)))
		return EDIT_NO_FREE_BYTE;
	image_put_u8(&part, indicator, image_u8(&part, indicator) | PCIR_LAST_IMAGE);
	/* The sum may have been wrong, and must stay so. */
	if (sum && indicator < sum)
		image_put_u8(&part, sign, image_u8(&part, sign) - PCIR_LAST_IMAGE);
	return EDIT_OK;
}
