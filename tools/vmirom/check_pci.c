// SPDX-License-Identifier: GPL-2.0-only
/* vmirom check: the PCI data structure, of revision 0 and of revision 3. */
#include "check.h"
#include "profile.h"

#include <stdio.h>

#define PCIR_ALIGN 4
#define OUR_CLASS 0xff /* as header.S has it: fits no other class */

static void check_pci_length(struct findings *f, const struct image *rom, size_t pci)
{
	uint16_t units = image_u16(rom, pci + VMI_PCIR_OFF_LENGTH);
	uint8_t header = image_u8(rom, VMI_ROM_OFF_LENGTH);
	char wanted[8];

	snprintf(wanted, sizeof(wanted), "%u", header);
	if (units != header)
		FAULT("pci-length", pci + VMI_PCIR_OFF_LENGTH, "length in the PCI data structure", wanted,
		      "%u", units);
}

static void check_pci_size(struct findings *f, const struct image *rom, size_t pci)
{
	uint16_t size = image_u16(rom, pci + VMI_PCIR_OFF_SIZE);
	bool later = image_u8(rom, pci + PCIR_OFF_REVISION) >= PCIR_REVISION_3;
	size_t least = later ? PCIR_SIZE_3 : VMI_PCIR_SIZE;

	if (size < least || !image_has(rom, pci, size))
		FAULT("pci-size", pci + VMI_PCIR_OFF_SIZE, "size of the PCI data structure",
		      later ? "at least 28 bytes, inside the image" : "at least 24 bytes, inside the image",
		      "%u", size);
	else if (size > least)
		WARNING("pci-size", pci + VMI_PCIR_OFF_SIZE,
			"size of the PCI data structure, more than its revision has", later ? "28" : "24",
			"%u", size);
}

static void check_devices(struct findings *f, const struct image *part, size_t pci)
{
	size_t list = image_u16(part, pci + PCIR_OFF_DEVICES);

	if (!list)
		return;
	for (size_t off = pci + list; image_has(part, off, 2); off += 2)
		if (!image_u16(part, off))
			return;
	FAULT("pci-devices", pci + PCIR_OFF_DEVICES, "list of devices", "in the image, up to a 0", "0x%04zx",
	      list);
}

/* Of revision 3 and later; a BIOS keeps no more of it than that. */
static void check_run_time(struct findings *f, const struct image *part, size_t pci)
{
	uint16_t most = image_u16(part, pci + PCIR_OFF_RUN_TIME);
	uint8_t length = image_u8(part, VMI_ROM_OFF_LENGTH);
	char wanted[8];

	snprintf(wanted, sizeof(wanted), "%u", length);
	if (most && most < length)
		FAULT("pci-run-time", pci + PCIR_OFF_RUN_TIME,
		      "maximum run-time length: a BIOS keeps no more than that", wanted, "%u", most);
}

static void check_pci_last(struct findings *f, const struct image *part, const struct rom_image *image,
			   size_t pci)
{
	uint8_t indicator = image_u8(part, pci + VMI_PCIR_OFF_LAST);

	if (!image->more && !(indicator & PCIR_LAST_IMAGE))
		FAULT("pci-last", pci + VMI_PCIR_OFF_LAST, "indicator: last image",
		      "0x80, since no other one follows", "0x%02x", indicator);
	else if (indicator & ~PCIR_LAST_IMAGE)
		FAULT("pci-last", pci + VMI_PCIR_OFF_LAST, "indicator: reserved bits", "0", "0x%02x",
		      indicator);
}

void check_pci_common(struct findings *f, const struct image *part, const struct rom_image *image, size_t pci)
{
	uint8_t revision = image_u8(part, pci + PCIR_OFF_REVISION);

	if (pci % PCIR_ALIGN)
		FAULT("pci-align", VMI_ROM_OFF_PCI, "offset of the PCI data structure", "a multiple of 4",
		      "0x%04zx", pci);
	check_pci_size(f, part, pci);
	if (revision >= PCIR_REVISION_3)
		check_devices(f, part, pci);
	if (revision != 0 && revision != PCIR_REVISION_3)
		WARNING("pci-revision", pci + PCIR_OFF_REVISION, "revision of the PCI data structure",
			"0 or 3", "%u", revision);
	if (image)
		check_pci_last(f, part, image, pci);
}

/* A VMI image's own. */
void check_pci(struct findings *f, const struct image *rom, const struct rom_image *image)
{
	size_t pci;

	if (!image_u16(rom, VMI_ROM_OFF_PCI) && !profile_of(rom)->full_header) {
		WARNING("pci-offset", VMI_ROM_OFF_PCI, "PCI data structure: not needed but by a card's ROM",
			"one", "none");
		return;
	}
	if (!image_u16(rom, VMI_ROM_OFF_PCI)) {
		FAULT("pci-offset", VMI_ROM_OFF_PCI, "PCI data structure",
		      "one; clients of 2007 refuse a ROM without", "none");
		return;
	}
	pci = expect_record(f, rom, VMI_ROM_OFF_PCI, VMI_PCIR_SIZE, VMI_PCIR_SIGNATURE, "pci-offset",
			    "PCI data structure");
	if (!pci)
		return;
	if (image_u16(rom, pci + VMI_PCIR_OFF_VENDOR) != VMI_PCI_VENDOR ||
	    image_u16(rom, pci + VMI_PCIR_OFF_DEVICE) != VMI_PCI_DEVICE)
		WARNING("pci-id", pci + VMI_PCIR_OFF_VENDOR,
			"PCI identity: right only as the ROM of such a card; clients of 2007 remark on it",
			"15ad:0801", "%04x:%04x", image_u16(rom, pci + VMI_PCIR_OFF_VENDOR),
			image_u16(rom, pci + VMI_PCIR_OFF_DEVICE));
	check_pci_common(f, rom, image, pci);
	check_pci_length(f, rom, pci);
	if (is_ours(rom))
		expect_u8(f, rom, "pci-class", pci + PCIR_OFF_CLASS + 2, "base class", OUR_CLASS);
	expect_u8(f, rom, "pci-code-type", pci + VMI_PCIR_OFF_CODE_TYPE, "code type", 0);
	if (image_u8(rom, pci + PCIR_OFF_REVISION) >= PCIR_REVISION_3) {
		check_run_time(f, rom, pci);
		return;
	}
	expect_no_u16(f, rom, "pci-vpd", pci + PCIR_OFF_VPD, "offset of vital product data");
	expect_unread(f, rom, "reserved", pci + PCIR_OFF_RESERVED, 2,
		      "reserved word of the PCI data structure", 0);
}
