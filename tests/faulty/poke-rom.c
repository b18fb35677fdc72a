/* SPDX-License-Identifier: GPL-2.0-only */
/* Writes bytes into a copy of a ROM and mends its checksum in the last byte. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rombytes/image.h>

static void die(const char *what, const char *why)
{
	fprintf(stderr, "poke-rom: %s: %s\n", what, why);
	exit(2);
}

/* OFFSET:HEXBYTES */
static void poke(struct image *rom, const char *how)
{
	char *at;
	size_t offset = strtoul(how, &at, 0);
	unsigned int byte;

	if (*at++ != ':')
		die(how, "OFFSET:HEXBYTES is wanted");
	for (; sscanf(at, "%2x", &byte) == 1; at += 2, offset++) {
		if (offset >= rom->size - 1)
			die(how, "there is no such byte");
		image_put_u8(rom, offset, (uint8_t)byte);
	}
}

int main(int argc, char **argv)
{
	struct image rom;
	const char *error;

	if (argc < 4)
		die("usage", "poke-rom ROM OUTPUT (OFFSET:HEXBYTES | unmended)...");
	error = image_load(argv[1], &rom);
	if (error || !rom.size)
		die(argv[1], error ? error : "is empty");
	for (int i = 3; i < argc; i++)
		if (strcmp(argv[i], "unmended"))
			poke(&rom, argv[i]);
	image_balance(&rom, 0, rom.size, rom.size - 1);
	if (!strcmp(argv[argc - 1], "unmended"))
		image_put_u8(&rom, rom.size - 1, image_u8(&rom, rom.size - 1) + 1);
	error = image_store(argv[2], &rom);
	if (error)
		die(argv[2], error);
	image_free(&rom);
	return 0;
}
