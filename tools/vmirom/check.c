// SPDX-License-Identifier: GPL-2.0-only
/*
 * vmirom check: what is wrong with a VMI image, all of it, without running its
 * code.  Stricter than the loader, since firmware and the clients of 2007 have
 * checks, too.  Code words are documented in vmirom(1) and never change their meaning.
 */
#include "check.h"
#include "profile.h"

#include <stdio.h>
#include <string.h>

/* Where a client's own part of the address space begins, usually. */
#define USUAL_SPLIT 0xC0000000u
/* A hypervisor has need of 64 MiB, or 168. */
#define LITTLE_ENOUGH 0xF0000000u

/* What a flash chip or a window of memory is larger than its ROM is blank. */
void check_trailing(struct findings *f, const struct image *part, const struct rom_image *image, size_t end)
{
	size_t left = end < part->size ? part->size - end : 0;
	const uint8_t *byte = part->byte + end;
	bool blank = left && (*byte == 0x00 || *byte == 0xff) && !memcmp(byte, byte + 1, left - 1);
	size_t behind = image && !blank ? image_behind(part, end) : 0;

	if (behind) {
		behind += image->off;
		FAULT("trailing", end, "bytes behind the image", "none",
		      "%zu, and an image begins at 0x%06zx of the file%s", left, behind,
		      behind % VMI_ROM_STEP ? "" : "; see --scan");
	} else if (left) {
		(blank ? warning : fault)(f, "trailing", end, "bytes behind the image", "none",
					  blank ? "%zu, blank" : "%zu", left);
	}
}

/* Lengths and checksum; false if there is not even a header to go on with. */
static bool check_extent(struct findings *f, const struct image *file, const struct rom_image *image)
{
	size_t says = image_u8(file, VMI_ROM_OFF_LENGTH) * VMI_ROM_UNIT;
	uint8_t sum;

	if (file->size < 2 || image_u16(file, 0) != VMI_ROM_SIGNATURE) {
		if (file->size < 2)
			FAULT("truncated", file->size, "size of the file", "a ROM", "%zu bytes", file->size);
		else
			FAULT("not-a-rom", 0, "signature", "55 aa", "%02x %02x", file->byte[0],
			      file->byte[1]);
		return false;
	}
	if (file->size < VMI_ROM_HEADER_SIZE) {
		FAULT("truncated", file->size, "size of the file", "a header of 144 bytes", "%zu bytes",
		      file->size);
		return false;
	}
	if (file->size < profile_of(file)->header_size) {
		FAULT("truncated", file->size, "size of the file", "a table of slots up to 0xb00",
		      "%zu bytes", file->size);
		return false;
	}
	if (says < VMI_ROM_HEADER_SIZE)
		FAULT("length", VMI_ROM_OFF_LENGTH, "length byte", "1 to 255", "%zu", says / VMI_ROM_UNIT);
	else if (says > file->size)
		FAULT("beyond-end", VMI_ROM_OFF_LENGTH, "length byte", "at most the size of the file",
		      "%zu bytes, and a file of %zu", says, file->size);
	else
		check_trailing(f, file, image, says);
	/* The sum of a part says nothing. */
	sum = says > file->size ? 0 : image_sum(file, 0, rom_size(file));
	if (sum)
		FAULT("checksum", rom_size(file) - 1, "sum of the image", "0x00", "0x%02x", sum);
	return true;
}

/* How many numbers a blob of that minor version knows: those of later calls are not its own. */
static unsigned int calls_of_minor(const struct profile *profile, unsigned int minor)
{
	unsigned int calls = profile->nr_calls;

	while (calls && profile->since[calls - 1] > minor)
		calls--;
	return calls;
}

/* A client of 13.3 looks at nothing else of the header, and a later version's numbers begin like this one's.
 */
static void check_minor(struct findings *f, const struct image *rom, const struct profile *profile)
{
	uint8_t minor = image_u8(rom, VMI_ROM_OFF_MINOR);

	if (minor > profile->minor)
		WARNING("newer-minor", VMI_ROM_OFF_MINOR, "minor version of the API, newer than this tool",
			NULL, "%u", minor);
	else if (minor < profile->minor)
		FAULT("older-minor", VMI_ROM_OFF_MINOR,
		      "minor version of the API: the client calls slots 85 and 86", "3", "%u", minor);
}

static void check_version(struct findings *f, const struct image *rom, const struct profile *profile)
{
	expect_u8(f, rom, "wrong-major", VMI_ROM_OFF_MAJOR, "major version of the API", profile->major);
	if (image_u8(rom, VMI_ROM_OFF_MINOR) > profile->minor)
		WARNING("newer-minor", VMI_ROM_OFF_MINOR, "minor version of the API, newer than this tool",
			NULL, "%u", image_u8(rom, VMI_ROM_OFF_MINOR));
	else
		expect_unread(f, rom, "slots", VMI_ROM_OFF_SLOTS, 1, "number of calls",
			      calls_of_minor(profile, image_u8(rom, VMI_ROM_OFF_MINOR)));
}

/* The first linear address that is not the client's. */
static void check_virtual_top(struct findings *f, const struct image *rom, const struct profile *profile)
{
	uint32_t top = image_u32(rom, VMI_ROM_OFF_VIRTUAL_TOP);

	if (profile->placed) {
		if (top)
			FAULT("virtual-top", VMI_ROM_OFF_VIRTUAL_TOP,
			      "virtual top: 4.0 reserves no linear address", "0", "0x%08x", top);
		return;
	}
	if (top && top <= USUAL_SPLIT)
		FAULT("virtual-top", VMI_ROM_OFF_VIRTUAL_TOP,
		      "virtual top: nothing is left of the kernel's part, from 0xc0000000 up",
		      "0 or a higher one", "0x%08x", top);
	else if (top & 0xFFF)
		FAULT("virtual-top", VMI_ROM_OFF_VIRTUAL_TOP, "virtual top", "a multiple of 4 KiB", "0x%08x",
		      top);
	else if (top & 0x3FFFFF)
		WARNING("virtual-top", VMI_ROM_OFF_VIRTUAL_TOP,
			"virtual top: without PAE a page table maps 4 MiB", "a multiple of that", "0x%08x",
			top);
	else if (top && top < LITTLE_ENOUGH)
		WARNING("virtual-top", VMI_ROM_OFF_VIRTUAL_TOP,
			"virtual top: takes more from the client than all it has for dynamic mappings",
			"0, or 256 MiB at most", "0x%08x", top);
}

static void check_header(struct findings *f, const struct image *rom, const struct profile *profile)
{
	check_version(f, rom, profile);
	/* A later version will give these a meaning, and read it from today's ROMs. */
	expect_unread(f, rom, "reserved", 0x07, 1, "reserved byte", 0);
	expect_unread(f, rom, "reserved", 0x0F, 1, "reserved byte", 0);
	expect_unread(f, rom, "reserved", 0x14, 2, "reserved word", 0);
	/* 4.x has the placement record's offset there. */
	if (!profile->placed)
		expect_unread(f, rom, "reserved", 0x1E, 2, "reserved word", 0);
	check_virtual_top(f, rom, profile);
}

static void check_licence(struct findings *f, const struct image *rom)
{
	const char *text;
	char shown[40];

	if (!image_u16(rom, VMI_ROM_OFF_LICENCE)) {
		FAULT("licence", VMI_ROM_OFF_LICENCE, "licence", "GPL or GPL v2", "none");
		return;
	}
	text = expect_string(f, rom, "licence", VMI_ROM_OFF_LICENCE, "licence");
	if (text && strcmp(text, "GPL") && strcmp(text, "GPL v2"))
		FAULT("licence", image_u16(rom, VMI_ROM_OFF_LICENCE), "licence", "GPL or GPL v2", "%s",
		      printable((const uint8_t *)text, strlen(text), shown, sizeof(shown)));
}

static void check_code(struct findings *f, const struct image *rom, const struct profile *profile)
{
	const struct {
		size_t off;
		const char *what;
	} codes[] = {{profile->init, "Init"}, {profile->reloc, "GetRelocationInfo"}};

	for (size_t i = 0; i < 2; i++) {
		const uint8_t *code = rom->byte + codes[i].off;

		if (!codes[i].off)
			continue;
		/* Never written, or erased. */
		if ((code[0] == 0x00 || code[0] == 0xff) && !memcmp(code, code + 1, 7))
			FAULT("no-code", codes[i].off, codes[i].what, "code", "eight bytes of %02x", code[0]);
	}
}

bool check_bytes(struct findings *f, const struct image *file, const struct rom_image *image)
{
	const struct image rom = {.byte = file->byte, .size = rom_size(file)};
	const struct profile *profile = profile_of(file);

	if (!check_extent(f, file, image))
		return false;
	if (image_u32(&rom, VMI_ROM_OFF_VMI) != VMI_ROM_VMI_SIGNATURE) {
		FAULT("not-vmi", VMI_ROM_OFF_VMI, "VMI signature", "63566d69", "%02x%02x%02x%02x",
		      rom.byte[8], rom.byte[9], rom.byte[10], rom.byte[11]);
	} else if (!profile->full_header) {
		check_minor(f, &rom, profile);
		check_identity(f, &rom);
		check_code(f, &rom, profile);
	} else {
		check_header(f, &rom, profile);
		check_licence(f, &rom);
		check_identity(f, &rom);
		check_code(f, &rom, profile);
		if (profile->placed)
			check_placement(f, &rom);
	}
	check_pci(f, &rom, image);
	check_pnp(f, &rom);
	return true;
}
