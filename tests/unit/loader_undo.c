/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vmi_patch and vmi_unpatch where a write fails, or two records are of one place: whatever
 * comes in between, the kernel is native again, byte for byte, or known not to be.
 */
#include "unit.h"

#include "faketext.h"

#define SITES 300

static struct fakeblob blob;
static struct faketext fake;
static struct vmi_binding binding;

static int setup(void **state)
{
	(void)state;
	fakeblob_init(&blob, 4);
	faketext_init(&fake, SITES, 2);
	faketext_bind(&fake, &blob, 0, &binding);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	faketext_free(&fake);
	fakeblob_free(&blob);
	return 0;
}

/* The kth write fails, for each k: all is as before. */
static void test_write_fails(void **state)
{
	struct vmi_report report;
	unsigned int writes, k;

	(void)state;
	assert_status(vmi_patch(&binding, &fake.text, &report), VMI_OK);
	assert_status(vmi_unpatch(&fake.text), VMI_OK);
	writes = report.sites - report.by_answer[VMI_ANSWER_NONE];
	assert_true(writes > 100);
	fake.fail_count = 1;
	for (int halfway = 0; halfway < 2; halfway++) {
		fake.fail_halfway = halfway;
		for (k = 1; k <= writes; k++) {
			fake.writes = 0;
			fake.fail_at = k;
			assert_status(vmi_patch(&binding, &fake.text, &report), VMI_WRITE_FAILED);
			assert_false(fake.text.patched);
			assert_true(faketext_is_native(&fake));
			assert_true(report.sites < SITES);
		}
	}
	fake.fail_at = 0;
	fake.writes = 0;
	assert_status(vmi_patch(&binding, &fake.text, &report), VMI_OK);
	assert_int_equal(report.sites, SITES);
	assert_int_equal(fake.writes, writes);
}

/* When undoing fails too, the text is known not to be native, and may be made so later. */
static void test_undo_fails(void **state)
{
	(void)state;
	fake.fail_at = 20;
	fake.fail_count = 5;
	assert_status(vmi_patch(&binding, &fake.text, NULL), VMI_WRITE_FAILED);
	assert_true(fake.text.patched);
	assert_false(faketext_is_native(&fake));
	assert_status(vmi_patch(&binding, &fake.text, NULL), VMI_ALREADY_PATCHED);
	assert_status(vmi_unpatch(&fake.text), VMI_OK);
	assert_true(faketext_is_native(&fake));
}

static void test_unpatch_fails(void **state)
{
	struct vmi_report report;
	unsigned int writes, k;

	(void)state;
	assert_status(vmi_patch(&binding, &fake.text, &report), VMI_OK);
	writes = fake.writes;
	fake.fail_count = 1;
	for (k = 1; k <= writes; k++) {
		fake.writes = 0;
		fake.fail_at = k;
		assert_status(vmi_unpatch(&fake.text), VMI_WRITE_FAILED);
		assert_true(fake.text.patched);
		/* only the one that failed is left */
		fake.writes = 0;
		fake.fail_at = 0;
		assert_status(vmi_unpatch(&fake.text), VMI_OK);
		assert_int_equal(fake.writes, 1);
		assert_true(faketext_is_native(&fake));
		assert_status(vmi_patch(&binding, &fake.text, NULL), VMI_OK);
	}
}

/* Each second record is of the place of the one before it, or begins so far behind; with another call. */
static void make_twins(int apart)
{
	for (unsigned int i = 0; i + 1 < SITES; i += 2) {
		struct vmi_site *twin = &fake.sites[i + 1];
		uint8_t call = apart ? twin->call : fake.sites[i].call;

		*twin = fake.sites[i];
		twin->call = call;
		twin->offset += apart - (int32_t)sizeof(*twin);
	}
	free(fake.text.saved);
	fake.text.saved_size = vmi_saved_size(fake.text.begin, fake.text.end);
	fake.text.saved = malloc(fake.text.saved_size);
}

/* A record that stands there twice must not leave a patched form as native. */
static void test_listed_twice(void **state)
{
	(void)state;
	make_twins(0);
	assert_status(vmi_patch(&binding, &fake.text, NULL), VMI_OK);
	assert_false(faketext_is_native(&fake));
	assert_status(vmi_unpatch(&fake.text), VMI_OK);
	assert_true(faketext_is_native(&fake));
}

/* Nor two that overlap, wherever a write of either fails. */
static void test_overlap(void **state)
{
	unsigned int writes, k;

	(void)state;
	make_twins(2);
	assert_status(vmi_patch(&binding, &fake.text, NULL), VMI_OK);
	writes = fake.writes;
	assert_status(vmi_unpatch(&fake.text), VMI_OK);
	assert_true(faketext_is_native(&fake));
	fake.fail_count = 1;
	for (k = 1; k <= writes; k++) {
		fake.writes = 0;
		fake.fail_at = k;
		assert_status(vmi_patch(&binding, &fake.text, NULL), VMI_WRITE_FAILED);
		assert_true(faketext_is_native(&fake));
	}
}

/* And what could not be undone at first is undone when asked again. */
static void test_twin_later(void **state)
{
	enum vmi_status status;
	unsigned int k;

	(void)state;
	make_twins(0);
	fake.fail_count = 1;
	for (k = 1; k <= SITES; k++) {
		fake.fail_at = 0;
		assert_status(vmi_patch(&binding, &fake.text, NULL), VMI_OK);
		fake.writes = 0;
		fake.fail_at = k;
		status = vmi_unpatch(&fake.text);
		assert_status(status, fake.writes < k ? VMI_OK : VMI_WRITE_FAILED);
		if (status != VMI_OK)
			assert_status(vmi_unpatch(&fake.text), VMI_OK);
		assert_true(faketext_is_native(&fake));
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static const struct CMUnitTest tests[] = {
	TEST(test_write_fails),  TEST(test_undo_fails), TEST(test_unpatch_fails),
	TEST(test_listed_twice), TEST(test_overlap),    TEST(test_twin_later),
};

UNIT_MAIN(tests)
