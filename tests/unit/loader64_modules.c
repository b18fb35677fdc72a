/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where an x86-64 kernel finds its ROM: each list of modules, and an image for another architecture beside it or around
 * it.  Addresses of physical memory are those of the test's own.
 */
#include "unit.h"

#include "image64.h"

#include <rombytes/bytes.h>
#include <vmi/loader.h>

static uint8_t *image, *other, *bundle;
static uint32_t image_size, other_size, bundle_size, inner;
static uintptr_t unmapped;

static const void *map(void *ctx, vmi_word_t phys, uint32_t len)
{
	(void)ctx;
	return len && phys != unmapped ? (const void *)phys : NULL;
}

static int setup(void **state)
{
	(void)state;
	image = image64_new(&image_size);
	other = image32_new(&other_size);
	bundle = bundle_new(&bundle_size, &inner);
	unmapped = 1;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	free(image);
	free(other);
	free(bundle);
	return 0;
}

static void put_u64(uint8_t *bytes, size_t off, uint64_t value)
{
	put_u32(bytes, off, (uint32_t)value);
	put_u32(bytes, off + 4, (uint32_t)(value >> 32));
}

/* The search finds that image, and no other. */
static void finds(struct vmi_search *search, const uint8_t *base, enum vmi_where where)
{
	enum vmi_status status;
	struct vmi_rom rom;

	assert_status(vmi_locate_next(search, &rom), VMI_OK);
	assert_ptr_equal(rom.base, base);
	assert_int_equal(rom.where, where);
	assert_int_equal(rom.api_major, 4);
	status = vmi_locate_next(search, &rom);
	assert_true(status != VMI_OK && status == search->fault);
}

static void finds_nothing(struct vmi_search *search, enum vmi_status status)
{
	struct vmi_rom rom;

	assert_status(vmi_locate_next(search, &rom), status);
}

static void in_the_window(void **state)
{
	uint8_t *window = aligned_alloc(4096, 0x30000);
	static struct vmi_binding binding = {.culprit = 7, .init_result = 3};
	struct vmi_search search;
	struct vmi_rom rom;

	(void)state;
	memset(window, 0, 0x30000);
	memcpy(window + 0x800, other, other_size);
	search = (struct vmi_search){.window = window, .window_len = 0x30000};
	finds_nothing(&search, VMI_WRONG_ARCHITECTURE);
	memcpy(window + 0x5000, image, image_size);
	search = (struct vmi_search){.window = window, .window_len = 0x30000};
	finds(&search, window + 0x5000, VMI_WHERE_WINDOW);
	memset(window, 0, 0x30000);
	memcpy(window + 0x1000, bundle, bundle_size);
	search = (struct vmi_search){.window = window, .window_len = 0x30000};
	finds(&search, window + 0x1000 + inner, VMI_WHERE_WINDOW);
	/* What is around it doesn't hide why it was not taken. */
	search = (struct vmi_search){.window = window, .window_len = 0x30000};
	assert_status(vmi_locate_next(&search, &rom), VMI_OK);
	vmi_locate_refused(&search, VMI_START_FAILED, &binding);
	finds_nothing(&search, VMI_START_FAILED);
	assert_int_equal(search.culprit, 7);
	assert_int_equal(search.init_result, 3);
	window[0x1000 + inner + 0x200]++;
	search = (struct vmi_search){.window = window, .window_len = 0x30000};
	finds_nothing(&search, VMI_BAD_CHECKSUM);
	free(window);
}

/*
 * Multiboot 1's modules don't reach as far as a test's memory does: those of multiboot 2 have 32 bits, too, so the list is
 * mapped.
 */
static const void *map_module(void *ctx, vmi_word_t phys, uint32_t len)
{
	const uint8_t *const *modules = ctx;

	return phys < 0x10000 || len == 0 ? NULL : modules[phys / 0x100000 - 1];
}

static void of_multiboot2(void **state)
{
	const uint8_t *modules[] = {other, NULL, bundle};
	uint8_t info[0x100] __attribute__((aligned(8))) = {0};
	struct vmi_search search = {.multiboot = info, .list = vmi_list_multiboot2, .map = map_module, .ctx = modules};
	const uint32_t sizes[] = {other_size, 4096, bundle_size};
	uint32_t at = 8;

	(void)state;
	put_u32(info, at, 1); /* a command line of 5 bytes, and padding */
	put_u32(info, at + 4, 8 + 5);
	at += 16;
	for (unsigned int i = 0; i < COUNT(sizes); i++, at += 24) {
		put_u32(info, at, 3);
		put_u32(info, at + 4, 16 + 3);
		put_u32(info, at + 8, 0x100000 * (i + 1));
		put_u32(info, at + 12, 0x100000 * (i + 1) + sizes[i]);
	}
	put_u32(info, at + 4, 8);
	put_u32(info, 0, at + 8);
	finds(&search, bundle + inner, VMI_WHERE_MODULE);

	/* A tag that reaches beyond the end, and one without a length, end the list. */
	search = (struct vmi_search){.multiboot = info, .list = vmi_list_multiboot2, .map = map_module, .ctx = modules};
	put_u32(info, at - 24 + 4, 0x1000);
	finds_nothing(&search, VMI_WRONG_ARCHITECTURE);
	search = (struct vmi_search){.multiboot = info, .list = vmi_list_multiboot2, .map = map_module, .ctx = modules};
	put_u32(info, 8 + 4, 0);
	finds_nothing(&search, VMI_NO_ROM);
	search = (struct vmi_search){.multiboot = info, .list = vmi_list_multiboot2, .map = map_module, .ctx = modules};
	put_u32(info, 0, 0);
	finds_nothing(&search, VMI_NO_ROM);
}

static void of_pvh(void **state)
{
	uint8_t info[56] = {0}, list[3 * 32] = {0};
	struct vmi_search search = {.multiboot = info, .list = vmi_list_pvh, .map = map};

	(void)state;
	put_u32(info, 12, 3);
	put_u64(info, 16, (uintptr_t)list);
	put_u64(list, 0, (uintptr_t)other);
	put_u64(list, 8, other_size);
	put_u64(list, 64, (uintptr_t)image);
	put_u64(list, 64 + 8, image_size);
	finds_nothing(&search, VMI_NO_ROM); /* no magic number */
	put_u32(info, 0, 0x336ec578);
	search = (struct vmi_search){.multiboot = info, .list = vmi_list_pvh, .map = map};
	finds(&search, image, VMI_WHERE_MODULE);
	/* Where the list isn't mapped, or a module, it is passed over. */
	unmapped = (uintptr_t)image;
	search = (struct vmi_search){.multiboot = info, .list = vmi_list_pvh, .map = map};
	finds_nothing(&search, VMI_WRONG_ARCHITECTURE);
	unmapped = (uintptr_t)list;
	search = (struct vmi_search){.multiboot = info, .list = vmi_list_pvh, .map = map};
	finds(&search, image, VMI_WHERE_MODULE);
}

static void of_xen(void **state)
{
	uint8_t info[0x200] = {0};
	struct vmi_search search = {.multiboot = info, .list = vmi_list_xen, .map = map};

	(void)state;
	finds_nothing(&search, VMI_NO_ROM);
	put_u64(info, 0x70, (uintptr_t)bundle);
	put_u64(info, 0x78, bundle_size);
	search = (struct vmi_search){.multiboot = info, .list = vmi_list_xen, .map = map};
	finds(&search, bundle + inner, VMI_WHERE_MODULE);
	/* mod_start is a frame. */
	put_u32(info, 0x30, 8);
	put_u64(info, 0x70, (uintptr_t)bundle >> 12);
	search = (struct vmi_search){.multiboot = info, .list = vmi_list_xen, .map = map};
	finds(&search, bundle + inner, VMI_WHERE_MODULE);
}

static void of_uefi(void **state)
{
	static const uint8_t guid[] = {0x45, 0x5d, 0xc1, 0x98, 0x5d, 0xd6, 0x54, 0x48,
				       0xb3, 0x6b, 0x95, 0x06, 0x8e, 0x42, 0xdf, 0x7a};
	uint8_t table[0x78] = {0}, list[3 * 24] = {0};
	struct vmi_search search = {.multiboot = table, .list = vmi_list_uefi, .map = map};

	(void)state;
	put_u64(table, 0x68, 3);
	put_u64(table, 0x70, (uintptr_t)list);
	finds_nothing(&search, VMI_NO_ROM);
	memcpy(list + 48, guid, sizeof(guid));
	put_u64(list, 48 + 16, (uintptr_t)image);
	search = (struct vmi_search){.multiboot = table, .list = vmi_list_uefi, .map = map};
	finds(&search, image, VMI_WHERE_MODULE);
	put_u64(table, 0x68, 0xFFFFFFFFFFFFFFFF);
	search = (struct vmi_search){.multiboot = table, .list = vmi_list_uefi, .map = map};
	finds_nothing(&search, VMI_NO_ROM);
}

static void at_an_address(void **state)
{
	struct vmi_rom rom;

	(void)state;
	assert_status(vmi_locate_address(image, image_size, &rom), VMI_OK);
	assert_status(vmi_locate_address(other, other_size, &rom), VMI_WRONG_ARCHITECTURE);
	image[VMI_ROM_OFF_MAJOR] = 5;
	image64_sign(image);
	assert_status(vmi_locate_address(image, image_size, &rom), VMI_WRONG_MAJOR);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	static const struct CMUnitTest tests[] = {
		TEST(in_the_window), TEST(of_multiboot2), TEST(of_pvh),
		TEST(of_xen),        TEST(of_uefi),       TEST(at_an_address),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
