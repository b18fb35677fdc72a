/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * text.stop_machine: sites that are written while another processor or an interrupt may run
 * through them are garbage for it.  The kernel is asked to stop all that, once for each
 * change and around all of its writes.  If it can't, nothing is written; whatever goes wrong
 * in between, everything goes on afterwards.
 */
#include "unit.h"

#include "faketext.h"

#define SITES 60

static struct fakeblob blob;
static struct faketext fake;
static struct vmi_binding binding, other;

static int setup(void **state)
{
	(void)state;
	fakeblob_init(&blob, 4);
	faketext_init(&fake, SITES, 3);
	faketext_bind(&fake, &blob, 0, &binding);
	faketext_bind(&fake, &blob, 1, &other);
	faketext_stops(&fake);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	faketext_free(&fake);
	fakeblob_free(&blob);
	return 0;
}

/* How often the machine was stopped since the last time that this was asked; now it runs. */
static unsigned int stops(void)
{
	unsigned int n = fake.stops;

	assert_false(fake.stopped);
	fake.stops = 0;
	return n;
}

static unsigned int writes(void)
{
	unsigned int n = fake.writes;

	fake.writes = 0;
	return n;
}

/* Each write has seen to it that it comes while the machine is stopped: fake_write does. */
static void test_once_around_all(void **state)
{
	struct vmi_report report;
	unsigned int patched;

	(void)state;
	assert_status(vmi_patch(&binding, &fake.text, &report), VMI_OK);
	assert_int_equal(stops(), 1);
	patched = writes();
	assert_int_equal(patched, SITES - report.by_answer[VMI_ANSWER_NONE]);
	assert_status(vmi_rebind(&other, &fake.text, &report), VMI_OK);
	assert_int_equal(stops(), 1);
	assert_int_equal(writes(), patched + SITES - report.by_answer[VMI_ANSWER_NONE]);
	assert_status(vmi_unpatch(&fake.text), VMI_OK);
	assert_int_equal(stops(), 1);
	assert_true(faketext_is_native(&fake));
}

static void test_plain_store(void **state)
{
	(void)state;
	fake.text.write = NULL;
	assert_status(vmi_patch(&binding, &fake.text, NULL), VMI_OK);
	assert_false(faketext_is_native(&fake));
	assert_status(vmi_unpatch(&fake.text), VMI_OK);
	assert_true(faketext_is_native(&fake));
	assert_int_equal(stops(), 2);
}

/* What can be seen from the records alone is no reason to stop anything. */
static void test_not_for_nothing(void **state)
{
	(void)state;
	assert_status(vmi_unpatch(&fake.text), VMI_NOT_PATCHED);
	assert_status(vmi_rebind(&binding, &fake.text, NULL), VMI_NOT_PATCHED);
	fake.sites[SITES - 1].len ^= 0x80;
	assert_status(vmi_patch(&binding, &fake.text, NULL), VMI_BAD_SITE);
	fake.sites[SITES - 1].len ^= 0x80;
	fake.text.saved_size--;
	assert_status(vmi_patch(&binding, &fake.text, NULL), VMI_NO_ROOM);
	fake.text.saved_size++;
	assert_int_equal(stops(), 0);
	assert_status(vmi_patch(&binding, &fake.text, NULL), VMI_OK);
	assert_int_equal(stops(), 1);
	assert_status(vmi_patch(&binding, &fake.text, NULL), VMI_ALREADY_PATCHED);
	assert_int_equal(stops(), 0);
}

/* A kernel that can't stop the rest doesn't run what it is given: all stays as it is, and may be tried again. */
static void test_refused(void **state)
{
	struct vmi_report report;
	uint8_t *before = malloc(fake.code_size);

	(void)state;
	fake.runs = 0;
	memset(&report, 0xEE, sizeof(report));
	assert_status(vmi_patch(&binding, &fake.text, &report), VMI_NOT_STOPPED);
	assert_int_equal(report.sites, 0);
	assert_int_equal(report.by_answer[VMI_ANSWER_CALL], 0);
	assert_false(fake.text.patched);
	assert_true(faketext_is_native(&fake));

	fake.runs = 1;
	assert_status(vmi_patch(&binding, &fake.text, NULL), VMI_OK);
	memcpy(before, fake.code, fake.code_size);
	assert_int_equal(stops(), 2);
	writes();

	fake.runs = 0;
	assert_status(vmi_unpatch(&fake.text), VMI_NOT_STOPPED);
	assert_status(vmi_rebind(&other, &fake.text, &report), VMI_NOT_STOPPED);
	assert_int_equal(stops(), 2);
	assert_int_equal(writes(), 0);
	assert_true(fake.text.patched);
	assert_memory_equal(fake.code, before, fake.code_size);

	fake.runs = 1;
	assert_status(vmi_unpatch(&fake.text), VMI_OK);
	assert_true(faketext_is_native(&fake));
	free(before);
}

/* The kth write fails, for each k: that is undone before anything goes on. */
static void test_write_fails(void **state)
{
	unsigned int all;

	(void)state;
	assert_status(vmi_patch(&binding, &fake.text, NULL), VMI_OK);
	assert_status(vmi_unpatch(&fake.text), VMI_OK);
	assert_int_equal(stops(), 2);
	all = writes() / 2;
	fake.fail_count = 1;
	for (unsigned int k = 1; k <= all; k++) {
		fake.fail_at = k;
		writes();
		assert_status(vmi_patch(&binding, &fake.text, NULL), VMI_WRITE_FAILED);
		assert_int_equal(stops(), 1);
		assert_true(faketext_is_native(&fake));
		fake.fail_at = 0;
		assert_status(vmi_patch(&binding, &fake.text, NULL), VMI_OK);
		fake.fail_at = k;
		writes();
		stops();
		assert_status(vmi_unpatch(&fake.text), VMI_WRITE_FAILED);
		assert_int_equal(stops(), 1);
		/* going back is all that a rebind does where that fails */
		fake.fail_at = 1;
		writes();
		assert_status(vmi_rebind(&other, &fake.text, NULL), VMI_WRITE_FAILED);
		assert_int_equal(stops(), 1);
		assert_true(fake.text.patched);
		fake.fail_at = 0;
		assert_status(vmi_unpatch(&fake.text), VMI_OK);
		stops();
		assert_true(faketext_is_native(&fake));
	}
}

/* On failure the kernel is native, and that takes a stop. */
static void test_rebind_to_the_wrong(void **state)
{
	(void)state;
	assert_status(vmi_patch(&binding, &fake.text, NULL), VMI_OK);
	stops();
	other.answer[fake.sites[SITES - 1].call] = 77;
	assert_status(vmi_rebind(&other, &fake.text, NULL), VMI_UNKNOWN_ANSWER);
	assert_int_equal(stops(), 1);
	assert_false(fake.text.patched);
	assert_true(faketext_is_native(&fake));
}

/* What it is given is done once, however often it is called: saved bytes would be the patched ones. */
static void test_run_again(void **state)
{
	unsigned int once;

	(void)state;
	assert_status(vmi_patch(&binding, &fake.text, NULL), VMI_OK);
	assert_status(vmi_unpatch(&fake.text), VMI_OK);
	once = writes();
	fake.runs = 3;
	assert_status(vmi_patch(&binding, &fake.text, NULL), VMI_OK);
	assert_status(vmi_unpatch(&fake.text), VMI_OK);
	assert_int_equal(writes(), once);
	assert_true(faketext_is_native(&fake));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static const struct CMUnitTest tests[] = {
	TEST(test_once_around_all), TEST(test_plain_store), TEST(test_not_for_nothing),
	TEST(test_refused),	    TEST(test_write_fails), TEST(test_rebind_to_the_wrong),
	TEST(test_run_again),
};

UNIT_MAIN(tests)
