// SPDX-License-Identifier: GPL-2.0-only
/* vmirom set-pci and extract: copies with the PCI identity of a card, and of one image. */
#include <rombytes/bundle.h>
#include <rombytes/edit.h>
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

static bool parse_pci_id(const char *text, uint16_t *vendor, uint16_t *device)
{
	return strlen(text) == 9 && text[4] == ':' && parse_word(text, vendor) &&
	       parse_word(text + 5, device);
}

/* Says what the images have against it, with the number if there are several. */
static int refuse(const char *in, const struct rom_file *rom, size_t culprit, enum edit_status status)
{
	char why[160];

	if (!rom->images.nr)
		snprintf(why, sizeof(why), "%s", why_no_image(rom, NULL));
	else if (rom->images.nr > 1)
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

int command_set_pci(const struct options *options, const char *id)
{
	const char *in = options->arguments[1], *out = options->arguments[2];
	enum edit_status status;
	uint16_t vendor, device;
	struct rom_file rom;
	size_t culprit;
	int result;

	if (!parse_pci_id(id, &vendor, &device))
		return trouble(id, "not VVVV:DDDD, four hexadecimal digits each");
	if (open_rom(options, in, &rom) != GOOD)
		return TROUBLE;
	status = edit_set_pci(&rom.file, &rom.images, vendor, device, &culprit);
	result = status == EDIT_OK ? store(out, &rom.file) : refuse(in, &rom, culprit, status);
	close_rom(&rom);
	return result;
}

/* Whether there is an image, and all of it. */
static enum edit_status may_extract(const struct rom_file *rom, size_t number)
{
	const struct rom_image *image;

	if (!rom->images.nr)
		return EDIT_NOT_A_ROM;
	image = &rom->images.list[number];
	if (!image_has_length(&rom->file, image))
		return EDIT_LENGTH;
	if (is_whole(rom, number))
		return EDIT_OK;
	/* What follows it is there, so it is the length that is wrong. */
	return image->more ? EDIT_LENGTH : EDIT_TRUNCATED;
}

int command_extract(const struct options *options, const char *in)
{
	const char *out = options->arguments[1];
	enum edit_status status;
	struct rom_file rom;
	size_t number;
	int result;

	if (open_rom(options, in, &rom) != GOOD)
		return TROUBLE;
	number = chosen(options, &rom);
	status = may_extract(&rom, number);
	if (status == EDIT_OK && !rom.images.scanned)
		status = edit_make_last(&rom.file, &rom.images.list[number]);
	if (status == EDIT_OK) {
		const struct rom_image *image = &rom.images.list[number];
		struct image part = {.byte = rom.file.byte + image->off};

		if (image_is_bundle(&rom.images, number) && image->pcir)
			bundle_cut(&rom.file, image);
		part.size = image_extent(&rom.file, image);
		result = store(out, &part);
	} else {
		result = refuse(in, &rom, number, status);
	}
	close_rom(&rom);
	return result;
}
