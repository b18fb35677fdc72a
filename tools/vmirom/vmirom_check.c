// SPDX-License-Identifier: GPL-2.0-only
/* vmirom check: each image by the rules of its kind. */
#include "sandboxed.h"
#include "check.h"
#include "json.h"
#include "profile.h"

#include <stdio.h>

/* Firmware's 16-bit call must come back, and must not say that it is a boot device. */
static void check_entry(struct findings *f, const struct image *file)
{
	const struct image rom = {.byte = file->byte, .size = rom_size(file)};
	struct entry16_result entry;

	sandboxed_entry16(&rom, &entry);
	if (entry.end == EMULATE_RETURNED) {
		if (entry.ax)
			WARNING("entry-ax", VMI_ROM_OFF_ENTRY,
				"AX after the 16-bit entry: a boot device is there, or may be", "0x0000",
				"0x%04x", entry.ax);
	} else if (entry.end == EMULATE_BUSY || entry.end == EMULATE_RAN_OUT) {
		/* It may wait for what only a real machine has. */
		WARNING("entry-time", VMI_ROM_OFF_ENTRY, "16-bit entry", "a far return, promptly", "%s",
			entry.why);
	} else {
		FAULT(entry.end == EMULATE_GAVE_UP ? "emulator" : "entry", VMI_ROM_OFF_ENTRY, "16-bit entry",
		      "a far return", "%s", entry.why);
	}
}

/* Firmware runs the first one that fits the card, and no other. */
static void check_hidden(struct findings *f, const struct rom_file *rom, size_t number)
{
	const struct rom_image *image = &rom->images.list[number];
	uint32_t card =
		image->pcir ? image_u32(&rom->file, image->off + image->pcir + VMI_PCIR_OFF_VENDOR) : 0;

	for (size_t i = 0; image->pcir && i < number; i++) {
		const struct rom_image *other = &rom->images.list[i];

		if (other->kind > IMAGE_PCAT || other->inner || !other->pcir ||
		    image_u32(&rom->file, other->off + other->pcir + VMI_PCIR_OFF_VENDOR) != card)
			continue;
		WARNING("hidden", image->pcir + VMI_PCIR_OFF_VENDOR,
			"PCI identity: a BIOS takes the first image that has the card's, of code type 0",
			"one that no earlier image has", "that of image %zu", i + 1);
		return;
	}
}

/* The two must not contradict each other, whatever the loader learns; a 13.3 client has none. */
static void check_loader(struct findings *f, const struct image *part, size_t faults_before)
{
	enum vmi_status status = loader_verdict(part);

	if (status != VMI_OK && f->faults == faults_before && profile_of(part)->loader)
		FAULT("loader", NOWHERE, "the loader refuses it", NULL, "%s", vmi_status_text(status));
}

static void check_image(struct findings *f, const struct rom_file *rom, size_t number)
{
	const struct rom_image *image = &rom->images.list[number];
	const struct image part = image_part(&rom->file, image);
	size_t faults = f->faults;

	f->image = number + 1;
	switch (image->kind) {
	case IMAGE_VMI:
		if (check_bytes(f, &part, rom->images.scanned ? NULL : image))
			check_entry(f, &part);
		/* What stands in another is not firmware's. */
		if (!rom->images.scanned && !image->inner)
			check_hidden(f, rom, number);
		check_loader(f, &part, faults);
		break;
	case IMAGE_PCAT:
	case IMAGE_EFI:
	case IMAGE_OTHER:
		/* In memory: firmware has seen that it was sound, and it may have changed itself since. */
		if (!rom->images.scanned)
			check_foreign(f, &part, image);
		if (!rom->images.scanned && !image->more)
			check_trailing(f, &part, image, image_extent(&rom->file, image));
		break;
	}
	f->image = 0;
}

/* There must be one of ours, or the file is no VMI ROM; one that is asked for must be that one. */
static void expect_vmi(struct findings *f, const struct options *options, const struct rom_file *rom)
{
	const struct image part = chosen_part(options, rom);
	size_t number = chosen(options, rom);

	if (rom->images.list[number].kind == IMAGE_VMI)
		return;
	if (rom->images.nr == 1) {
		FAULT("not-vmi", VMI_ROM_OFF_VMI, "VMI signature", "63566d69", "%02x%02x%02x%02x",
		      part.byte[8], part.byte[9], part.byte[10], part.byte[11]);
	} else if (options->image) {
		f->image = number + 1;
		FAULT("not-vmi", VMI_ROM_OFF_VMI, "kind of the image that is asked for",
		      image_kind_name(IMAGE_VMI), "%s", image_kind_name(rom->images.list[number].kind));
		f->image = 0;
	} else {
		FAULT("not-vmi", NOWHERE, "images that say cVmi at offset 8", "one", "none of %zu",
		      rom->images.nr);
	}
}

void check_file(struct findings *f, const struct options *options, const struct rom_file *rom)
{
	const struct image part = chosen_part(options, rom);

	if (part.size < VMI_ROM_HEADER_SIZE || !rom->images.nr) {
		f->image = rom->images.nr ? chosen(options, rom) + 1 : 0;
		check_bytes(f, &part, NULL);
		f->image = 0;
		return;
	}
	for (size_t i = 0; i < rom->images.nr; i++)
		if (!options->image || i == options->image - 1)
			check_image(f, rom, i);
	expect_vmi(f, options, rom);
}

static void report_json(const struct findings *f, const char *path, const struct rom_file *rom,
			const struct profile *profile, enum vmi_status status)
{
	json_open_object(NULL);
	json_number("format", JSON_FORMAT);
	json_text("file", path);
	json_text("layout", profile->name);
	json_images(rom);
	json_findings(f);
	json_text("loader", profile->placed ? NULL : status_name(status));
	json_text("loader_text", profile->placed ? NULL : vmi_status_text(status));
	json_end();
}

static void report_text(const struct findings *f, const struct rom_file *rom, const struct profile *profile,
			enum vmi_status status)
{
	bool many = rom->images.nr > 1;

	for (size_t i = 0; i < rom->images.nr; i++) {
		if (many)
			print_image(rom, i);
		print_findings(f, i + 1);
	}
	print_findings(f, 0);
	if (profile->placed)
		printf("client of %s: %s\n", profile->name, f->faults ? "refuses it, or should" : "takes it");
	else if (!profile->loader) /* the client sees what firmware leaves of it, and looks at the version */
		printf("%s client: takes it%s\n", profile->name, f->faults ? " if firmware does" : "");
	else if (status == VMI_OK)
		printf("loader: takes it\n");
	else
		printf("loader: refuses it: %s: %s\n", status_name(status), vmi_status_text(status));
	print_count(f);
}

int command_check(const struct options *options, const char *path)
{
	struct findings found = {.list = NULL};
	const struct profile *profile;
	enum vmi_status status;
	struct rom_file rom;
	struct image part;
	int result;

	if (open_rom(options, path, &rom) != GOOD)
		return TROUBLE;
	check_file(&found, options, &rom);
	part = chosen_part(options, &rom);
	profile = profile_of(&part);
	status = loader_verdict(&part);
	if (options->json)
		report_json(&found, path, &rom, profile, status);
	else
		report_text(&found, &rom, profile, status);
	result = found.faults ? FAULTS : GOOD;
	free_findings(&found);
	close_rom(&rom);
	return result;
}
