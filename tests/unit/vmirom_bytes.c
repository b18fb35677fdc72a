// SPDX-License-Identifier: GPL-2.0-only
/*
 * vmirom check on thousands of images: cut at every length, and with fields of
 * the header and its records overwritten at random.  What could go wrong: a read outside
 * the image (the sanitizers see it, since each image is an allocation of
 * its own), and a ROM that the loader refuses but check finds nothing against.
 */
#include "check.h"
#include "unit.h"

#define ROM "build/rom/vmi-native-i386.rom"
#define MUTATIONS 20000

static struct image good;

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

static int load(void **state)
{
	(void)state;
	return image_load(ROM, &good) ? -1 : 0;
}

static int unload(void **state)
{
	(void)state;
	image_free(&good);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_every_length),
		cmocka_unit_test(test_mutations),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, load, unload) != 0;
}
