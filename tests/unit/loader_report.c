/* SPDX-License-Identifier: GPL-2.0-only */
/* Names, sentences and the report line: none missing, none alike, none longer than its room. */
#include "unit.h"

#include <ctype.h>

#include "fake.h"
#include "fakeblob.h"
#include "romimage.h"

static void test_sentences(void **state)
{
	(void)state;
	for (int i = 0; i < VMI_NR_STATUS; i++) {
		const char *text = vmi_status_text(i);

		assert_true(strlen(text) > 10);
		assert_true(text[strlen(text) - 1] != '.');
		for (int j = 0; j < i; j++)
			assert_string_not_equal(text, vmi_status_text(j));
	}
	assert_int_equal(VMI_OK, 0);
	assert_string_equal(vmi_status_text(VMI_NR_STATUS), "unknown status");
	assert_string_equal(vmi_status_text((enum vmi_status) - 1), "unknown status");
}

static void test_names(void **state)
{
	static const char *const names[VMI_NR_CALLS] = {
#define VMI_CALL(nr, Name, ...) [nr] = #Name,
#include <calls.def>
	};
	static const char *const answers[] = {"none", "call", "jump", "nop", "inline", "unknown"};

	(void)state;
	for (unsigned int i = 0; i < VMI_NR_CALLS; i++) {
		if (!names[i])
			assert_null(vmi_call_name(i));
		else
			assert_string_equal(vmi_call_name(i), names[i]);
	}
	assert_null(vmi_call_name(49));
	assert_null(vmi_call_name(VMI_NR_CALLS));
	assert_null(vmi_call_name(~0u));
	for (unsigned int i = 0; i < COUNT(answers); i++)
		assert_string_equal(vmi_answer_name(i), answers[i]);
	assert_string_equal(vmi_answer_name(~0u), "unknown");
}

static struct vmi_binding binding;
static struct fakeblob blob;
static const struct vmi_report report = {1468, {1000, 400, 3, 60, 5}};

static int setup(void **state)
{
	(void)state;
	fakeblob_init(&blob, 4);
	memset(&binding, 0, sizeof(binding));
	binding.rom = blob.rom;
	binding.masked = 12;
	binding.idle = 3;
	binding.kept = 2;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fakeblob_free(&blob);
	return 0;
}

static void line_is(const char *format, const struct vmi_report *with)
{
	char line[512], expected[512];

	snprintf(expected, sizeof(expected), format, (unsigned long)(uintptr_t)blob.image);
	assert_int_equal(vmi_report_line(&binding, with, line, sizeof(line)), strlen(expected));
	assert_string_equal(line, expected);
}

static void test_line(void **state)
{
	(void)state;
	binding.rom.where = VMI_WHERE_WINDOW;
	line_is("VMI " FAKE_VERSION ", ROM 2.5 by maker: thing, in the BIOS window at 0x%lx, build a0a1a2a3; "
		"1468 sites: 1000 none, 400 call, 3 jump, 60 nop, 5 inline; 12 calls masked, 3 in vain, 2 returns kept",
		&report);
	binding.rom.where = VMI_WHERE_MODULE;
	binding.rom.build_id = NULL;
	binding.rom.manufacturer = NULL;
	line_is("VMI " FAKE_VERSION ", ROM 2.5: thing, as a module at 0x%lx; "
		"1468 sites: 1000 none, 400 call, 3 jump, 60 nop, 5 inline; 12 calls masked, 3 in vain, 2 returns kept",
		&report);
	binding.rom.where = VMI_WHERE_ADDRESS;
	binding.rom.product = NULL;
	line_is("VMI " FAKE_VERSION ", ROM 2.5, as told at 0x%lx; 12 calls masked, 3 in vain, 2 returns kept", NULL);
}

/* A ROM's strings may hold anything; a console may obey it. */
static void test_no_control_characters(void **state)
{
	char line[512];

	(void)state;
	memcpy(blob.image + ROMIMAGE_PRODUCT, "\x1b[2J\n\t\x7f\xff", 9);
	vmi_report_line(&binding, &report, line, sizeof(line));
	assert_non_null(strstr(line, "maker: ?[2J????,"));
	for (char *c = line; *c; c++)
		assert_true(isprint((unsigned char)*c));
}

/* A ROM's Init that writes all over its image, and leaves no end to any string. */
static uint32_t init_scribbles(void *ctx, const uint8_t *entry)
{
	(void)ctx, (void)entry;
	memset(blob.image, 'A', blob.rom.size);
	return VMI_INIT_OK;
}

/* All are none but what has to start it. */
static uint8_t all_none(void *ctx, const uint8_t *entry, uint32_t call, uintptr_t *address)
{
	(void)ctx;
	*address = (uintptr_t)entry + 0x100;
	return !FAKE_HAS_INIT && (call == VMI_CALL_Offer || call == VMI_CALL_Start) ? VMI_ANSWER_CALL : VMI_ANSWER_NONE;
}

static uint32_t start_scribbles(void *ctx, const uint8_t *entry, const struct vmi_start *start)
{
	(void)start;
	return init_scribbles(ctx, entry);
}

/* The ROM was checked, and ran, and is told of then: nothing behind its image is read. */
static void test_changed_since(void **state)
{
	static const struct vmi_start start;
	const struct vmi_caller caller = {init_scribbles, all_none, NULL, start_scribbles, FAKE_HAS_INIT ? NULL : &start};
	char line[2 * 4 * VMI_ROM_UNIT + 512];
	size_t len;

	(void)state;
	assert_status(vmi_bind(&blob.rom, NULL, &caller, &binding), VMI_OK);
	len = vmi_report_line(&binding, &report, line, sizeof(line));
	assert_int_equal(strlen(line), len);
	assert_non_null(strstr(line, "AAA: AAA"));
	assert_non_null(strstr(line, "AAA, as told at 0x"));
	assert_non_null(strstr(line, ", build 41414141; 1468 sites"));
}

static void test_cut(void **state)
{
	char whole[512];
	size_t len = vmi_report_line(&binding, &report, whole, sizeof(whole));

	(void)state;
	assert_int_equal(strlen(whole), len);
	assert_int_equal(vmi_report_line(&binding, &report, NULL, 0), len);
	for (size_t size = 1; size <= len + 2; size++) {
		char *line = malloc(size);
		size_t kept = size <= len ? size - 1 : len;

		memset(line, 'x', size);
		assert_int_equal(vmi_report_line(&binding, &report, line, size), len);
		assert_int_equal(strlen(line), kept);
		assert_memory_equal(line, whole, kept);
		free(line);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_sentences), cmocka_unit_test(test_names), TEST(test_line),
	TEST(test_no_control_characters), TEST(test_changed_since),     TEST(test_cut),
};

UNIT_MAIN(tests)
