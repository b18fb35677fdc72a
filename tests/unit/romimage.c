/* SPDX-License-Identifier: GPL-2.0-only */
#include "romimage.h"
#include "fake.h"

#include <stdlib.h>
#include <string.h>

#include <vmi/calls.h>

void *romimage_alloc(size_t len)
{
	void *p;

	if (posix_memalign(&p, VMI_ROM_STEP, len ? len : 1))
		abort();
	return p;
}

void romimage_sign(uint8_t *rom)
{
	balance(rom + ROMIMAGE_PNP, VMI_PNP_SIZE, ROMIMAGE_PNP_CHECKSUM - ROMIMAGE_PNP);
	balance(rom, rom[VMI_ROM_OFF_LENGTH] * VMI_ROM_UNIT, VMI_ROM_OFF_CHECKSUM6);
}

static void fill_records(uint8_t *rom, uint8_t units)
{
	put_u32(rom, ROMIMAGE_PCI, VMI_PCIR_SIGNATURE);
	put_u16(rom, ROMIMAGE_PCI + VMI_PCIR_OFF_VENDOR, VMI_PCI_VENDOR);
	put_u16(rom, ROMIMAGE_PCI + VMI_PCIR_OFF_DEVICE, VMI_PCI_DEVICE);
	put_u16(rom, ROMIMAGE_PCI + VMI_PCIR_OFF_SIZE, VMI_PCIR_SIZE);
	put_u16(rom, ROMIMAGE_PCI + VMI_PCIR_OFF_LENGTH, units);
	put_u8(rom, ROMIMAGE_PCI + VMI_PCIR_OFF_ROM_MINOR, 5);
	put_u8(rom, ROMIMAGE_PCI + VMI_PCIR_OFF_ROM_MAJOR, 2);
	put_u8(rom, ROMIMAGE_PCI + VMI_PCIR_OFF_LAST, 0x80);

	put_u32(rom, ROMIMAGE_PNP, VMI_PNP_SIGNATURE);
	put_u8(rom, ROMIMAGE_PNP_LENGTH, VMI_PNP_SIZE / 16);
	put_u16(rom, ROMIMAGE_PNP + VMI_PNP_OFF_MANUFACTURER, ROMIMAGE_MANUFACTURER);
	put_u16(rom, ROMIMAGE_PNP + VMI_PNP_OFF_PRODUCT, ROMIMAGE_PRODUCT);

	put_u32(rom, ROMIMAGE_IDENTITY, VMI_ID_SIGNATURE);
	put_u16(rom, ROMIMAGE_IDENTITY + VMI_ID_OFF_SIZE, VMI_ID_SIZE);
	put_u16(rom, ROMIMAGE_IDENTITY + VMI_ID_OFF_PROFILE, ROMIMAGE_PROFILE);
	for (uint8_t i = 0; i < VMI_ID_BUILD_ID_LEN; i++)
		rom[ROMIMAGE_IDENTITY + VMI_ID_OFF_BUILD_ID + i] = (uint8_t)(0xA0 + i);
}

static const struct {
	size_t at, len;
	const char *code;
} entries[] = FAKE_CODE;

void romimage_fill(uint8_t *rom, uint8_t units)
{
	memset(rom, 0, units * VMI_ROM_UNIT);
	put_u16(rom, VMI_ROM_OFF_SIGNATURE, VMI_ROM_SIGNATURE);
	put_u8(rom, VMI_ROM_OFF_LENGTH, units);
	put_u8(rom, VMI_ROM_OFF_ENTRY, 0xCB); /* retf */
	put_u32(rom, VMI_ROM_OFF_VMI, VMI_ROM_VMI_SIGNATURE);
	put_u8(rom, VMI_ROM_OFF_MINOR, 0);
	put_u8(rom, VMI_ROM_OFF_MAJOR, VMI_API_MAJOR);
	put_u16(rom, VMI_ROM_OFF_LICENCE, ROMIMAGE_LICENCE);
	put_u16(rom, VMI_ROM_OFF_PCI, ROMIMAGE_PCI);
	put_u16(rom, VMI_ROM_OFF_PNP, ROMIMAGE_PNP);
	put_u16(rom, VMI_ROM_OFF_IDENTITY, ROMIMAGE_IDENTITY);
	fill_records(rom, units);

	memcpy(rom + ROMIMAGE_LICENCE, "GPL v2", 7);
	memcpy(rom + ROMIMAGE_MANUFACTURER, "maker", 6);
	memcpy(rom + ROMIMAGE_PRODUCT, "thing", 6);
	memcpy(rom + ROMIMAGE_PROFILE, FAKE_PROFILE, sizeof(FAKE_PROFILE));

	for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++)
		memcpy(rom + entries[i].at, entries[i].code, entries[i].len);
	romimage_sign(rom);
}

uint8_t *romimage_new(uint8_t units)
{
	uint8_t *rom = romimage_alloc(units * VMI_ROM_UNIT);

	romimage_fill(rom, units);
	return rom;
}
