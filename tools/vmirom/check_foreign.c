// SPDX-License-Identifier: GPL-2.0-only
/*
 * vmirom check: images that stand beside one of ours and are none.  Only what firmware wants of them, for it
 * goes from one to the next: their code needs a BIOS, an EFI and a card.
 */
#include "check.h"

static void check_beyond(struct findings *f, const struct image *part, const char *what, size_t off,
			 size_t units)
{
	if (units * VMI_ROM_UNIT > part->size)
		FAULT("beyond-end", off, what, "at most the size of the image", "%zu bytes, and %zu there",
		      units * VMI_ROM_UNIT, part->size);
}

/* SeaBIOS and others: the sum is over what the length byte says, not over all of the image. */
static void check_pcat(struct findings *f, const struct image *part)
{
	size_t units = image_u8(part, VMI_ROM_OFF_LENGTH), size = units * VMI_ROM_UNIT;
	uint8_t sum = image_sum(part, 0, size);

	if (!units)
		FAULT("length", VMI_ROM_OFF_LENGTH, "length byte", "1 to 255", "0");
	check_beyond(f, part, "length byte", VMI_ROM_OFF_LENGTH, units);
	if (sum && size <= part->size)
		FAULT("checksum", size - 1, "sum of the image", "0x00", "0x%02x", sum);
}

static void check_efi(struct findings *f, const struct image *part)
{
	size_t units = image_u16(part, EFI_OFF_LENGTH), pe = image_u16(part, EFI_OFF_IMAGE);

	if (!units)
		FAULT("length", EFI_OFF_LENGTH, "length of an EFI image", "1 to 65535", "0");
	check_beyond(f, part, "length of an EFI image", EFI_OFF_LENGTH, units);
	if (image_u32(part, EFI_OFF_SIGNATURE) != EFI_SIGNATURE)
		FAULT("efi-signature", EFI_OFF_SIGNATURE, "signature of an EFI image", "0x00000ef1", "0x%08x",
		      image_u32(part, EFI_OFF_SIGNATURE));
	if (pe < EFI_HEADER_SIZE || !image_has(part, pe, 1))
		FAULT("efi-image", EFI_OFF_IMAGE, "offset of the program in an EFI image",
		      "one behind the header, inside the image", "0x%04zx", pe);
}

void check_foreign(struct findings *f, const struct image *part, const struct rom_image *image)
{
	if (image->kind == IMAGE_PCAT)
		check_pcat(f, part);
	if (image->kind == IMAGE_EFI)
		check_efi(f, part);
	if (image->pcir && !image_has(part, image->pcir, VMI_PCIR_SIZE)) {
		FAULT("pci-offset", VMI_ROM_OFF_PCI, "PCI data structure", "an offset inside the image",
		      "0x%04zx", image->pcir);
	} else if (image->pcir) {
		check_beyond(f, part, "length in the PCI data structure", image->pcir + VMI_PCIR_OFF_LENGTH,
			     image_u16(part, image->pcir + VMI_PCIR_OFF_LENGTH));
		check_pci_common(f, part, image, image->pcir);
	}
}
