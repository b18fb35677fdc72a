// SPDX-License-Identifier: GPL-2.0-only
/* Finds a ROM and accepts it or not, check by check in the client's order (section 1). */
#include "mm.h"

#define WINDOW_BEGIN 0xC0000
#define WINDOW_END 0xE0000
#define WINDOW_STEP 2048

#define SIGNATURE 0xAA55
#define VMI_SIGNATURE 0x696D5663
#define OFF_VMI 8
#define OFF_MINOR 12
#define OFF_MAJOR 13
#define OFF_VIRTUAL_TOP 16
#define OFF_LICENCE 22
#define OFF_PCI 24
#define OFF_PNP 26

#define PCI_VENDOR 4
#define PCI_DEVICE 6
#define PCI_VERSION 18
#define PNP_MANUFACTURER 14
#define PNP_PRODUCT 16

#define VENDOR 0x15AD
#define DEVICE 0x0801

uint8_t *rom;
uint32_t rom_virtual_top;

static uint16_t get16(const uint8_t *at)
{
	return (uint16_t)(at[0] | at[1] << 8);
}

static uint32_t get32(const uint8_t *at)
{
	return get16(at) | (uint32_t)get16(at + 2) << 16;
}

static bool same_text(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

static bool licence_is_gpl(const uint8_t *r)
{
	uint16_t at = get16(r + OFF_LICENCE);
	const char *text = at ? (const char *)r + at : "unspecified";

	if (same_text(text, "GPL") || same_text(text, "GPL v2"))
		return true;
	kprintf("# VMI: Non GPL license `%s' found for ROM. Not used.\n", text);
	return false;
}

static bool acceptable(const uint8_t *r)
{
	const char *manufacturer = "", *product = "";
	const uint8_t *pci;
	uint16_t pnp;

	if (get16(r) != SIGNATURE || get32(r + OFF_VMI) != VMI_SIGNATURE)
		return false;
	if (r[OFF_MAJOR] != 3) {
		kprintf("# VMI: Found mismatched rom version %u.%u\n", r[OFF_MAJOR], r[OFF_MINOR]);
		return false;
	}
	if (!get16(r + OFF_PCI)) {
		kprintf("# VMI: ROM does not contain PCI header\n");
		return false;
	}
	pci = r + get16(r + OFF_PCI);
	if (get16(pci + PCI_VENDOR) != VENDOR || get16(pci + PCI_DEVICE) != DEVICE)
		kprintf("# VMI: ROM from unknown manufacturer\n");
	pnp = get16(r + OFF_PNP);
	if (pnp && get16(r + pnp + PNP_MANUFACTURER))
		manufacturer = (const char *)r + get16(r + pnp + PNP_MANUFACTURER);
	if (pnp && get16(r + pnp + PNP_PRODUCT))
		product = (const char *)r + get16(r + pnp + PNP_PRODUCT);
	if (!licence_is_gpl(r))
		return false;
	kprintf("# VMI: Found %s %s, API version %u.%u, ROM version %d.%d\n", manufacturer, product,
		r[OFF_MAJOR], r[OFF_MINOR], (int8_t)pci[PCI_VERSION + 1], (int8_t)pci[PCI_VERSION]);
	return true;
}

#define IMAGE_MOST (255 * 512) /* a bundle may be as large as its length byte says */
#define ROOM_MOST                                                                                            \
	(0x1800 + 16) /* what a ROM on Xen may have for what it keeps, in one piece (docs/facts/xen-hvm.md)  \
		       */

static uint8_t image_at_start[IMAGE_MOST];

/* Of what the ROM says is its length; a client's loader does not look, a BIOS does. */
static uint32_t image_size(void)
{
	return rom[2] * 512u < IMAGE_MOST ? rom[2] * 512u : IMAGE_MOST;
}

/* From the first byte that isn't what it was, to the last. */
static uint32_t bytes_changed(void)
{
	uint32_t first = 0, last = image_size();

	while (first < last && rom[first] == image_at_start[first])
		first++;
	while (last > first && rom[last - 1] == image_at_start[last - 1])
		last--;
	if (last > first)
		kprintf("# the ROM keeps something at 0x%x to 0x%x of its image\n", first, last - 1);
	return last - first;
}

static uint8_t checksum(void)
{
	uint8_t all = 0;

	for (uint32_t i = 0; i < image_size(); i++)
		all += image_at_start[i];
	return all;
}

void rom_probe(void)
{
	for (uint32_t at = WINDOW_BEGIN; at < WINDOW_END && !rom; at += WINDOW_STEP)
		if (acceptable(va(at)))
			rom = va(at);
	if (!rom)
		return;
	rom_virtual_top = get32(rom + OFF_VIRTUAL_TOP);
	memcpy(image_at_start, rom, image_size());
	kprintf("# Reserving virtual address space above 0x%08x\n", rom_virtual_top);
}

/* FIXADDR_TOP (section 3). */
uint32_t rom_fixmap_top(void)
{
	return rom_virtual_top - PAGE_SIZE;
}

/* At the end of all tests: about the ROM itself. */
void test_rom(void)
{
	static const uint32_t unused[] = {49, 55, 60, 72, 255, 256, 0x80000021, 0xffffffff};

	if (!rom)
		return;
	tap_ok(checksum() == 0, "rom: checksum is 0");
	tap_ok(!(rom_virtual_top & (PAGE_SIZE - 1)), "rom: virtual_top is on a page boundary");
	tap_ok(bytes_changed() <= (on_xen ? ROOM_MOST : 0),
	       "rom: image is what it was, but for its room on Xen");
	for (unsigned int i = 0; i < COUNT(unused); i++)
		tap_eq(rom_ask(unused[i]).type, RELOC_NONE, "rom: unused number %u is answered none",
		       unused[i]);
	tap_eq(changed_answers, 0, "rom: %u questions, every answer always the same", questions);
}
