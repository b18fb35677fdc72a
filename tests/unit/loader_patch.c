/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vmi_patch, vmi_unpatch, vmi_rebind: a site must do what the answer says and
 * then go on right behind itself; whatever fails, the kernel is native again,
 * byte for byte, the gaps between sites included.
 */
#include "unit.h"

#include "faketext.h"

#define SITES 300

static struct fakeblob blob;
static struct faketext fake;
static struct vmi_binding binding;

static void bind(unsigned int turn)
{
	faketext_bind(&fake, &blob, turn, &binding);
}

static int setup(void **state)
{
	(void)state;
	fakeblob_init(&blob, 4);
	faketext_init(&fake, SITES, 2);
	bind(0);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	faketext_free(&fake);
	fakeblob_free(&blob);
	return 0;
}

/*
 * Executes what may stand behind a branch; whether it does nothing and ends right at the end.
 * What a jump passes over has to trap.
 */
static bool falls_through(const uint8_t *code, size_t at, size_t len)
{
	while (at < len) {
		if (code[at] == 0xEB) {
			size_t to;

			if (at + 1 >= len || code[at + 1] > 127)
				return false;
			to = at + 2 + code[at + 1];
			for (at += 2; at < to; at++)
				if (at >= len || code[at] != 0xCC)
					return false;
			continue;
		}
		while (at < len && code[at] == 0x66)
			at++;
		if (at == len || code[at] != 0x90)
			return false;
		at++;
	}
	return at == len;
}

static uintptr_t branch_target(const uint8_t *code)
{
	int32_t rel;

	memcpy(&rel, code + 1, 4);
	return (uintptr_t)code + 5 + (uintptr_t)(intptr_t)rel;
}

static void check_site(unsigned int i)
{
	const struct vmi_site *site = &fake.sites[i];
	const uint8_t *code = faketext_site(&fake, i);

	switch (binding.answer[site->call]) {
	case VMI_ANSWER_NONE:
		assert_memory_equal(code, faketext_native(&fake, i), site->len);
		break;
	case VMI_ANSWER_CALL:
		assert_int_equal(code[0], 0xE8);
		assert_int_equal(branch_target(code), binding.target[site->call]);
		assert_true(falls_through(code, 5, site->len));
		break;
	case VMI_ANSWER_JUMP:
		assert_int_equal(code[0], 0xE9);
		assert_int_equal(branch_target(code), binding.target[site->call]);
		/* Nothing may come there; a jump into the site's middle is a trap, not some old instruction's
		 * end. */
		for (unsigned int at = 5; at < site->len; at++)
			assert_int_equal(code[at], 0xCC);
		break;
	case VMI_ANSWER_NOP:
		assert_true(falls_through(code, 0, site->len));
		break;
	default:
		fail();
	}
}

/* All sites hold the binding's form, and nothing between them changed. */
static void check_all(const struct vmi_report *report)
{
	uint32_t by_answer[VMI_NR_FORMS] = {0};
	unsigned int changed = 0;
	uint8_t *rest = malloc(fake.code_size);

	memcpy(rest, fake.code, fake.code_size);
	for (unsigned int i = 0; i < fake.nr; i++) {
		uint8_t answer = binding.answer[fake.sites[i].call];

		check_site(i);
		by_answer[answer]++;
		changed += answer != VMI_ANSWER_NONE;
		memcpy(rest + (faketext_site(&fake, i) - fake.code), faketext_native(&fake, i),
		       fake.sites[i].len);
	}
	assert_memory_equal(rest, fake.native, fake.code_size);
	free(rest);
	assert_int_equal(report->sites, fake.nr);
	assert_memory_equal(report->by_answer, by_answer, sizeof(by_answer));
	assert_int_equal(fake.writes, changed);
}

static void test_round_trip(void **state)
{
	struct vmi_report report;

	(void)state;
	for (unsigned int turn = 0; turn < 6; turn++) {
		bind(turn);
		fake.writes = 0;
		assert_status(vmi_patch(&binding, &fake.text, &report), VMI_OK);
		assert_true(fake.text.patched);
		check_all(&report);
		assert_status(vmi_unpatch(&fake.text), VMI_OK);
		assert_false(fake.text.patched);
		assert_true(faketext_is_native(&fake));
	}
}

/* Each length and each answer: the four forms at their limits. */
static void test_lengths(void **state)
{
	static const uint32_t calls[] = {VMI_CALL_CLTS, VMI_CALL_IRET, VMI_CALL_SetLazyMode, VMI_CALL_CPUID};
	static const uint8_t answers[] = {VMI_ANSWER_CALL, VMI_ANSWER_JUMP, VMI_ANSWER_NOP, VMI_ANSWER_NONE};
	struct vmi_report report;

	(void)state;
	for (int i = 0; i < 4; i++) {
		binding.answer[calls[i]] = answers[i];
		binding.target[calls[i]] = (uintptr_t)fake.code;
	}
	for (unsigned int len = 0; len < 256; len++)
		for (int i = 0; i < 4; i++) {
			bool good = len >= 5 && len <= 129;

			fake.text.end = fake.text.begin + 1;
			fake.nr = 1;
			fake.writes = 0;
			fake.sites[0].call = (uint8_t)calls[i];
			fake.sites[0].len = (uint8_t)len;
			free(fake.text.saved);
			fake.text.saved = malloc(len ? len : 1);
			fake.text.saved_size = len;
			assert_status(vmi_patch(&binding, &fake.text, &report), good ? VMI_OK : VMI_BAD_SITE);
			if (good) {
				check_all(&report);
				assert_status(vmi_unpatch(&fake.text), VMI_OK);
			}
			assert_true(faketext_is_native(&fake));
		}
}

static void test_nothing_to_do(void **state)
{
	struct vmi_report report;

	(void)state;
	fake.text.end = fake.text.begin;
	fake.text.saved_size = 0;
	assert_status(vmi_patch(&binding, &fake.text, &report), VMI_OK);
	assert_int_equal(report.sites, 0);
	assert_status(vmi_unpatch(&fake.text), VMI_OK);
	assert_status(vmi_patch(&binding, &fake.text, NULL), VMI_OK);
}

static void test_plain_store(void **state)
{
	struct vmi_report report;

	(void)state;
	fake.text.write = NULL;
	assert_status(vmi_patch(&binding, &fake.text, &report), VMI_OK);
	fake.writes = report.sites - report.by_answer[VMI_ANSWER_NONE];
	check_all(&report);
	assert_status(vmi_unpatch(&fake.text), VMI_OK);
	assert_true(faketext_is_native(&fake));
}

/* One bad site anywhere: nothing is written, and the report says which. */
static void test_bad_site(void **state)
{
	static const struct {
		uint8_t call, len;
	} bad[] = {
		{VMI_CALL_CLTS, 4}, {VMI_CALL_CLTS, 0}, {VMI_CALL_CLTS, 130}, {49, 5},
		{VMI_NR_CALLS, 5},  {255, 5},
	};

	(void)state;
	for (unsigned int at = 0; at < SITES; at += 23)
		for (size_t i = 0; i < COUNT(bad); i++) {
			struct vmi_site before = fake.sites[at];
			struct vmi_report report;

			fake.sites[at].call = bad[i].call;
			fake.sites[at].len = bad[i].len;
			assert_status(vmi_patch(&binding, &fake.text, &report), VMI_BAD_SITE);
			assert_int_equal(report.sites, at);
			assert_int_equal(fake.writes, 0);
			assert_false(fake.text.patched);
			fake.sites[at] = before;
		}
}

/* A binding that vmi_bind has not made. */
static void test_unknown_answer(void **state)
{
	(void)state;
	binding.answer[fake.sites[9].call] = VMI_NR_ANSWERS;
	assert_status(vmi_patch(&binding, &fake.text, NULL), VMI_UNKNOWN_ANSWER);
	assert_true(faketext_is_native(&fake));
}

static void test_out_of_reach(void **state)
{
	const intptr_t far = INT64_C(1) << 31;
	uintptr_t behind = (uintptr_t)faketext_site(&fake, 0) + 5;

	(void)state;
	if (sizeof(uintptr_t) == 4)
		skip(); /* all is in reach */
	fake.text.end = fake.text.begin + 1;
	fake.nr = 1;
	for (uint8_t answer = VMI_ANSWER_CALL; answer <= VMI_ANSWER_JUMP; answer++) {
		binding.answer[fake.sites[0].call] = answer;
		for (int side = 0; side < 2; side++) {
			intptr_t reach = side ? far - 1 : -far;

			binding.target[fake.sites[0].call] = behind + (uintptr_t)reach;
			assert_status(vmi_patch(&binding, &fake.text, NULL), VMI_OK);
			check_site(0);
			assert_status(vmi_unpatch(&fake.text), VMI_OK);

			binding.target[fake.sites[0].call] =
				behind + (uintptr_t)reach + (side ? 1 : (uintptr_t)-1);
			assert_status(vmi_patch(&binding, &fake.text, NULL), VMI_OUT_OF_REACH);
			assert_true(faketext_is_native(&fake));
		}
	}
}

static void test_no_room(void **state)
{
	size_t need = fake.text.saved_size;

	(void)state;
	for (size_t less = 1; less <= need; less += 7) {
		fake.text.saved_size = need - less;
		fake.text.saved = realloc(fake.text.saved, need - less ? need - less : 1);
		assert_status(vmi_patch(&binding, &fake.text, NULL), VMI_NO_ROOM);
		assert_int_equal(fake.writes, 0);
	}
}

static void test_order(void **state)
{
	struct vmi_report report;

	(void)state;
	assert_status(vmi_unpatch(&fake.text), VMI_NOT_PATCHED);
	assert_status(vmi_rebind(&binding, &fake.text, NULL), VMI_NOT_PATCHED);
	assert_status(vmi_patch(&binding, &fake.text, &report), VMI_OK);
	assert_status(vmi_patch(&binding, &fake.text, NULL), VMI_ALREADY_PATCHED);
	check_all(&report);
	assert_status(vmi_unpatch(&fake.text), VMI_OK);
	assert_status(vmi_unpatch(&fake.text), VMI_NOT_PATCHED);
}

static void test_rebind(void **state)
{
	struct vmi_report report;

	(void)state;
	assert_status(vmi_patch(&binding, &fake.text, &report), VMI_OK);
	for (unsigned int turn = 1; turn < 6; turn++) {
		unsigned int undone = report.sites - report.by_answer[VMI_ANSWER_NONE];

		bind(turn);
		fake.writes = 0;
		assert_status(vmi_rebind(&binding, &fake.text, &report), VMI_OK);
		fake.writes -= undone;
		check_all(&report);
	}
	assert_status(vmi_unpatch(&fake.text), VMI_OK);
	assert_true(faketext_is_native(&fake));
}

/* On failure the kernel is native. */
static void test_rebind_fails(void **state)
{
	(void)state;
	assert_status(vmi_patch(&binding, &fake.text, NULL), VMI_OK);
	bind(1);
	binding.answer[fake.sites[SITES - 1].call] = 77;
	assert_status(vmi_rebind(&binding, &fake.text, NULL), VMI_UNKNOWN_ANSWER);
	assert_false(fake.text.patched);
	assert_true(faketext_is_native(&fake));
}

/* Each length of body at each site: those that fit stand there, the others are called. */
static void test_inline(void **state)
{
	struct vmi_report report;

	(void)state;
	for (uint8_t len = 1; len <= VMI_INLINE_MAX; len++) {
		/* in reach, behind the last site, and with nothing readable behind it */
		const uint8_t *body = fake.code + fake.code_size - len;
		uint32_t inlined = 0;

		memset(binding.answer, VMI_ANSWER_CALL, sizeof(binding.answer));
		memset(binding.inline_len, len, sizeof(binding.inline_len));
		for (unsigned int call = 0; call < VMI_NR_CALLS; call++)
			binding.target[call] = (uintptr_t)body - VMI_INLINE_SKIP;
		assert_status(vmi_patch(&binding, &fake.text, &report), VMI_OK);
		for (unsigned int i = 0; i < fake.nr; i++) {
			const uint8_t *code = faketext_site(&fake, i);

			if (len <= fake.sites[i].len) {
				assert_memory_equal(code, body, len);
				assert_true(falls_through(code, len, fake.sites[i].len));
				inlined++;
			} else
				check_site(i);
		}
		assert_int_equal(report.by_answer[VMI_ANSWER_INLINE], inlined);
		assert_int_equal(report.by_answer[VMI_ANSWER_CALL], fake.nr - inlined);
		assert_true(inlined);
		assert_status(vmi_unpatch(&fake.text), VMI_OK);
		assert_true(faketext_is_native(&fake));
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static const struct CMUnitTest tests[] = {
	TEST(test_round_trip), TEST(test_lengths),        TEST(test_nothing_to_do), TEST(test_plain_store),
	TEST(test_bad_site),   TEST(test_unknown_answer), TEST(test_out_of_reach),  TEST(test_no_room),
	TEST(test_order),      TEST(test_rebind),         TEST(test_rebind_fails),  TEST(test_inline),
};

UNIT_MAIN(tests)
