// SPDX-License-Identifier: GPL-2.0-only
/* vmirom set-pci and extract: copies with the PCI identity of a card, and of one image. */
#include "edit.h"
#include "vmirom.h"

#include <ctype.h>
#include <stdio.h>
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

/* Says what the images have against it, with the number if there are several. */
static int refuse(const char *in, const struct rom_file *rom, size_t culprit, enum edit_status status)
{
	char why[160];

	if (rom->images.nr > 1)
		snprintf(why, sizeof(why), "image %zu: %s", culprit + 1, edit_text(status));
	else
		snprintf(why, sizeof(why), "%s", edit_text(status));
	trouble(shown_path(in, "standard input"), why);
	return FAULTS;
}

static int store(const char *out, const struct image *image)
{
	const char *error = image_store(out, image);

	return error ? trouble(shown_path(out, "standard output"), error) : GOOD;
}

int command_set_pci(const struct options *options, const char *identity)
{
	const char *in = options->arguments[1], *out = options->arguments[2];
	enum edit_status status;
	uint16_t vendor, device;
	struct rom_file rom;
	size_t culprit;
	int result;

	if (!parse_identity(identity, &vendor, &device))
		return trouble(identity, "not VVVV:DDDD, four hexadecimal digits each");
	if (open_rom(options, in, &rom) != GOOD)
		return TROUBLE;
	status = edit_set_pci(&rom.file, &rom.images, vendor, device, &culprit);
	result = status == EDIT_OK ? store(out, &rom.file) : refuse(in, &rom, culprit, status);
	close_rom(&rom);
	return result;
}

int command_extract(const struct options *options, const char *in)
{
	const char *out = options->arguments[1];
	enum edit_status status = EDIT_NOT_A_ROM;
	struct rom_file rom;
	int result;

	if (open_rom(options, in, &rom) != GOOD)
		return TROUBLE;
	if (rom.images.nr) {
		const struct rom_image *image = &rom.images.list[chosen(options, &rom)];
		const struct image part = {.byte = rom.file.byte + image->off,
					   .size = image_extent(&rom.file, image)};

		status = rom.images.scanned ? EDIT_OK : edit_make_last(&rom.file, image);
		if (status == EDIT_OK)
			result = store(out, &part);
	}
	if (status != EDIT_OK)
		result = refuse(in, &rom, rom.images.nr ? chosen(options, &rom) : 0, status);
	close_rom(&rom);
	return result;
}
