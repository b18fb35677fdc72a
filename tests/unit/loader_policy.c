/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vmi_bind_allowed, vmi_policy_sums, vmi_sha256.  Of a ROM that the policy doesn't allow not
 * one byte may run, and it may not hide the next.  A sum must be the published standard's.  A
 * list with a mistake in it must allow less, never more.
 */
#include "unit.h"

#include <vmi/policy.h>

#include "fake.h"
#include "fakeblob.h"
#include "romimage.h"

static struct fakeblob blob;
static struct vmi_binding binding;
static const struct vmi_rom *asked;
static bool allowed;

static int setup(void **state)
{
	(void)state;
	fakeblob_init(&blob, 4);
	memset(&binding, 0xEE, sizeof(binding));
	asked = NULL;
	allowed = false;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fakeblob_free(&blob);
	return 0;
}

static void to_hex(const uint8_t sum[VMI_SHA256_LEN], char hex[2 * VMI_SHA256_LEN + 1])
{
	for (int i = 0; i < VMI_SHA256_LEN; i++)
		sprintf(hex + 2 * i, "%02x", sum[i]);
}

static void assert_sum(const void *data, size_t len, const char *expected)
{
	uint8_t sum[VMI_SHA256_LEN];
	char hex[2 * VMI_SHA256_LEN + 1];

	vmi_sha256(data, len, sum);
	to_hex(sum, hex);
	assert_string_equal(hex, expected);
}

/* The examples that NIST publishes with FIPS 180-4, and the message of no bits of its validation suite. */
static void test_published(void **state)
{
	static const struct {
		const char *message, *sum;
	} vector[] = {
		{"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		{"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
		{"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		 "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
		{"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmn"
		 "opqrsmnopqrstnopqrstu",
		 "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
	};
	char *million = malloc(1000000);

	(void)state;
	for (size_t i = 0; i < COUNT(vector); i++)
		assert_sum(vector[i].message, strlen(vector[i].message), vector[i].sum);
	memset(million, 'a', 1000000);
	assert_sum(million, 1000000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
	free(million);
}

/* What sha256sum says of the first so many bytes of a ROM: every way to pad, and all of it.  Each lies at an
 * odd address. */
static void test_sha256sum(void **state)
{
	char command[200], line[200];
	uint8_t *rom = malloc(1 << 17);
	FILE *file = fopen(ROM_FILE("native-i386"), "rb"), *sums;
	size_t size, lines = 0;

	(void)state;
	assert_non_null(file);
	size = fread(rom + 1, 1, (1 << 17) - 1, file);
	fclose(file);
	assert_true(size > 4096);
	snprintf(command, sizeof(command), "for n in $(seq 0 130) %zu; do head -c $n %s | sha256sum; done",
		 size, ROM_FILE("native-i386"));
	sums = popen(command, "r");
	assert_non_null(sums);
	while (fgets(line, sizeof(line), sums)) {
		line[2 * VMI_SHA256_LEN] = '\0';
		assert_sum(rom + 1, lines > 130 ? size : lines, line);
		lines++;
	}
	assert_int_equal(pclose(sums), 0);
	assert_int_equal(lines, 132);
	free(rom);
}

static bool ask(const void *policy, const struct vmi_rom *rom)
{
	assert_ptr_equal(policy, &allowed);
	asked = rom;
	return allowed;
}

/* Nothing of the ROM has been called. */
static void assert_not_run(void)
{
	assert_int_equal(blob.inits + blob.offers + blob.starts + blob.asked_unknown + blob.asked_inline, 0);
	for (int call = 0; call < VMI_CALL_LIMIT; call++)
		assert_int_equal(blob.asked[call], 0);
}

static enum vmi_status bind(const struct vmi_mask *mask)
{
	return vmi_bind_allowed(&blob.rom, ask, &allowed, mask, &blob.caller, &binding);
}

static void test_not_allowed(void **state)
{
	(void)state;
	for (uint8_t minor = 0; minor < 2; minor++) {
		blob.rom.api_minor = minor;
		assert_status(bind(NULL), VMI_NOT_ALLOWED);
		assert_ptr_equal(asked, &blob.rom);
		assert_not_run();
		assert_int_equal(binding.culprit, VMI_NO_CALL);
		assert_int_equal(binding.init_result, VMI_INIT_NOT_RUN);
		assert_ptr_equal(binding.rom.base, blob.image);
	}
}

/* Allowed it is bound, or refused for what vmi_bind finds. */
static void test_allowed(void **state)
{
	struct vmi_mask mask;

	(void)state;
	allowed = true;
	fakeblob_answer(&blob, VMI_CALL_SetCR3, VMI_ANSWER_CALL, 0x100);
	assert_status(bind(NULL), VMI_OK);
	assert_int_equal(blob.inits + blob.starts, 1);
	assert_int_equal(binding.answer[VMI_CALL_SetCR3], VMI_ANSWER_CALL);
	blob.inits = blob.starts = 0;
	vmi_mask_init(&mask);
	assert_status(vmi_mask_parse("-SetCR3", 7, &mask, NULL), VMI_OK);
	assert_status(bind(&mask), VMI_OK);
	assert_int_equal(binding.masked, 1);
	blob.inits = blob.starts = 0;
	blob.init_result = blob.start_result = 77;
	assert_status(bind(&mask), FAKE_HAS_INIT ? VMI_INIT_FAILED : VMI_START_FAILED);
	assert_int_equal(binding.init_result, 77);
}

/* Turned off is turned off, whatever the policy would say. */
static void test_off(void **state)
{
	struct vmi_mask mask;

	(void)state;
	vmi_mask_init(&mask);
	mask.off = true;
	assert_status(bind(&mask), VMI_OFF);
	assert_null(asked);
	assert_not_run();
}

/* The search goes on, even behind a ROM of 3.0, and tells this fault if it finds no other ROM. */
static void test_next(void **state)
{
	struct vmi_search search = {.window_len = 2 * 2048};
	uint8_t *window = romimage_alloc(search.window_len);
	struct vmi_rom rom;

	(void)state;
	search.window = window;
	romimage_fill(window, 4);
	romimage_fill(window + 2048, 4);
	for (int n = 0; n < 2; n++) {
		assert_status(vmi_locate_next(&search, &rom), VMI_OK);
		assert_ptr_equal(rom.base, window + n * 2048);
		assert_int_equal(rom.api_minor, 0);
		assert_status(vmi_bind_allowed(&rom, ask, &allowed, NULL, &blob.caller, &binding),
			      VMI_NOT_ALLOWED);
		vmi_locate_refused(&search, VMI_NOT_ALLOWED, &binding);
	}
	assert_status(vmi_locate_next(&search, &rom), VMI_NOT_ALLOWED);
	assert_int_equal(search.culprit, VMI_NO_CALL);
	assert_not_run();
	free(window);
}

/* Writes a list: @ stands for the sum, < for all of it but the last digit, ~ for another sum. */
static void make_list(const char *pattern, const char *sum, char *list)
{
	static const char other[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

	for (*list = '\0'; *pattern; pattern++)
		switch (*pattern) {
		case '@':
			strcat(list, sum);
			break;
		case '<':
			strncat(list, sum, 63);
			break;
		case '~':
			strcat(list, other);
			break;
		default:
			strncat(list, pattern, 1);
		}
}

static void test_lists(void **state)
{
	static const char *const takes[] = {
		"@",         "@\n",  "@  vmi.rom\n", "@ *vmi.rom", "@\r\n",
		"@\ta word", "~\n@", "\n\n@",        "# ours\n@",  "~  a.rom\n@  b.rom\n~  c.rom\n"};
	static const char *const refuses[] = {"",           "\n", "~",     " @",    "@a", "@0\n",
					      "\\@  a\\nb", "~@", "~  @",  "# @",   "<",  "<\n",
					      "<  vmi.rom", "<g", "<\n@a", "@\xff", "0x@"};
	uint8_t sum[VMI_SHA256_LEN];
	char hex[2 * VMI_SHA256_LEN + 1], list[400];

	(void)state;
	vmi_sha256(blob.image, blob.rom.size, sum);
	to_hex(sum, hex);
	for (size_t i = 0; i < COUNT(takes); i++) {
		make_list(takes[i], hex, list);
		assert_true(vmi_policy_sums(list, &blob.rom));
	}
	for (size_t i = 0; i < COUNT(refuses); i++) {
		make_list(refuses[i], hex, list);
		assert_false(vmi_policy_sums(list, &blob.rom));
	}
	/* Each digit counts, and its case. */
	for (int i = 0; i < 2 * VMI_SHA256_LEN; i++) {
		strcpy(list, hex);
		list[i] = hex[i] == '0' ? '1' : hex[i] >= 'a' ? (char)(hex[i] - 'a' + 'A') : '0';
		assert_false(vmi_policy_sums(list, &blob.rom));
	}
}

/* Each bit of the image counts, to the last one and no further. */
static void test_each_byte(void **state)
{
	uint8_t sum[VMI_SHA256_LEN];
	char hex[2 * VMI_SHA256_LEN + 1];

	(void)state;
	vmi_sha256(blob.image, blob.rom.size, sum);
	to_hex(sum, hex);
	for (size_t at = 0; at < blob.rom.size; at++) {
		blob.image[at] ^= (uint8_t)(1u << at % 8);
		assert_false(vmi_policy_sums(hex, &blob.rom));
		blob.image[at] ^= (uint8_t)(1u << at % 8);
	}
	assert_status(vmi_bind_allowed(&blob.rom, vmi_policy_sums, hex, NULL, &blob.caller, &binding),
		      VMI_OK);
	blob.inits = blob.starts = blob.offers = 0;
	memset(blob.asked, 0, sizeof(blob.asked));
	blob.asked_unknown = 0;
	blob.image[blob.rom.size - 1] ^= 1;
	assert_status(vmi_bind_allowed(&blob.rom, vmi_policy_sums, hex, NULL, &blob.caller, &binding),
		      VMI_NOT_ALLOWED);
	assert_not_run();
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static const struct CMUnitTest tests[] = {
	TEST(test_published), TEST(test_sha256sum), TEST(test_not_allowed), TEST(test_allowed),
	TEST(test_off),       TEST(test_next),      TEST(test_lists),       TEST(test_each_byte),
};

UNIT_MAIN(tests)
