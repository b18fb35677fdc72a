/* SPDX-License-Identifier: GPL-2.0-only */
/* Writes bytes into a copy of a ROM and mends its checksum in the last byte. A host program. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint8_t rom[65536];

static void die(const char *what)
{
	fprintf(stderr, "poke-rom: %s\n", what);
	exit(2);
}

/* OFFSET:HEXBYTES */
static void poke(const char *how, size_t size)
{
	char *at;
	size_t offset = strtoul(how, &at, 0);
	unsigned int byte;

	if (*at++ != ':')
		die("OFFSET:HEXBYTES is wanted");
	for (; sscanf(at, "%2x", &byte) == 1; at += 2, offset++) {
		if (offset >= size - 1)
			die("there is no such byte");
		rom[offset] = (uint8_t)byte;
	}
}

int main(int argc, char **argv)
{
	uint8_t sum = 0;
	size_t size;
	FILE *f;

	if (argc < 4)
		die("usage: poke-rom ROM OUTPUT (OFFSET:HEXBYTES | unmended)...");
	f = fopen(argv[1], "rb");
	size = f ? fread(rom, 1, sizeof(rom), f) : 0;
	if (!size || size == sizeof(rom) || fclose(f))
		die("the ROM cannot be read");
	for (int i = 3; i < argc; i++)
		if (strcmp(argv[i], "unmended"))
			poke(argv[i], size);
	for (size_t i = 0; i < size - 1; i++)
		sum += rom[i];
	rom[size - 1] = strcmp(argv[argc - 1], "unmended") ? -sum : 1 - sum;
	f = fopen(argv[2], "wb");
	if (!f || fwrite(rom, 1, size, f) != size || fclose(f))
		die("the output cannot be written");
	return 0;
}
