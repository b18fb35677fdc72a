/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vmi_bind with ROMs of 3.1: a refusal must come before anything has changed,
 * that is before Init or Start is called, and must name its one cause.
 */
#include "unit.h"

#include "fake.h"
#include "fakeblob.h"

#define OFFER_AT 0x100
#define START_AT 0x120

static struct fakeblob blob;
static struct vmi_binding binding;
static const struct vmi_start given = {
	.features = VMI_CLIENT_CONVERTS,
	.area = 0xC0400000,
	.pages = 4,
	.frame = 0x400,
	.boot_data = 0xC0123000,
};
static struct vmi_start start;

static int setup(void **state)
{
	(void)state;
	fakeblob_init(&blob, 4);
	blob.rom.api_minor = 1;
	fakeblob_answer(&blob, VMI_CALL_Offer, VMI_ANSWER_CALL, OFFER_AT);
	fakeblob_answer(&blob, VMI_CALL_Start, VMI_ANSWER_CALL, START_AT);
	blob.offer = 4 | VMI_NEEDS_START | VMI_NEEDS_ALL | VMI_NEEDS_CONVERSION;
	start = given;
	blob.caller.start = &start;
	memset(&binding, 0xEE, sizeof(binding));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fakeblob_free(&blob);
	return 0;
}

static enum vmi_status bind(const char *words)
{
	return fakeblob_bind(&blob, words, &binding);
}

static void told(unsigned int inits, unsigned int starts)
{
	assert_int_equal(blob.inits, inits);
	assert_int_equal(blob.starts, starts);
}

static void refused_untold(const char *words, enum vmi_status status)
{
	assert_status(bind(words), status);
	told(0, 0);
}

static void test_start(void **state)
{
	(void)state;
	assert_status(bind(NULL), VMI_OK);
	told(0, 1);
	assert_int_equal(blob.offers, 1);
	assert_memory_equal(&blob.started, &given, sizeof(given));
	assert_int_equal(binding.init_result, VMI_START_OK);
	assert_int_equal(binding.answer[VMI_CALL_Start], VMI_ANSWER_CALL);
}

static void test_start_refuses(void **state)
{
	static const uint32_t results[] = {VMI_START_WRONG_PLATFORM, VMI_START_NO_CONVERSION,
					   VMI_START_NO_STATE, VMI_START_OLD_PLATFORM, 0xFFFFFFFF};

	(void)state;
	for (size_t i = 0; i < COUNT(results); i++) {
		blob.start_result = results[i];
		assert_status(bind(NULL), VMI_START_FAILED);
		assert_int_equal(binding.init_result, results[i]);
		told(0, 1);
	}
}

static void test_client_of_3_0(void **state)
{
	(void)state;
	blob.caller.start = NULL;
	refused_untold(NULL, VMI_START_NEEDED);
	if (!FAKE_HAS_INIT) {
		blob.offer = 0;
		refused_untold(NULL, VMI_START_NEEDED);
		return;
	}
	/* One that can do without is told by Init. */
	blob.offer = 4;
	assert_status(bind(NULL), VMI_OK);
	told(1, 0);
	blob.init_result = VMI_INIT_NEEDS_START;
	assert_status(bind(NULL), VMI_INIT_FAILED);
	assert_int_equal(binding.init_result, VMI_INIT_NEEDS_START);
}

static void test_state_area(void **state)
{
	static const struct {
		uint32_t has, needs;
		bool enough;
	} areas[] = {{4, 4, true}, {3, 4, false}, {0, 1, false}, {0, 0, true},
		     {254, 255, false}, {255, 255, true}, {256, 255, true}, {~0u, 1, true}};

	(void)state;
	for (size_t i = 0; i < COUNT(areas); i++) {
		start.pages = areas[i].has;
		/* bits beside the number do not count */
		blob.offer = VMI_NEEDS_START | 0xFFFF0000 | areas[i].needs;
		if (areas[i].enough)
			assert_status(bind(NULL), VMI_OK);
		else
			refused_untold(NULL, VMI_STATE_TOO_SMALL);
	}
}

/* Whatever the ROM answers must be taken; what it leaves native may be masked. */
static void test_mask(void **state)
{
	(void)state;
	fakeblob_answer(&blob, VMI_CALL_SetCR3, VMI_ANSWER_CALL, 0x140);
	fakeblob_answer(&blob, VMI_CALL_SetLazyMode, VMI_ANSWER_NOP, 0);
	fakeblob_answer(&blob, VMI_CALL_IRET, VMI_ANSWER_JUMP, 0x160);
	refused_untold("-mmu", VMI_MASK_REFUSED);
	assert_int_equal(binding.culprit, VMI_CALL_SetCR3);
	refused_untold("-SetLazyMode", VMI_MASK_REFUSED);
	assert_int_equal(binding.culprit, VMI_CALL_SetLazyMode);
	refused_untold("-time,-irq", VMI_MASK_REFUSED);
	assert_int_equal(binding.culprit, VMI_CALL_IRET);
	refused_untold("-Start", VMI_MASK_REFUSED);
	assert_status(bind("-time,-Halt,-SetPxELong"), VMI_OK);
	assert_int_equal(binding.masked, 0);
	told(0, 1);
	/* A ROM that bears it is masked as ever, and told nonetheless. */
	blob.offer &= ~VMI_NEEDS_ALL;
	assert_status(bind("-mmu,-Start"), VMI_OK);
	assert_int_equal(binding.masked, 4);
	told(0, 1);
	/* Off is off. */
	refused_untold("off", VMI_OFF);
	assert_int_equal(blob.offers, 0);
}

/* Offer and Start have answers like others, checked before they are called. */
static void test_bad_entry(void **state)
{
	static const unsigned int entries[] = {VMI_CALL_Offer, VMI_CALL_Start};

	(void)state;
	for (size_t i = 0; i < COUNT(entries); i++) {
		uintptr_t good = blob.target[entries[i]];

		blob.target[entries[i]] = (uintptr_t)blob.image + blob.rom.size;
		refused_untold(NULL, VMI_ANSWER_OUTSIDE);
		assert_int_equal(binding.culprit, entries[i]);
		blob.target[entries[i]] = good;
		blob.answer[entries[i]] = VMI_ANSWER_JUMP;
		refused_untold(NULL, VMI_WRONG_ANSWER);
		assert_int_equal(binding.culprit, entries[i]);
		blob.answer[entries[i]] = VMI_ANSWER_CALL;
		assert_int_equal(blob.offers, 0);
	}
}

/* A fault of any answer is found before the ROM is told anything. */
static void test_bad_answer(void **state)
{
	(void)state;
	fakeblob_answer(&blob, VMI_CALL_SetCR3, VMI_ANSWER_NOP, 0);
	refused_untold(NULL, VMI_WRONG_ANSWER);
	fakeblob_answer(&blob, VMI_CALL_SetCR3, VMI_ANSWER_CALL, 0x140);
	blob.change_call = VMI_CALL_SetCR3;
	blob.asked[VMI_CALL_SetCR3] = 0;
	blob.change_at = 2;
	refused_untold(NULL, VMI_ANSWER_CHANGED);
}

/* What may stand in a site is asked for by a client that says it can take it, of calls that are called. */
static void test_inline(void **state)
{
	static const struct {
		uint32_t at, len; /* of a call's body */
		enum vmi_status status;
	} bodies[] = {
		{0x140, 0, VMI_OK},
		{0x140, 1, VMI_OK},
		{0x140, VMI_INLINE_MAX, VMI_OK},
		{0x140, VMI_INLINE_MAX + 1, VMI_ANSWER_OUTSIDE},
		{0x140, 0x100 + 1, VMI_ANSWER_OUTSIDE},
		{0x140, UINT32_MAX, VMI_ANSWER_OUTSIDE},
		{2048 - 4 - VMI_INLINE_SKIP, 4, VMI_OK},
		{2048 - 4 - VMI_INLINE_SKIP, 5, VMI_ANSWER_OUTSIDE},
		/* What is skipped ends behind the image. */
		{2048 - 2, 0, VMI_OK},
		{2048 - 2, 1, VMI_INLINE_SKIP ? VMI_ANSWER_OUTSIDE : VMI_OK},
	};

	(void)state;
	fakeblob_answer(&blob, VMI_CALL_GetInline, VMI_ANSWER_CALL, 0x160);
	fakeblob_answer(&blob, VMI_CALL_WBINVD, VMI_ANSWER_CALL, 0x140);
	blob.inline_len[VMI_CALL_WBINVD] = 3;
	assert_status(bind(NULL), VMI_OK);
	assert_int_equal(blob.asked_inline, 0);
	assert_int_equal(binding.inline_len[VMI_CALL_WBINVD], 0);

	start.features |= VMI_CLIENT_INLINES;
	for (size_t i = 0; i < COUNT(bodies); i++) {
		fakeblob_answer(&blob, VMI_CALL_WBINVD, VMI_ANSWER_CALL, bodies[i].at);
		blob.inline_len[VMI_CALL_WBINVD] = bodies[i].len;
		if (bodies[i].status == VMI_OK) {
			assert_status(bind(NULL), VMI_OK);
			told(0, 1);
			assert_int_equal(binding.inline_len[VMI_CALL_WBINVD], bodies[i].len);
			assert_int_equal(binding.answer[VMI_CALL_WBINVD], VMI_ANSWER_CALL);
			assert_int_equal(binding.inline_len[VMI_CALL_SetCR3], 0);
		} else {
			refused_untold(NULL, bodies[i].status);
			assert_int_equal(binding.culprit, VMI_CALL_WBINVD);
		}
	}
	fakeblob_answer(&blob, VMI_CALL_WBINVD, VMI_ANSWER_CALL, 0x140);
	blob.inline_len[VMI_CALL_WBINVD] = 3;
	blob.inline_grows = true;
	refused_untold(NULL, VMI_ANSWER_CHANGED);

	/* Masked is masked. */
	blob.inline_grows = false;
	blob.inline_len[VMI_CALL_WBINVD] = 3;
	blob.offer &= ~VMI_NEEDS_ALL;
	assert_status(bind("-WBINVD"), VMI_OK);
	assert_int_equal(binding.answer[VMI_CALL_WBINVD], VMI_ANSWER_NONE);
	/* A ROM without the call is not asked. */
	blob.asked_inline = 0;
	fakeblob_answer(&blob, VMI_CALL_GetInline, VMI_ANSWER_NONE, 0x160);
	assert_status(bind(NULL), VMI_OK);
	assert_int_equal(blob.asked_inline, 0);
	assert_int_equal(binding.inline_len[VMI_CALL_WBINVD], 0);
}

static void test_no_start(void **state)
{
	(void)state;
	/* 3.1 without either call, as the native ROM */
	fakeblob_answer(&blob, VMI_CALL_Offer, VMI_ANSWER_NONE, 0);
	fakeblob_answer(&blob, VMI_CALL_Start, VMI_ANSWER_NONE, 0);
	if (FAKE_HAS_INIT) {
		assert_status(bind(NULL), VMI_OK);
		told(1, 0);
	} else {
		refused_untold(NULL, VMI_START_NEEDED);
	}
	assert_int_equal(blob.offers, 0);
	/* One without the other is neither. */
	fakeblob_answer(&blob, VMI_CALL_Offer, VMI_ANSWER_CALL, OFFER_AT);
	refused_untold(NULL, VMI_HALF_GROUP);
	assert_int_equal(binding.culprit, VMI_CALL_Start);
	fakeblob_answer(&blob, VMI_CALL_Offer, VMI_ANSWER_NONE, 0);
	fakeblob_answer(&blob, VMI_CALL_Start, VMI_ANSWER_CALL, START_AT);
	refused_untold(NULL, VMI_HALF_GROUP);
	assert_int_equal(binding.culprit, VMI_CALL_Offer);
	assert_int_equal(blob.offers, 0);
}

/* Number 75 of a ROM of 3.0 is an accident, not Start; 4.0 has it from the start. */
static void test_rom_of_3_0(void **state)
{
	(void)state;
	blob.rom.api_minor = 0;
	assert_status(bind(NULL), VMI_OK);
	told(FAKE_BY_INIT(0), !FAKE_BY_INIT(0));
	assert_int_equal(blob.offers, !FAKE_BY_INIT(0));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static const struct CMUnitTest tests[] = {
	TEST(test_start),      TEST(test_start_refuses), TEST(test_client_of_3_0),
	TEST(test_state_area), TEST(test_mask),		 TEST(test_bad_entry),
	TEST(test_bad_answer), TEST(test_no_start),	 TEST(test_rom_of_3_0),
	TEST(test_inline),
};

UNIT_MAIN(tests)
