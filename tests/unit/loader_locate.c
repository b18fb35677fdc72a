/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vmi_locate_*: a good ROM behind bad ones must be found, foreign ones passed
 * over, and when none is good the first fault is the one that is told.
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

#define WINDOW_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

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
};

UNIT_MAIN(tests)
