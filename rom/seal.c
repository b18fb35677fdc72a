// SPDX-License-Identifier: GPL-2.0-only
/*
 * seal SIZE IN OUT: makes a ROM of the linked blob: pads it to SIZE, and fills
 * in the lengths and checksums, which the linker can't.
 *
 * The padding is 0xff: that is how erased flash reads, and ff ff is no
 * instruction, so code that runs astray faults at once (00 00 would store).
 *
 * The checksum goes into the last byte; the one at offset 6 stays 0 for tools
 * that sign there.
 */
#include <rombytes/records.h>

#include <stdio.h>
#include <stdlib.h>

static int fail(const char *what, const char *why)
{
	fprintf(stderr, "seal: %s: %s\n", what, why);
	return 1;
}

static const char *pad(struct image *image, size_t size)
{
	static char why[100];

	if (image->size >= size) {
		snprintf(why, sizeof(why), "%zu bytes are too many for a ROM of %zu with its checksum byte",
			 image->size, size);
		return why;
	}
	return image_resize(image, size) ? NULL : "out of memory";
}

static const char *fill_in(struct image *image)
{
	uint16_t pci = image_u16(image, VMI_ROM_OFF_PCI);
	uint16_t pnp = image_u16(image, VMI_ROM_OFF_PNP);
	size_t pnp_size = image_u8(image, pnp + PNP_OFF_LENGTH) * 16;

	if (image_u16(image, 0) != VMI_ROM_SIGNATURE)
		return "does not begin with 55 AA";
	if (!image_has(image, pci, VMI_PCIR_SIZE) || image_u32(image, pci) != VMI_PCIR_SIGNATURE)
		return "the PCI offset (0x18) does not lead to PCIR";
	image_put_u8(image, VMI_ROM_OFF_LENGTH, image->size / VMI_ROM_UNIT);
	image_put_u16(image, pci + VMI_PCIR_OFF_LENGTH, image->size / VMI_ROM_UNIT);
	if (pnp) {
		if (image_u32(image, pnp) != VMI_PNP_SIGNATURE)
			return "the PnP offset (0x1A) does not lead to $PnP";
		if (pnp_size < VMI_PNP_SIZE || !image_has(image, pnp, pnp_size))
			return "the PnP header's length is wrong";
		balance_pnp(image, pnp);
	}
	image_put_u8(image, VMI_ROM_OFF_CHECKSUM6, 0);
	image_balance(image, 0, image->size, image->size - 1);
	return NULL;
}

int main(int argc, char **argv)
{
	struct image image;
	const char *error;
	char *end;
	unsigned long size;

	if (argc != 4) {
		fprintf(stderr, "usage: seal SIZE IN OUT\n");
		return 2;
	}
	size = strtoul(argv[1], &end, 0);
	if (*end || size == 0 || size % VMI_ROM_UNIT || size > IMAGE_ROM_LIMIT)
		return fail(argv[1], "the size is not a multiple of 512 from 512 to 130560 (127.5 KiB)");
	error = image_load(argv[2], &image);
	if (error)
		return fail(argv[2], error);
	error = pad(&image, size);
	if (!error)
		error = fill_in(&image);
	if (error) {
		image_free(&image);
		return fail(argv[2], error);
	}
	error = image_store(argv[3], &image);
	image_free(&image);
	return error ? fail(argv[3], error) : 0;
}
