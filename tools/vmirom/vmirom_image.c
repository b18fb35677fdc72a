// SPDX-License-Identifier: GPL-2.0-only
/* What several commands want to know of an image, and what the loader says. */
#include "json.h"
#include "profile.h"
#include "vmirom.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const status_names[VMI_NR_STATUS] = {
#define VMI_STATUS(NAME, sentence) #NAME,
#include <vmi/status.def>
};

int trouble(const char *what, const char *why)
{
	fprintf(stderr, "vmirom: %s: %s\n", quoted(what), why);
	return TROUBLE;
}

int open_rom(const struct options *options, const char *path, struct rom_file *rom)
{
	const char *error = image_load(path, &rom->file);
	bool ok;

	if (error)
		return trouble(shown_path(path, "standard input"), error);
	ok = options->scan ? images_scan(&rom->images, &rom->file) : images_walk(&rom->images, &rom->file);
	if (!ok) {
		close_rom(rom);
		return trouble(path, "out of memory");
	}
	if (options->image > rom->images.nr) {
		char why[80];

		snprintf(why, sizeof(why), "has no image %u, but %zu in all", options->image, rom->images.nr);
		close_rom(rom);
		return trouble(shown_path(path, "standard input"), why);
	}
	return GOOD;
}

void close_rom(struct rom_file *rom)
{
	images_free(&rom->images);
	image_free(&rom->file);
}

size_t chosen(const struct options *options, const struct rom_file *rom)
{
	size_t first = images_find(&rom->images, IMAGE_VMI);

	if (options->image)
		return options->image - 1;
	return first < rom->images.nr ? first : 0;
}

bool shows_inner(const struct options *options, const struct rom_file *rom)
{
	return !options->image && rom->images.nr && image_is_bundle(&rom->images, chosen(options, rom));
}

struct image chosen_part(const struct options *options, const struct rom_file *rom)
{
	return rom->images.nr ? image_part(&rom->file, &rom->images.list[chosen(options, rom)]) : rom->file;
}

const char *why_no_image(const struct rom_file *rom, const char **code)
{
	/* Too short for a signature, or for the length that makes an image of one. */
	bool short_of = rom->file.size < 2 || image_u16(&rom->file, 0) == VMI_ROM_SIGNATURE;

	if (code)
		*code = short_of ? "truncated" : "not-a-rom";
	if (short_of)
		return "truncated: the file ends before its header does";
	return rom->images.scanned ? "no option ROM: 55 AA is at no multiple of 2 KiB"
				   : "not an option ROM: does not begin with 55 AA";
}

const char *why_no_vmi(const struct rom_file *rom)
{
	size_t number = images_find(&rom->images, IMAGE_VMI);

	if (!rom->images.nr)
		return why_no_image(rom, NULL);
	if (number == rom->images.nr)
		return "not a VMI ROM: does not say cVmi at offset 8";
	return is_whole(rom, number) ? NULL : "truncated: the file ends before the image does";
}

bool is_whole(const struct rom_file *rom, size_t number)
{
	const struct rom_image *image = &rom->images.list[number];
	const struct image part = image_part(&rom->file, image);

	return images_has_all(&rom->file, &rom->images, number) && part.size >= VMI_ROM_HEADER_SIZE &&
	       (image->kind != IMAGE_VMI || part.size >= profile_of(&part)->header_size);
}

const char *shown_path(const char *path, const char *stream)
{
	return strcmp(path, "-") ? path : stream;
}

static uint16_t pci_word(const struct rom_file *rom, const struct rom_image *image, size_t field)
{
	return image_u16(&rom->file, image->off + image->pcir + field);
}

/* Of an image of VMI that does not end before it: all of ours may have the same PCI identity. */
static bool has_version(const struct rom_file *rom, const struct rom_image *image)
{
	return image->kind == IMAGE_VMI && image_has(&rom->file, image->off + VMI_ROM_OFF_MINOR, 2);
}

static unsigned int version(const struct rom_file *rom, const struct rom_image *image, size_t field)
{
	return image_u8(&rom->file, image->off + field);
}

void print_image(const struct rom_file *rom, size_t number)
{
	const struct rom_image *image = &rom->images.list[number];
	const char *inner = image->inner ? "  in the one before it" : "";
	char kind[20];

	if (has_version(rom, image))
		snprintf(kind, sizeof(kind), "%s %u.%u", image_kind_name(image->kind),
			 version(rom, image, VMI_ROM_OFF_MAJOR), version(rom, image, VMI_ROM_OFF_MINOR));
	else
		snprintf(kind, sizeof(kind), "%s", image_kind_name(image->kind));
	printf("  image %-2zu at 0x%06zx  %8zu bytes  ", number + 1, image->off,
	       image_extent(&rom->file, image));
	if (image->pcir)
		printf("%-8s  %04x:%04x%s\n", kind, pci_word(rom, image, VMI_PCIR_OFF_VENDOR),
		       pci_word(rom, image, VMI_PCIR_OFF_DEVICE), inner);
	else
		printf("%s%s\n", kind, inner);
}

static void json_image(const struct rom_file *rom, size_t number)
{
	const struct rom_image *image = &rom->images.list[number];

	json_open_object(NULL);
	json_number("number", number + 1);
	json_number("offset", image->off);
	json_number("size", image_extent(&rom->file, image));
	json_text("kind", image_kind_name(image->kind));
	if (image->inner)
		json_bool("inner", true);
	if (has_version(rom, image)) {
		json_number("api_major", version(rom, image, VMI_ROM_OFF_MAJOR));
		json_number("api_minor", version(rom, image, VMI_ROM_OFF_MINOR));
	}
	if (image->pcir) {
		json_number("vendor", pci_word(rom, image, VMI_PCIR_OFF_VENDOR));
		json_number("device", pci_word(rom, image, VMI_PCIR_OFF_DEVICE));
	}
	json_end();
}

void json_images(const struct rom_file *rom)
{
	json_open_array("images");
	for (size_t i = 0; i < rom->images.nr; i++)
		json_image(rom, i);
	json_end();
}

long string_length(const struct image *image, size_t off)
{
	size_t size = rom_size(image);
	const uint8_t *end = off < size ? memchr(image->byte + off, 0, size - off) : NULL;

	return end ? end - (image->byte + off) : -1;
}

uint8_t *aligned_copy(const struct image *image)
{
	void *copy;

	/* Not a byte more, so that a sanitizer sees what is read beyond. */
	if (posix_memalign(&copy, VMI_ROM_STEP, image->size ? image->size : 1)) {
		fprintf(stderr, "vmirom: out of memory\n");
		exit(TROUBLE);
	}
	if (image->size)
		memcpy(copy, image->byte, image->size);
	return copy;
}

enum vmi_status loader_verdict(const struct image *image)
{
	uint8_t *copy = aligned_copy(image);
	struct vmi_rom rom;
	enum vmi_status status = vmi_check(copy, image->size, &rom);

	free(copy);
	return status;
}

const char *status_name(enum vmi_status status)
{
	return (unsigned int)status < VMI_NR_STATUS ? status_names[status] : "unknown";
}
