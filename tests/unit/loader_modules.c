/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Modules by multiboot 1, as i386 kernels find them, and what they make of another architecture's images.  A
 * multiboot information that lies must not be followed.
 */
#include "unit.h"

#include <vmi/loader.h>

#include "image64.h"
#include "romimage.h"

#define UNITS 4
#define SIZE (UNITS * VMI_ROM_UNIT)

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

/* The image for x86-64 inside of it is its own affair, and another behind it is passed over. */
static void test_bundle(void **state)
{
	struct vmi_search search = {0};
	uint32_t size, inner;
	uint8_t *bundle = bundle_new(&size, &inner);
	struct vmi_rom rom;

	(void)state;
	search.window = bundle;
	search.window_len = size;
	assert_status(vmi_locate_next(&search, &rom), VMI_OK);
	assert_ptr_equal(rom.base, bundle);
	assert_int_equal(rom.size, size);
	assert_int_equal(rom.api_major, 3);
	assert_status(vmi_locate_next(&search, &rom), VMI_NO_ROM);

	free(memory[1].at);
	memory[1] = (struct piece){0x1000000, size, bundle};
	module(0, 0x1000000, 0x1000000 + size);
	assert_status(multiboot(&rom), VMI_OK);
	assert_ptr_equal(rom.base, bundle);
}

static void test_other_architecture(void **state)
{
	uint32_t size;
	uint8_t *other = image64_new(&size), *window = romimage_alloc(size + SIZE);
	struct vmi_search search = {.window = window, .window_len = size + SIZE};
	struct vmi_rom rom;

	(void)state;
	memcpy(window, other, size);
	romimage_fill(window + size, UNITS);
	assert_status(vmi_check(window, size, &rom), VMI_WRONG_ARCHITECTURE);
	assert_status(vmi_locate_next(&search, &rom), VMI_OK);
	assert_ptr_equal(rom.base, window + size);
	assert_status(search.fault, VMI_WRONG_ARCHITECTURE);
	assert_status(vmi_locate_window(window, size, &rom), VMI_WRONG_ARCHITECTURE);

	/* And as a module before one for i386. */
	free(memory[1].at);
	memory[1] = (struct piece){0x1000000, size, other};
	module(0, 0x1000000, 0x1000000 + size);
	assert_status(multiboot(&rom), VMI_WRONG_ARCHITECTURE);
	module(1, 0x300000, 0x300000 + SIZE);
	assert_status(multiboot(&rom), VMI_OK);
	assert_ptr_equal(rom.base, memory[2].at);
	free(window);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup_multiboot, teardown_multiboot)

static const struct CMUnitTest tests[] = {
	TEST(test_module),	 TEST(test_module_second_is_good), TEST(test_no_modules),
	TEST(test_bad_list),	 TEST(test_bad_module),		   TEST(test_large_module),
	TEST(test_misaligned_module), TEST(test_bundle),	   TEST(test_other_architecture),
};

UNIT_MAIN(tests)
