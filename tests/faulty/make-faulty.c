/* SPDX-License-Identifier: GPL-2.0-only */
/* Puts another body into one slot of a ROM and mends the checksum in its last byte. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rombytes/image.h>
#include <vmi/calls.h>
#include <vmi/rom.h>

static void die(const char *why, const char *what)
{
	fprintf(stderr, "make-faulty: %s: %s\n", what, why);
	exit(2);
}

static unsigned int call_number(const char *name)
{
#define VMI_CALL(nr, Name, ...)                                                                              \
	if (!strcmp(name, #Name))                                                                            \
		return nr;
#include <calls.def>
	die("is no call", name);
	return 0;
}

static struct image load(const char *name)
{
	struct image image;
	const char *error = image_load(name, &image);

	if (error)
		die(error, name);
	return image;
}

int main(int argc, char **argv)
{
	struct image rom, body;
	const char *error;
	size_t slot;

	if (argc != 5) {
		fprintf(stderr, "usage: make-faulty ROM CALL BODY OUTPUT\n");
		return 2;
	}
	rom = load(argv[1]);
	body = load(argv[3]);
	slot = VMI_ROM_OFF_SLOT0 + call_number(argv[2]) * VMI_ROM_SLOT_SIZE;
	if (!body.size || body.size > VMI_ROM_SLOT_SIZE || !image_has(&rom, slot, VMI_ROM_SLOT_SIZE))
		die("is empty or too large, or the ROM has no such slot", argv[3]);
	memset(rom.byte + slot, 0xcc, VMI_ROM_SLOT_SIZE);
	memcpy(rom.byte + slot, body.byte, body.size);
	image_balance(&rom, 0, rom.size, rom.size - 1);
	error = image_store(argv[4], &rom);
	if (error)
		die(error, argv[4]);
	image_free(&rom);
	image_free(&body);
	return 0;
}
