/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Makes ROM images in memory: a good one, and what it takes to spoil it.
 *
 *	uint8_t *rom = romimage_new(4);			good, 4 * 512 bytes
 *	put_u16(rom, VMI_ROM_OFF_PCI, 0);	spoilt ...
 *	romimage_sign(rom);				... but soundly summed
 *	free(rom);
 */
#ifndef ROMIMAGE_H
#define ROMIMAGE_H

#include <stddef.h>
#include <stdint.h>

#include <rombytes/bytes.h>
#include <vmi/rom.h>

/* Where the good image has its records. */
#define ROMIMAGE_PCI 0x20
#define ROMIMAGE_PNP 0x40
#define ROMIMAGE_IDENTITY 0xA0
#define ROMIMAGE_LICENCE 0xD0
#define ROMIMAGE_MANUFACTURER 0xD8
#define ROMIMAGE_PRODUCT 0xE0
#define ROMIMAGE_PROFILE 0xF0
#define ROMIMAGE_CODE VMI_ROM_OFF_SLOT0
/* The PnP header's own length, units of 16 bytes, and checksum. */
#define ROMIMAGE_PNP_LENGTH (ROMIMAGE_PNP + 0x05)
#define ROMIMAGE_PNP_CHECKSUM (ROMIMAGE_PNP + 0x09)

/* len bytes at a 2 KiB boundary, with nothing readable behind them; free() them. */
void *romimage_alloc(size_t len);

/* Fills units * 512 bytes with a good ROM that does nothing. */
void romimage_fill(uint8_t *rom, uint8_t units);

/* The same in memory of its own. */
uint8_t *romimage_new(uint8_t units);

/* Sums up the PnP header and the image again; only for an image whose two lengths are as romimage_fill left
 * them. */
void romimage_sign(uint8_t *rom);

#endif
