/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vmi_locate_*: a good ROM behind bad ones must be found, foreign ones passed
 * over, and when none is good the first fault is the one that is told.  A
 * multiboot information that lies must not be followed.
 */
#include "unit.h"

#include <vmi/loader.h>

#include "romimage.h"

#define UNITS 4
#define SIZE (UNITS * VMI_ROM_UNIT)
#define WINDOW (32 * VMI_ROM_STEP)

static uint8_t *window;

static int setup(void **state)
{
	(void)state;
	window = romimage_alloc(WINDOW);
	memset(window, 0xFF, WINDOW);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	free(window);
	return 0;
}

/* A good ROM of another kind. */
static void foreign_rom(uint8_t *at)
{
	romimage_fill(at, UNITS);
	put_u32(at, VMI_ROM_OFF_VMI, 0);
	romimage_sign(at);
}

static void test_empty(void **state)
{
	struct vmi_rom rom;

	(void)state;
	assert_status(vmi_locate_window(window, WINDOW, &rom), VMI_NO_ROM);
	assert_status(vmi_locate_window(window, 0, &rom), VMI_NO_ROM);
	assert_status(vmi_locate_window(window, 1, &rom), VMI_NO_ROM);
	foreign_rom(window);
	foreign_rom(window + 4 * VMI_ROM_STEP);
	assert_status(vmi_locate_window(window, WINDOW, &rom), VMI_NO_ROM);
}

static void test_everywhere(void **state)
{
	struct vmi_rom rom;

	(void)state;
	for (size_t at = 0; at + SIZE <= WINDOW; at += VMI_ROM_STEP) {
		memset(window, 0, WINDOW);
		romimage_fill(window + at, UNITS);
		assert_status(vmi_locate_window(window, WINDOW, &rom), VMI_OK);
		assert_ptr_equal(rom.base, window + at);
		assert_int_equal(rom.where, VMI_WHERE_WINDOW);
	}
}

/* Between the 2 KiB steps nothing is looked for. */
static void test_between(void **state)
{
	struct vmi_rom rom;

	(void)state;
	romimage_fill(window + VMI_ROM_STEP / 2, UNITS);
	assert_status(vmi_locate_window(window, WINDOW, &rom), VMI_NO_ROM);
}

/* SeaBIOS leaves 55AA without more above the last ROM. */
static void test_dummy_header(void **state)
{
	struct vmi_rom rom;

	(void)state;
	memset(window, 0, WINDOW);
	put_u16(window, 0, VMI_ROM_SIGNATURE);
	put_u8(window, 2, 1);
	assert_status(vmi_locate_window(window, WINDOW, &rom), VMI_NO_ROM);
	romimage_fill(window + 2 * VMI_ROM_STEP, UNITS);
	assert_status(vmi_locate_window(window, WINDOW, &rom), VMI_OK);
	assert_ptr_equal(rom.base, window + 2 * VMI_ROM_STEP);
}

static void test_second_is_good(void **state)
{
	struct vmi_rom rom;

	(void)state;
	romimage_fill(window, UNITS);
	window[0x100]++;
	romimage_fill(window + 2 * VMI_ROM_STEP, UNITS);
	assert_status(vmi_locate_window(window, WINDOW, &rom), VMI_OK);
	assert_ptr_equal(rom.base, window + 2 * VMI_ROM_STEP);
}

static void test_two_good(void **state)
{
	struct vmi_rom rom;

	(void)state;
	romimage_fill(window + VMI_ROM_STEP, UNITS);
	romimage_fill(window + 2 * VMI_ROM_STEP, UNITS);
	assert_status(vmi_locate_window(window, WINDOW, &rom), VMI_OK);
	assert_ptr_equal(rom.base, window + VMI_ROM_STEP);
}

static void test_first_fault_is_told(void **state)
{
	struct vmi_rom rom = {.size = 1};

	(void)state;
	foreign_rom(window);
	romimage_fill(window + VMI_ROM_STEP, UNITS);
	put_u8(window + VMI_ROM_STEP, VMI_ROM_OFF_MAJOR, 2);
	romimage_sign(window + VMI_ROM_STEP);
	romimage_fill(window + 2 * VMI_ROM_STEP, UNITS);
	window[2 * VMI_ROM_STEP + 0x100]++;
	assert_status(vmi_locate_window(window, WINDOW, &rom), VMI_WRONG_MAJOR);
	assert_int_equal(rom.size, 1);
}

/* The window ends where it ends, whatever the length byte says. */
static void test_window_end(void **state)
{
	struct vmi_rom rom;

	(void)state;
	romimage_fill(window + WINDOW - VMI_ROM_STEP, UNITS);
	for (size_t cut = 1; cut < VMI_ROM_STEP; cut++) {
		size_t len = VMI_ROM_STEP - cut;
		uint8_t *part = romimage_alloc(len);

		memcpy(part, window + WINDOW - VMI_ROM_STEP, len);
		assert_status(vmi_locate_window(part, len, &rom), len < VMI_ROM_OFF_VMI + 4 ? VMI_NO_ROM
								  : len < VMI_ROM_HEADER_SIZE
									  ? VMI_TRUNCATED
									  : VMI_BEYOND_END);
		free(part);
	}
}

static void test_address(void **state)
{
	struct vmi_rom rom;

	(void)state;
	assert_status(vmi_locate_address(window, WINDOW, &rom), VMI_NOT_A_ROM);
	foreign_rom(window);
	assert_status(vmi_locate_address(window, WINDOW, &rom), VMI_NOT_VMI);
	romimage_fill(window, UNITS);
	assert_status(vmi_locate_address(window, WINDOW, &rom), VMI_OK);
	assert_int_equal(rom.where, VMI_WHERE_ADDRESS);
	assert_status(vmi_locate_address(window + 16, WINDOW - 16, &rom), VMI_NOT_A_ROM);
}

/* Physical memory of a machine that a boot loader has filled. */
struct piece {
	uint32_t phys, len;
	uint8_t *at;
};

static struct piece memory[4];
static uint8_t info[28];
#define LIST 0x9000u

static const void *map(void *ctx, vmi_word_t phys, uint32_t len)
{
	assert_ptr_equal(ctx, memory);
	for (size_t i = 0; i < COUNT(memory); i++)
		if (phys >= memory[i].phys && phys - memory[i].phys <= memory[i].len &&
		    len <= memory[i].len - (phys - memory[i].phys))
			return memory[i].at + (phys - memory[i].phys);
	return NULL;
}

static enum vmi_status multiboot(struct vmi_rom *rom)
{
	return vmi_locate_multiboot(info, map, memory, rom);
}

static void module(unsigned int i, uint32_t start, uint32_t end)
{
	put_u32(memory[0].at, i * 16, start);
	put_u32(memory[0].at, i * 16 + 4, end);
}

/* count modules, not yet described; [1] and [2] are memory for them. */
static int setup_multiboot(void **state)
{
	(void)state;
	memset(info, 0, sizeof(info));
	memory[0] = (struct piece){LIST, 48, romimage_alloc(48)};
	memory[1] = (struct piece){0x200000, SIZE, romimage_new(UNITS)};
	memory[2] = (struct piece){0x300000, SIZE, romimage_new(UNITS)};
	memory[3] = (struct piece){0x400000, 100, romimage_alloc(100)};
	memset(memory[0].at, 0, 48);
	memset(memory[3].at, 0x55, 100);
	put_u32(info, 0, 8);
	put_u32(info, 20, 3);
	put_u32(info, 24, LIST);
	return 0;
}

static int teardown_multiboot(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(memory); i++)
		free(memory[i].at);
	return 0;
}

static void test_module(void **state)
{
	struct vmi_rom rom;

	(void)state;
	module(0, 0x400000, 0x400000 + 100);
	module(1, 0x300000, 0x300000 + SIZE);
	module(2, 0x200000, 0x200000 + SIZE);
	assert_status(multiboot(&rom), VMI_OK);
	assert_ptr_equal(rom.base, memory[2].at);
	assert_int_equal(rom.where, VMI_WHERE_MODULE);
}

static void test_module_second_is_good(void **state)
{
	struct vmi_rom rom;

	(void)state;
	memory[2].at[0x100]++;
	module(0, 0x300000, 0x300000 + SIZE);
	module(1, 0x200000, 0x200000 + SIZE);
	assert_status(multiboot(&rom), VMI_OK);
	assert_ptr_equal(rom.base, memory[1].at);
	module(1, 0x300000, 0x300000 + SIZE);
	assert_status(multiboot(&rom), VMI_BAD_CHECKSUM);
}

/* No flag, no count: that is no fault, there is just no ROM. */
static void test_no_modules(void **state)
{
	struct vmi_rom rom;

	(void)state;
	module(0, 0x200000, 0x200000 + SIZE);
	put_u32(info, 0, ~8u);
	assert_status(multiboot(&rom), VMI_NO_ROM);
	put_u32(info, 0, 8);
	put_u32(info, 20, 0);
	assert_status(multiboot(&rom), VMI_NO_ROM);
	put_u32(info, 24, 0xFFFFFFFF);
	assert_status(multiboot(&rom), VMI_NO_ROM);
}

static void test_bad_list(void **state)
{
	static const uint32_t counts[] = {4,          5,          0x1000,     0x0FFFFFFF,
					  0x10000000, 0x10000003, 0x7FFFFFFF, 0xFFFFFFFF};
	struct vmi_rom rom;

	(void)state;
	module(0, 0x200000, 0x200000 + SIZE);
	assert_status(vmi_locate_multiboot(NULL, map, memory, &rom), VMI_BAD_MULTIBOOT);
	for (size_t i = 0; i < COUNT(counts); i++) {
		put_u32(info, 20, counts[i]);
		assert_status(multiboot(&rom), VMI_BAD_MULTIBOOT);
	}
	put_u32(info, 20, 3);
	put_u32(info, 24, 0x12345678);
	assert_status(multiboot(&rom), VMI_BAD_MULTIBOOT);
	put_u32(info, 24, 0xFFFFFFF0);
	assert_status(multiboot(&rom), VMI_BAD_MULTIBOOT);
}

/* A module that can't be looked at is not ours; the next may be. */
static void test_bad_module(void **state)
{
	struct vmi_rom rom;

	(void)state;
	module(0, 0x200000 + SIZE, 0x200000); /* ends before it begins */
	module(1, 0x200000, 0x200000);        /* empty */
	module(2, 0x500000, 0x500000 + SIZE); /* not mapped */
	assert_status(multiboot(&rom), VMI_NO_ROM);
	module(2, 0x200000, 0x200000 + SIZE);
	assert_status(multiboot(&rom), VMI_OK);
	module(2, 0x200000, 0x200000 + SIZE + 1); /* maps but in part */
	assert_status(multiboot(&rom), VMI_NO_ROM);
	module(2, 0x200000, 0x200000 + SIZE - 1);
	assert_status(multiboot(&rom), VMI_BEYOND_END);
	module(2, 0x200000, 0x200000 + 11);
	assert_status(multiboot(&rom), VMI_NO_ROM);
}

/* No more of a large module is mapped than a ROM can be. */
static void test_large_module(void **state)
{
	struct vmi_rom rom;

	(void)state;
	free(memory[1].at);
	memory[1] = (struct piece){0x1000000, 255 * VMI_ROM_UNIT, romimage_new(255)};
	module(0, 0x1000000, 0xF0000000);
	assert_status(multiboot(&rom), VMI_OK);
	assert_int_equal(rom.size, 255 * VMI_ROM_UNIT);
}

static void test_misaligned_module(void **state)
{
	struct vmi_rom rom;

	(void)state;
	free(memory[1].at);
	memory[1] = (struct piece){0x1000000, SIZE + 4, romimage_alloc(SIZE + 4)};
	romimage_fill(memory[1].at + 4, UNITS);
	module(0, 0x1000004, 0x1000004 + SIZE);
	assert_status(multiboot(&rom), VMI_BAD_ALIGNMENT);
}

#define WINDOW_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
#define MULTIBOOT_TEST(f) cmocka_unit_test_setup_teardown(f, setup_multiboot, teardown_multiboot)

static const struct CMUnitTest tests[] = {
	WINDOW_TEST(test_empty),
	WINDOW_TEST(test_everywhere),
	WINDOW_TEST(test_between),
	WINDOW_TEST(test_dummy_header),
	WINDOW_TEST(test_second_is_good),
	WINDOW_TEST(test_two_good),
	WINDOW_TEST(test_first_fault_is_told),
	WINDOW_TEST(test_window_end),
	WINDOW_TEST(test_address),
	MULTIBOOT_TEST(test_module),
	MULTIBOOT_TEST(test_module_second_is_good),
	MULTIBOOT_TEST(test_no_modules),
	MULTIBOOT_TEST(test_bad_list),
	MULTIBOOT_TEST(test_bad_module),
	MULTIBOOT_TEST(test_large_module),
	MULTIBOOT_TEST(test_misaligned_module),
};

UNIT_MAIN(tests)
