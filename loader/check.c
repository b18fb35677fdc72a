/* SPDX-License-Identifier: MIT */
/*
 * Whether some bytes are a ROM that this loader can use.  The bytes come from
 * whoever built the platform: nothing is read before it is known to lie inside.
 */
#include "private.h"

/* PCI Firmware Specification, Plug and Play BIOS Specification: fields that only a checker reads. */
#define PCIR_ALIGN 4
#define PNP_OFF_LENGTH 0x05 /* u8, units of 16 bytes */
#define PNP_UNIT 16

static bool inside(uint32_t size, uint32_t off, uint32_t len)
{
	return len <= size && off <= size - len;
}

static bool sums_to_zero(const uint8_t *p, uint32_t len)
{
	uint8_t sum = 0;

	for (uint32_t i = 0; i < len; i++)
		sum = (uint8_t)(sum + p[i]);
	return sum == 0;
}

/* Whether a string begins at off and ends inside the image. */
static bool string_ends(const uint8_t *base, uint32_t size, uint32_t off)
{
	for (; off < size; off++)
		if (!base[off])
			return true;
	return false;
}

/* The string at a u16 offset that may be 0: none. */
static bool optional_string(const uint8_t *base, uint32_t size, const uint8_t *field, const char **string)
{
	uint16_t off = vmi_get16(field);

	*string = NULL;
	if (off == 0)
		return true;
	if (!string_ends(base, size, off))
		return false;
	*string = (const char *)base + off;
	return true;
}

static bool same_string(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

/* Any vendor and device will do: they name a card, and the card may be anyone's. */
static enum vmi_status check_pci(struct vmi_rom *rom)
{
	uint16_t off = vmi_get16(rom->base + VMI_ROM_OFF_PCI);
	const uint8_t *pci = rom->base + off;

	if (off == 0 || off % PCIR_ALIGN || !inside(rom->size, off, VMI_PCIR_SIZE) ||
	    vmi_get32(pci) != VMI_PCIR_SIGNATURE)
		return VMI_BAD_PCI;
	if (vmi_get16(pci + VMI_PCIR_OFF_SIZE) < VMI_PCIR_SIZE ||
	    !inside(rom->size, off, vmi_get16(pci + VMI_PCIR_OFF_SIZE)))
		return VMI_BAD_PCI;
	if (vmi_get16(pci + VMI_PCIR_OFF_LENGTH) != rom->base[VMI_ROM_OFF_LENGTH])
		return VMI_BAD_PCI_LENGTH;

	rom->pci_vendor = vmi_get16(pci + VMI_PCIR_OFF_VENDOR);
	rom->pci_device = vmi_get16(pci + VMI_PCIR_OFF_DEVICE);
	rom->rom_minor = pci[VMI_PCIR_OFF_ROM_MINOR];
	rom->rom_major = pci[VMI_PCIR_OFF_ROM_MAJOR];
	return VMI_OK;
}

static enum vmi_status check_pnp(struct vmi_rom *rom)
{
	uint16_t off = vmi_get16(rom->base + VMI_ROM_OFF_PNP);
	const uint8_t *pnp = rom->base + off;
	uint32_t len;

	rom->manufacturer = NULL;
	rom->product = NULL;
	if (off == 0)
		return VMI_OK;
	if (!inside(rom->size, off, VMI_PNP_SIZE) || vmi_get32(pnp) != VMI_PNP_SIGNATURE)
		return VMI_BAD_PNP;
	len = pnp[PNP_OFF_LENGTH] * PNP_UNIT;
	if (len < VMI_PNP_SIZE || !inside(rom->size, off, len))
		return VMI_BAD_PNP;
	if (!sums_to_zero(pnp, len))
		return VMI_BAD_PNP_CHECKSUM;
	if (!optional_string(rom->base, rom->size, pnp + VMI_PNP_OFF_MANUFACTURER, &rom->manufacturer) ||
	    !optional_string(rom->base, rom->size, pnp + VMI_PNP_OFF_PRODUCT, &rom->product))
		return VMI_BAD_STRING;
	return VMI_OK;
}

static enum vmi_status check_licence(struct vmi_rom *rom)
{
	if (!optional_string(rom->base, rom->size, rom->base + VMI_ROM_OFF_LICENCE, &rom->licence) ||
	    !rom->licence)
		return VMI_BAD_LICENCE;
	if (!same_string(rom->licence, "GPL") && !same_string(rom->licence, "GPL v2"))
		return VMI_BAD_LICENCE;
	return VMI_OK;
}

static enum vmi_status check_identity(struct vmi_rom *rom)
{
	uint16_t off = vmi_get16(rom->base + VMI_ROM_OFF_IDENTITY);
	const uint8_t *id = rom->base + off;

	rom->profile = NULL;
	rom->build_id = NULL;
	rom->keep_returns = false;
	/* The field is ours; what others have there means nothing. */
	if (off == 0 || !inside(rom->size, off, 4) || vmi_get32(id) != VMI_ID_SIGNATURE)
		return VMI_OK;
	if (!inside(rom->size, off, VMI_ID_SIZE) || vmi_get16(id + VMI_ID_OFF_SIZE) < VMI_ID_SIZE ||
	    !inside(rom->size, off, vmi_get16(id + VMI_ID_OFF_SIZE)))
		return VMI_BAD_IDENTITY;
	if (!optional_string(rom->base, rom->size, id + VMI_ID_OFF_PROFILE, &rom->profile))
		return VMI_BAD_STRING;

	rom->build_id = id + VMI_ID_OFF_BUILD_ID;
	rom->keep_returns = vmi_get16(id + VMI_ID_OFF_FLAGS) & VMI_ID_KEEP_RETURNS;
	return VMI_OK;
}

/* Erased or never written memory is no code. */
static bool holds_code(const uint8_t *entry)
{
	unsigned int ones = 0xFF, any = 0;

	for (int i = 0; i < ENTRY_SIZE; i++) {
		ones &= entry[i];
		any |= entry[i];
	}
	return any != 0 && ones != 0xFF;
}

/* Size and checksum: from here on every byte of the image may be read. */
static enum vmi_status check_extent(const uint8_t *base, size_t len, struct vmi_rom *rom)
{
	if (len < 2)
		return VMI_TRUNCATED;
	if (vmi_get16(base) != VMI_ROM_SIGNATURE)
		return VMI_NOT_A_ROM;
	if (len < VMI_ROM_OFF_VMI + 4)
		return VMI_TRUNCATED;
	if (vmi_get32(base + VMI_ROM_OFF_VMI) != VMI_ROM_VMI_SIGNATURE)
		return VMI_NOT_VMI;
	if (len < VMI_ROM_HEADER_SIZE)
		return VMI_TRUNCATED;
	if ((uintptr_t)base % VMI_ROM_STEP)
		return VMI_BAD_ALIGNMENT;

	rom->base = base;
	rom->size = base[VMI_ROM_OFF_LENGTH] * VMI_ROM_UNIT;
	if (rom->size < VMI_ROM_HEADER_SIZE)
		return VMI_BAD_LENGTH;
	if (rom->size > len)
		return VMI_BEYOND_END;
	if (!sums_to_zero(base, rom->size))
		return VMI_BAD_CHECKSUM;
	return VMI_OK;
}

static enum vmi_status check_header(struct vmi_rom *rom)
{
	rom->api_major = rom->base[VMI_ROM_OFF_MAJOR];
	rom->api_minor = rom->base[VMI_ROM_OFF_MINOR];
	if (rom->api_major != VMI_API_MAJOR)
		return rom->api_major == OTHER_MAJOR ? VMI_WRONG_ARCHITECTURE : VMI_WRONG_MAJOR;
	rom->virtual_top = vmi_get32(rom->base + VMI_ROM_OFF_VIRTUAL_TOP);
	if (rom->virtual_top & 0xFFF)
		return VMI_BAD_VIRTUAL_TOP;
	if (!holds_code(rom->base + VMI_ROM_HEADER_SIZE - 16) || !holds_code(rom->base + VMI_ROM_OFF_RELOC))
		return VMI_BAD_ENTRY;
	return VMI_OK;
}

VMI_CALLCONV enum vmi_status vmi_check(const void *base, size_t len, struct vmi_rom *rom)
{
	struct vmi_rom found = {.where = VMI_WHERE_ADDRESS};
	enum vmi_status status;

	if ((status = check_extent(base, len, &found)) || (status = check_header(&found)) ||
	    (status = check_pci(&found)) || (status = check_pnp(&found)) ||
	    (status = check_licence(&found)) || (status = check_identity(&found)))
		return status;
	*rom = found;
	return VMI_OK;
}
