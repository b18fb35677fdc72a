// SPDX-License-Identifier: GPL-2.0-only
/*
 * vmirom check on thousands of images: cut at every length, and with fields of
 * the header and its records overwritten at random.  What could go wrong: a read outside
 * the image (the sanitizers see it, since each image is an allocation of
 * its own), and a ROM that the loader refuses but check finds nothing against.
 */
#include <vmirom/check.h>
#include <rombytes/edit.h>
#include "unit.h"

#define ROM ROM_FILE("native-i386")
#define SEVERAL "build/corpus/images-all.rom" /* at 0x000, 0x400 and 0xc00 */
#define MUTATIONS 20000

static struct image good, several;

static struct image copy(size_t size)
{
	struct image image = {.byte = malloc(size ? size : 1), .size = size};

	assert_non_null(image.byte);
	memcpy(image.byte, good.byte, size);
	return image;
}

/* Whether check finds faults; fails if it and the loader contradict each other. */
static bool has_faults(const struct image *image)
{
	struct findings f = {.list = NULL};
	enum vmi_status status = loader_verdict(image);
	bool faults;

	check_bytes(&f, image, NULL);
	faults = f.faults;
	free_findings(&f);
	if (status != VMI_OK && !faults)
		fail_msg("the loader says %s and check nothing", status_name(status));
	return faults;
}

static void test_good(void **state)
{
	struct image image = copy(good.size);

	(void)state;
	assert_false(has_faults(&image));
	image_free(&image);
}

static void test_every_length(void **state)
{
	(void)state;
	for (size_t size = 0; size < good.size; size++) {
		struct image image = copy(size);

		if (!has_faults(&image))
			fail_msg("no fault in the first %zu bytes", size);
		image_free(&image);
	}
}

/* A fixed sequence, so that a failure can be had again (Numerical Recipes' constants). */
static uint32_t next(uint32_t *seed)
{
	return (*seed = *seed * 1664525 + 1013904223) >> 8;
}

static void test_mutations(void **state)
{
	/* Values that pointers and lengths trip over. */
	static const uint8_t sharp[] = {0x00, 0x01, 0x0f, 0x10, 0x1f, 0x7f, 0x80, 0xfe, 0xff};
	uint32_t seed = 1, refused = 0;

	(void)state;
	for (int i = 0; i < MUTATIONS; i++) {
		struct image image = copy(good.size);

		for (uint32_t n = 1 + next(&seed) % 3; n; n--)
			image.byte[next(&seed) % 0x100] =
				next(&seed) % 2 ? sharp[next(&seed) % sizeof(sharp)] : next(&seed);
		image_balance(&image, 0, image.size, image.size - 1);
		refused += has_faults(&image);
		image_free(&image);
	}
	/* Else the mutations hit nothing. */
	assert_true(refused > MUTATIONS / 4);
}

/* Whether a byte of the good ROM's header and records may hold anything, as far as check_bytes can see. */
static bool may_be_anything(size_t at)
{
	static const struct {
		uint8_t first, last;
	} ranges[] = {
		{0x03, 0x06}, /* 16-bit entry, which is run; the other byte for a checksum */
		{0x2d, 0x2e}, /* class, but for the base */
		{0x32, 0x33}, /* the ROM's own version */
		{0x38, 0x3f}, /* between the records */
		{0x48, 0x4d}, /* PnP: reserved, checksum, device id */
		{0x52, 0x55}, /* device type and indicators */
		{0x5c, 0x5f}, /* reserved, static resource vector */
		{0x63, 0x7f}, /* the licence without what follows "GPL" */
		{0x80, 0x8f}, /* Init and GetRelocationInfo, which calls runs */
	};

	for (size_t i = 0; i < COUNT(ranges); i++)
		if (at >= ranges[i].first && at <= ranges[i].last)
			return true;
	return false;
}

/* A byte of an entry's code may be as good a virtual top as the 0 that stands there: 0xC0000000 or more. */
static bool makes_virtual_top(const struct image *image, size_t a, size_t b)
{
	return a == VMI_ROM_OFF_VIRTUAL_TOP + 3 && b >= VMI_ROM_OFF_INIT && image->byte[b] >= 0xc0;
}

static bool is_seen(const struct image *image)
{
	struct findings f = {.list = NULL};
	struct rom_images images;
	bool seen;

	assert_true(images_walk(&images, image));
	seen = !images.nr;
	if (images.nr) {
		check_bytes(&f, image, &images.list[0]);
		seen = f.nr;
	}
	free_findings(&f);
	images_free(&images);
	return seen;
}

/* Two bytes swapped: the sum stays, so every field must be looked at by itself. */
static void test_swaps(void **state)
{
	struct image image = copy(good.size);

	(void)state;
	for (size_t a = 0; a < VMI_ROM_HEADER_SIZE; a++) {
		for (size_t b = a + 1; b < VMI_ROM_HEADER_SIZE; b++) {
			uint8_t first = image.byte[a];

			if (first == image.byte[b] || (may_be_anything(a) && may_be_anything(b)) ||
			    makes_virtual_top(&image, a, b))
				continue;
			image.byte[a] = image.byte[b];
			image.byte[b] = first;
			if (!is_seen(&image))
				fail_msg("0x%02zx and 0x%02zx can be swapped", a, b);
			image.byte[b] = image.byte[a];
			image.byte[a] = first;
		}
	}
	image_free(&image);
}

/* A PCI identity for all images, or not a byte changed. */
static void change_identity(struct image *file, const struct rom_images *images)
{
	const uint16_t vendor = 0x1af4, device = 0x1000;
	struct image before = {.byte = malloc(file->size), .size = file->size};
	size_t culprit;

	assert_non_null(before.byte);
	memcpy(before.byte, file->byte, file->size);
	if (edit_set_pci(file, images, vendor, device, &culprit) != EDIT_OK)
		assert_memory_equal(file->byte, before.byte, file->size);
	else
		for (size_t i = 0; i < images->nr; i++) {
			const struct image part = image_part(file, &images->list[i]);

			assert_int_equal(image_u16(&part, images->list[i].pcir + VMI_PCIR_OFF_VENDOR),
					 vendor);
			assert_int_equal(image_u16(&part, images->list[i].pcir + VMI_PCIR_OFF_DEVICE),
					 device);
		}
	image_free(&before);
}

/* Whatever is in a file of several images: none reaches beyond it, and a change is whole or none. */
static void test_images(void **state)
{
	static const uint8_t sharp[] = {0x00, 0x01, 0x03, 0x10, 0x40, 0x7f, 0x80, 0xff};
	static const uint16_t begins[] = {0x000, 0x400, 0xc00};
	uint32_t seed = 2, changed = 0;

	(void)state;
	for (int i = 0; i < MUTATIONS; i++) {
		struct image file = {.byte = malloc(several.size), .size = several.size};
		struct findings f = {.list = NULL};
		struct rom_images images;

		assert_non_null(file.byte);
		memcpy(file.byte, several.byte, file.size);
		for (uint32_t n = next(&seed) % 4; n; n--)
			file.byte[begins[next(&seed) % COUNT(begins)] + next(&seed) % 0x60] =
				next(&seed) % 2 ? sharp[next(&seed) % sizeof(sharp)] : next(&seed);
		assert_true(i % 2 ? images_walk(&images, &file) : images_scan(&images, &file));
		for (size_t n = 0; n < images.nr; n++) {
			const struct image part = image_part(&file, &images.list[n]);

			assert_true(image_has(&file, images.list[n].off, part.size));
			assert_in_range(image_extent(&file, &images.list[n]), 1, part.size);
			if (images.list[n].kind == IMAGE_VMI)
				check_bytes(&f, &part, &images.list[n]);
			else
				check_foreign(&f, &part, &images.list[n]);
		}
		changed += images.nr > 1;
		change_identity(&file, &images);
		if (images.nr)
			edit_make_last(&file, &images.list[next(&seed) % images.nr]);
		free_findings(&f);
		images_free(&images);
		image_free(&file);
	}
	/* Else the mutations leave nothing to look at. */
	assert_true(changed > MUTATIONS / 4);
}

/* An EFI image of one unit, at `at`, whose PCI data structure is at `pcir` of it. */
static void put_efi(struct image *file, size_t at, size_t pcir, uint8_t indicator)
{
	const uint32_t signature = VMI_PCIR_SIGNATURE;

	image_put_u16(file, at, VMI_ROM_SIGNATURE);
	image_put_u16(file, at + VMI_ROM_OFF_PCI, pcir);
	memcpy(file->byte + at + pcir, &signature, sizeof(signature));
	image_put_u16(file, at + pcir + VMI_PCIR_OFF_LENGTH, 1);
	image_put_u8(file, at + pcir + VMI_PCIR_OFF_CODE_TYPE, PCIR_EFI);
	image_put_u8(file, at + pcir + VMI_PCIR_OFF_LAST, indicator);
}

/* The structure lies behind the end that it gives its own image: in the next one, which is not ours to write.
 */
static void test_structure_behind(void **state)
{
	struct image file = {.byte = calloc(1, 2048), .size = 2048};
	struct rom_images images;

	(void)state;
	assert_non_null(file.byte);
	put_efi(&file, 0, 0x440, 0);
	put_efi(&file, VMI_ROM_UNIT, 0x40, PCIR_LAST_IMAGE);
	assert_true(images_walk(&images, &file));
	assert_int_equal(images.nr, 2);
	change_identity(&file, &images);
	images_free(&images);
	image_free(&file);
}

static int load(void **state)
{
	(void)state;
	return image_load(ROM, &good) || image_load(SEVERAL, &several) ? -1 : 0;
}

static int unload(void **state)
{
	(void)state;
	image_free(&good);
	image_free(&several);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),      cmocka_unit_test(test_every_length),
		cmocka_unit_test(test_mutations), cmocka_unit_test(test_swaps),
		cmocka_unit_test(test_images),    cmocka_unit_test(test_structure_behind),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, load, unload) != 0;
}
