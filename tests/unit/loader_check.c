/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vmi_check: what could go wrong is a ROM taken that should not be, one refused
 * for another reason than the real one, or a byte read outside the image.
 * Images end where readable memory ends, so the last is the sanitizer's to see.
 */
#include "unit.h"

#include <vmi/loader.h>

#include "fake.h"
#include "romimage.h"

#define UNITS 4
#define SIZE (UNITS * VMI_ROM_UNIT)

/* Status of a good image with up to four fields changed and then signed. */
struct field {
	uint16_t off;
	uint8_t width;
	uint32_t value;
};

struct wrong {
	const char *what;
	enum vmi_status status;
	struct field field[4];
};

static void set(uint8_t *rom, const struct field *f)
{
	if (f->width == 1)
		put_u8(rom, f->off, (uint8_t)f->value);
	else if (f->width == 2)
		put_u16(rom, f->off, (uint16_t)f->value);
	else if (f->width == 4)
		put_u32(rom, f->off, f->value);
}

#define PCI(field) (ROMIMAGE_PCI + VMI_PCIR_OFF_##field)
#define PNP(field) (ROMIMAGE_PNP + VMI_PNP_OFF_##field)
/* Init, or GetRelocationInfo where that is alone. */
#define ENTRY (VMI_ROM_HEADER_SIZE - 16)
#define ID(field) (ROMIMAGE_IDENTITY + VMI_ID_OFF_##field)

static const struct wrong wrong[] = {
	{"first byte", VMI_NOT_A_ROM, {{0, 1, 0x54}}},
	{"second byte", VMI_NOT_A_ROM, {{1, 1, 0xAB}}},
	{"cVmi, first byte", VMI_NOT_VMI, {{8, 1, 'C'}}},
	{"cVmi, last byte", VMI_NOT_VMI, {{11, 1, 'I'}}},
	{"major 2", VMI_WRONG_MAJOR, {{VMI_ROM_OFF_MAJOR, 1, 2}}},
	{"the other architecture's major", VMI_WRONG_ARCHITECTURE, {{VMI_ROM_OFF_MAJOR, 1, FAKE_OTHER_MAJOR}}},
	{"major 13", VMI_WRONG_MAJOR, {{VMI_ROM_OFF_MAJOR, 1, 13}}},
	{"minor 0", VMI_OK, {{VMI_ROM_OFF_MINOR, 1, 0}}},
	{"minor 77", VMI_OK, {{VMI_ROM_OFF_MINOR, 1, 77}}},
	{"minor 255", VMI_OK, {{VMI_ROM_OFF_MINOR, 1, 255}}},
	{"number of slots", VMI_OK, {{VMI_ROM_OFF_SLOTS, 1, 200}}},
	{"virtual_top, a page", VMI_OK, {{VMI_ROM_OFF_VIRTUAL_TOP, 4, 0xFC000000}}},
	{"virtual_top, bit 0", VMI_BAD_VIRTUAL_TOP, {{VMI_ROM_OFF_VIRTUAL_TOP, 4, 0xFC000001}}},
	{"virtual_top, bit 11", VMI_BAD_VIRTUAL_TOP, {{VMI_ROM_OFF_VIRTUAL_TOP, 4, 0xFC000800}}},
	{"first entry all 0", VMI_BAD_ENTRY, {FAKE_ENTRY(ENTRY, 0)}},
	{"first entry all FF", VMI_BAD_ENTRY, {FAKE_ENTRY(ENTRY, ~0u)}},
	{"GetRelocationInfo all 0", VMI_BAD_ENTRY, {FAKE_ENTRY(VMI_ROM_OFF_RELOC, 0)}},
	{"GetRelocationInfo all FF", VMI_BAD_ENTRY, {FAKE_ENTRY(VMI_ROM_OFF_RELOC, ~0u)}},
	{"first entry 0 but for one byte", VMI_OK, {{ENTRY, 4, 0}, {ENTRY + 4, 4, 0xC3000000}}},

	{"PCIR offset 0", VMI_BAD_PCI, {{VMI_ROM_OFF_PCI, 2, 0}}},
	{"PCIR offset to something else", VMI_BAD_PCI, {{VMI_ROM_OFF_PCI, 2, ROMIMAGE_PNP}}},
	{"PCIR across the end",
	 VMI_BAD_PCI,
	 {{VMI_ROM_OFF_PCI, 2, SIZE - 4}, {SIZE - 4, 4, VMI_PCIR_SIGNATURE}}},
	{"PCIR behind the end", VMI_BAD_PCI, {{VMI_ROM_OFF_PCI, 2, SIZE}}},
	{"PCIR offset FFFC", VMI_BAD_PCI, {{VMI_ROM_OFF_PCI, 2, 0xFFFC}}},
	{"PCIR signature", VMI_BAD_PCI, {{ROMIMAGE_PCI, 1, 'p'}}},
	{"PCIR size too small", VMI_BAD_PCI, {{PCI(SIZE), 2, VMI_PCIR_SIZE - 1}}},
	{"PCIR size too large", VMI_BAD_PCI, {{PCI(SIZE), 2, 0xFFFF}}},
	{"PCIR size larger", VMI_OK, {{PCI(SIZE), 2, 0x1C}}},
	{"PCIR length one less", VMI_BAD_PCI_LENGTH, {{PCI(LENGTH), 2, UNITS - 1}}},
	{"PCIR length, high byte", VMI_BAD_PCI_LENGTH, {{PCI(LENGTH), 2, UNITS | 0x100}}},
	{"another vendor", VMI_OK, {{PCI(VENDOR), 2, 0x8086}}},
	{"another device", VMI_OK, {{PCI(DEVICE), 2, 0x100E}}},

	{"no PnP header", VMI_OK, {{VMI_ROM_OFF_PNP, 2, 0}}},
	{"PnP offset to something else", VMI_BAD_PNP, {{VMI_ROM_OFF_PNP, 2, ROMIMAGE_PCI}}},
	{"PnP across the end",
	 VMI_BAD_PNP,
	 {{VMI_ROM_OFF_PNP, 2, SIZE - 0x10}, {SIZE - 0x10, 4, VMI_PNP_SIGNATURE}}},
	{"PnP behind the end", VMI_BAD_PNP, {{VMI_ROM_OFF_PNP, 2, 0xFFFF}}},
	{"PnP signature", VMI_BAD_PNP, {{ROMIMAGE_PNP, 1, '#'}}},
	{"no manufacturer", VMI_OK, {{PNP(MANUFACTURER), 2, 0}}},
	{"no product", VMI_OK, {{PNP(PRODUCT), 2, 0}}},
	{"manufacturer at the end", VMI_BAD_STRING, {{PNP(MANUFACTURER), 2, SIZE}}},
	{"product at FFFF", VMI_BAD_STRING, {{PNP(PRODUCT), 2, 0xFFFF}}},
	{"manufacturer without end",
	 VMI_BAD_STRING,
	 {{PNP(MANUFACTURER), 2, SIZE - 2}, {SIZE - 2, 2, 0x4141}}},
	{"product without end", VMI_BAD_STRING, {{PNP(PRODUCT), 2, SIZE - 1}, {SIZE - 1, 1, 'x'}}},
	{"product in the last two bytes", VMI_OK, {{PNP(PRODUCT), 2, SIZE - 2}, {SIZE - 2, 2, 'x'}}},

	{"no licence", VMI_BAD_LICENCE, {{VMI_ROM_OFF_LICENCE, 2, 0}}},
	{"licence behind the end", VMI_BAD_LICENCE, {{VMI_ROM_OFF_LICENCE, 2, SIZE}}},
	{"licence FFFF", VMI_BAD_LICENCE, {{VMI_ROM_OFF_LICENCE, 2, 0xFFFF}}},
	{"licence without end",
	 VMI_BAD_LICENCE,
	 {{VMI_ROM_OFF_LICENCE, 2, SIZE - 3}, {SIZE - 3, 1, 'G'}, {SIZE - 2, 2, 'P' | 'L' << 8}}},
	{"licence GPL", VMI_OK, {{ROMIMAGE_LICENCE + 3, 1, 0}}},
	{"licence GP", VMI_BAD_LICENCE, {{ROMIMAGE_LICENCE + 2, 1, 0}}},
	{"licence empty", VMI_BAD_LICENCE, {{ROMIMAGE_LICENCE, 1, 0}}},
	{"licence GPL v3", VMI_BAD_LICENCE, {{ROMIMAGE_LICENCE + 5, 1, '3'}}},
	{"licence GPL v2x", VMI_BAD_LICENCE, {{ROMIMAGE_LICENCE + 6, 1, 'x'}}},
	{"licence gPL", VMI_BAD_LICENCE, {{ROMIMAGE_LICENCE, 1, 'g'}}},

	{"no identity", VMI_OK, {{VMI_ROM_OFF_IDENTITY, 2, 0}}},
	{"identity offset to something else", VMI_OK, {{VMI_ROM_OFF_IDENTITY, 2, ROMIMAGE_PCI}}},
	{"no identity, junk in its place", VMI_OK, {{VMI_ROM_OFF_IDENTITY, 4, 0x12345678}}},
	{"identity offset to the last three bytes", VMI_OK, {{VMI_ROM_OFF_IDENTITY, 2, SIZE - 3}}},
	{"identity across the end",
	 VMI_BAD_IDENTITY,
	 {{VMI_ROM_OFF_IDENTITY, 2, SIZE - 8}, {SIZE - 8, 4, VMI_ID_SIGNATURE}}},
	{"identity behind the end", VMI_OK, {{VMI_ROM_OFF_IDENTITY, 2, 0xFFFF}}},
	{"identity size too small", VMI_BAD_IDENTITY, {{ID(SIZE), 2, VMI_ID_SIZE - 1}}},
	{"identity size too large", VMI_BAD_IDENTITY, {{ID(SIZE), 2, SIZE}}},
	{"no profile", VMI_OK, {{ID(PROFILE), 2, 0}}},
	{"profile outside", VMI_BAD_STRING, {{ID(PROFILE), 2, SIZE + 1}}},
	{"profile without end", VMI_BAD_STRING, {{ID(PROFILE), 2, SIZE - 1}, {SIZE - 1, 1, '3'}}},
};

static void test_good(void **state)
{
	uint8_t *image = romimage_new(UNITS);
	struct vmi_rom rom;

	(void)state;
	assert_status(vmi_check(image, SIZE, &rom), VMI_OK);
	assert_ptr_equal(rom.base, image);
	assert_int_equal(rom.size, SIZE);
	assert_int_equal(rom.where, VMI_WHERE_ADDRESS);
	assert_int_equal(rom.api_major, VMI_API_MAJOR);
	assert_int_equal(rom.api_minor, 0);
	assert_int_equal(rom.rom_major, 2);
	assert_int_equal(rom.rom_minor, 5);
	assert_int_equal(rom.pci_vendor, VMI_PCI_VENDOR);
	assert_int_equal(rom.pci_device, VMI_PCI_DEVICE);
	assert_int_equal(rom.virtual_top, 0);
	assert_string_equal(rom.manufacturer, "maker");
	assert_string_equal(rom.product, "thing");
	assert_string_equal(rom.licence, "GPL v2");
	assert_string_equal(rom.profile, FAKE_PROFILE);
	assert_ptr_equal(rom.build_id, image + ROMIMAGE_IDENTITY + VMI_ID_OFF_BUILD_ID);
	assert_false(rom.keep_returns);
	free(image);
}

static void test_optional(void **state)
{
	uint8_t *image = romimage_new(UNITS);
	struct vmi_rom rom;

	(void)state;
	put_u16(image, ID(FLAGS), VMI_ID_KEEP_RETURNS);
	put_u16(image, PCI(VENDOR), 0x8086);
	put_u32(image, VMI_ROM_OFF_VIRTUAL_TOP, 0xFC000000);
	romimage_sign(image);
	assert_status(vmi_check(image, SIZE, &rom), VMI_OK);
	assert_true(rom.keep_returns);
	assert_int_equal(rom.pci_vendor, 0x8086);
	assert_int_equal(rom.virtual_top, 0xFC000000);

	put_u16(image, VMI_ROM_OFF_PNP, 0);
	put_u16(image, VMI_ROM_OFF_IDENTITY, 0);
	romimage_sign(image);
	assert_status(vmi_check(image, SIZE, &rom), VMI_OK);
	assert_null(rom.manufacturer);
	assert_null(rom.product);
	assert_null(rom.profile);
	assert_null(rom.build_id);
	assert_false(rom.keep_returns);
	free(image);
}

static void test_fields(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(wrong); i++) {
		uint8_t *image = romimage_new(UNITS);
		struct vmi_rom rom = {.size = 1};
		enum vmi_status status;

		for (size_t f = 0; f < COUNT(wrong[i].field); f++)
			set(image, &wrong[i].field[f]);
		romimage_sign(image);
		status = vmi_check(image, SIZE, &rom);
		if (status != wrong[i].status)
			fail_msg("%s: %s", wrong[i].what, vmi_status_text(status));
		/* rom is written on VMI_OK only. */
		assert_int_equal(rom.size, status == VMI_OK ? SIZE : 1);
		free(image);
	}
}

/* Every length that is less than the whole says so, and reads no further. */
static void test_truncated(void **state)
{
	uint8_t *image = romimage_new(UNITS);
	struct vmi_rom rom;

	(void)state;
	for (size_t len = 0; len <= SIZE; len++) {
		uint8_t *part = romimage_alloc(len);
		enum vmi_status expected = len < VMI_ROM_HEADER_SIZE ? VMI_TRUNCATED
					   : len < SIZE              ? VMI_BEYOND_END
								     : VMI_OK;

		memcpy(part, image, len);
		assert_status(vmi_check(part, len, &rom), expected);
		free(part);
	}
	free(image);
}

static void test_length_byte(void **state)
{
	uint8_t *image = romimage_new(UNITS);
	struct vmi_rom rom;

	(void)state;
	for (unsigned int units = 0; units < 256; units++) {
		enum vmi_status expected = units == 0      ? VMI_BAD_LENGTH
					   : units < UNITS ? VMI_BAD_CHECKSUM
					   : units > UNITS ? VMI_BEYOND_END
							   : VMI_OK;

		put_u8(image, VMI_ROM_OFF_LENGTH, (uint8_t)units);
		/* An unsound sum over any length, but for the right one. */
		balance(image, SIZE, VMI_ROM_OFF_CHECKSUM6);
		if (expected == VMI_BAD_CHECKSUM)
			image[SIZE - 1]++, image[VMI_ROM_OFF_CHECKSUM6]--;
		assert_status(vmi_check(image, SIZE, &rom), expected);
		if (expected == VMI_BAD_CHECKSUM)
			image[SIZE - 1]--;
	}

	/* A shorter one that sums up is a ROM whose PCIR says otherwise. */
	put_u8(image, VMI_ROM_OFF_LENGTH, UNITS - 1);
	balance(image, SIZE - VMI_ROM_UNIT, VMI_ROM_OFF_CHECKSUM6);
	assert_status(vmi_check(image, SIZE, &rom), VMI_BAD_PCI_LENGTH);
	free(image);
}

/* No single byte may change unseen. */
static void test_checksum(void **state)
{
	uint8_t *image = romimage_new(UNITS);
	struct vmi_rom rom;

	(void)state;
	for (size_t i = VMI_ROM_OFF_ENTRY; i < SIZE; i++) {
		bool signature = i >= VMI_ROM_OFF_VMI && i < VMI_ROM_OFF_VMI + 4;

		image[i] ^= 0x10;
		assert_status(vmi_check(image, SIZE, &rom), signature ? VMI_NOT_VMI : VMI_BAD_CHECKSUM);
		image[i] ^= 0x10;
	}
	assert_status(vmi_check(image, SIZE, &rom), VMI_OK);
	free(image);
}

static void test_pnp_checksum(void **state)
{
	uint8_t *image = romimage_new(UNITS);
	struct vmi_rom rom;

	(void)state;
	image[ROMIMAGE_PNP_CHECKSUM]++;
	balance(image, SIZE, VMI_ROM_OFF_CHECKSUM6);
	assert_status(vmi_check(image, SIZE, &rom), VMI_BAD_PNP_CHECKSUM);
	image[ROMIMAGE_PNP_CHECKSUM]--;

	/* The header's own length says how much is summed up, and must lie inside. */
	for (unsigned int length = 0; length < 256; length++) {
		bool outside = length * 16 < VMI_PNP_SIZE || ROMIMAGE_PNP + length * 16 > SIZE;

		put_u8(image, ROMIMAGE_PNP_LENGTH, (uint8_t)length);
		put_u8(image, VMI_ROM_OFF_CHECKSUM6, 0);
		if (!outside)
			balance(image + ROMIMAGE_PNP, length * 16, ROMIMAGE_PNP_CHECKSUM - ROMIMAGE_PNP);
		balance(image, SIZE, VMI_ROM_OFF_CHECKSUM6);
		assert_status(vmi_check(image, SIZE, &rom), outside ? VMI_BAD_PNP : VMI_OK);
	}
	free(image);
}

/* All is right with the record but where it stands. */
static void test_pci_alignment(void **state)
{
	(void)state;
	for (unsigned int by = 1; by <= 4; by++) {
		uint8_t *image = romimage_new(UNITS);
		struct vmi_rom rom;

		memmove(image + ROMIMAGE_PCI + by, image + ROMIMAGE_PCI, VMI_PCIR_SIZE);
		put_u16(image, VMI_ROM_OFF_PCI, (uint16_t)(ROMIMAGE_PCI + by));
		romimage_sign(image);
		assert_status(vmi_check(image, SIZE, &rom), by == 4 ? VMI_OK : VMI_BAD_PCI);
		free(image);
	}
}

static void test_alignment(void **state)
{
	uint8_t *memory = romimage_alloc(SIZE + VMI_ROM_STEP);
	struct vmi_rom rom;

	(void)state;
	for (size_t off = 1; off < VMI_ROM_STEP; off++) {
		romimage_fill(memory + off, UNITS);
		assert_status(vmi_check(memory + off, SIZE, &rom), VMI_BAD_ALIGNMENT);
	}
	free(memory);
}

static void test_largest(void **state)
{
	uint8_t *image = romimage_new(255);
	struct vmi_rom rom;

	(void)state;
	assert_status(vmi_check(image, 255 * VMI_ROM_UNIT, &rom), VMI_OK);
	assert_int_equal(rom.size, 255 * VMI_ROM_UNIT);
	assert_status(vmi_check(image, 255 * VMI_ROM_UNIT - 1, &rom), VMI_BEYOND_END);
	free(image);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_good),         cmocka_unit_test(test_optional),
	cmocka_unit_test(test_fields),       cmocka_unit_test(test_truncated),
	cmocka_unit_test(test_length_byte),  cmocka_unit_test(test_checksum),
	cmocka_unit_test(test_pnp_checksum), cmocka_unit_test(test_alignment),
	cmocka_unit_test(test_largest),      cmocka_unit_test(test_pci_alignment),
};

UNIT_MAIN(tests)
