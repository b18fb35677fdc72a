/* SPDX-License-Identifier: GPL-2.0-only */
/* Puts another body into one slot of a ROM and mends the checksum in its last byte. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vmi/calls.h>
#include <vmi/rom.h>

static void die(const char *why, const char *what)
{
	fprintf(stderr, "make-faulty: %s: %s\n", what, why);
	exit(2);
}

static size_t read_file(const char *name, uint8_t *to, size_t room)
{
	FILE *f = fopen(name, "rb");
	size_t n;

	if (!f)
		die("cannot be opened", name);
	n = fread(to, 1, room, f);
	if (n == room || ferror(f))
		die("is too large", name);
	fclose(f);
	return n;
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

int main(int argc, char **argv)
{
	static uint8_t rom[255 * VMI_ROM_UNIT + 1];
	uint8_t body[VMI_ROM_SLOT_SIZE + 1], sum = 0, *slot;
	size_t size, len;
	FILE *f;

	if (argc != 5) {
		fprintf(stderr, "usage: make-faulty ROM CALL BODY OUTPUT\n");
		return 2;
	}
	size = read_file(argv[1], rom, sizeof(rom));
	slot = rom + VMI_ROM_OFF_SLOT0 + call_number(argv[2]) * VMI_ROM_SLOT_SIZE;
	len = read_file(argv[3], body, sizeof(body));
	if (!len || slot + VMI_ROM_SLOT_SIZE > rom + size)
		die("is empty, or the ROM has no such slot", argv[3]);
	memset(slot, 0xcc, VMI_ROM_SLOT_SIZE);
	memcpy(slot, body, len);
	for (size_t i = 0; i < size - 1; i++)
		sum += rom[i];
	rom[size - 1] = -sum;
	f = fopen(argv[4], "wb");
	if (!f || fwrite(rom, 1, size, f) != size || fclose(f))
		die("cannot be written", argv[4]);
	return 0;
}
