// SPDX-License-Identifier: GPL-2.0-only
/* vmirom set-pci: a copy with the PCI identity of a card. */
#include "vmirom.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool parse_word(const char *text, uint16_t *word)
{
	for (int i = 0; i < 4; i++)
		if (!isxdigit((unsigned char)text[i]))
			return false;
	*word = strtoul(text, NULL, 16);
	return true;
}

static bool parse_identity(const char *text, uint16_t *vendor, uint16_t *device)
{
	return strlen(text) == 9 && text[4] == ':' && parse_word(text, vendor) &&
	       parse_word(text + 5, device);
}

/*
 * The byte that may be changed to mend the sum, or 0.  It must not be code: the
 * last one is not if padding lies before it or the ROM is one of ours, and
 * the one at offset 6 is not if somebody has signed there.
 */
static size_t signing_byte(const struct image *image, size_t size)
{
	uint8_t before = image_u8(image, size - 2);
	uint8_t entry = image_u8(image, VMI_ROM_OFF_ENTRY);

	if (find_record(image, VMI_ROM_OFF_IDENTITY, VMI_ID_SIZE, VMI_ID_SIGNATURE))
		return size - 1;
	/* retf, jmp rel8, jmp rel16 */
	if (image_u8(image, VMI_ROM_OFF_CHECKSUM6) && (entry == 0xcb || entry == 0xeb || entry == 0xe9))
		return VMI_ROM_OFF_CHECKSUM6;
	return before == 0x00 || before == 0xff ? size - 1 : 0;
}

static const char *set_pci(struct image *image, uint16_t vendor, uint16_t device)
{
	size_t pci = find_record(image, VMI_ROM_OFF_PCI, VMI_PCIR_SIZE, VMI_PCIR_SIGNATURE);
	size_t size = rom_size(image);
	size_t sign;

	if (image_u16(image, 0) != VMI_ROM_SIGNATURE)
		return "not an option ROM: does not begin with 55 AA";
	if (image_u8(image, VMI_ROM_OFF_LENGTH) * VMI_ROM_UNIT != size)
		return "the length byte does not fit the file";
	if (!pci)
		return "has no PCI data structure";
	if (image_sum(image, 0, size))
		return "the checksum is wrong already; mending it would hide what is broken";
	sign = signing_byte(image, size);
	if (!sign)
		return "no byte is known to be free for the checksum";
	image_put_u16(image, pci + VMI_PCIR_OFF_VENDOR, vendor);
	image_put_u16(image, pci + VMI_PCIR_OFF_DEVICE, device);
	image_balance(image, 0, size, sign);
	return NULL;
}

int command_set_pci(const struct options *options)
{
	const char *in = options->files[1], *out = options->files[2];
	uint16_t vendor, device;
	struct image image;
	const char *error;

	if (!parse_identity(options->files[0], &vendor, &device))
		return trouble(options->files[0], "not VVVV:DDDD, four hexadecimal digits each");
	error = image_load(in, &image);
	if (error)
		return trouble(in, error);
	error = set_pci(&image, vendor, device);
	if (error) {
		image_free(&image);
		trouble(in, error);
		return FAULTS;
	}
	error = image_store(out, &image);
	image_free(&image);
	return error ? trouble(out, error) : GOOD;
}
