/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vmi_bind: a ROM that refuses, or answers what it may not, must be refused
 * with the call named, and the mask must win over what the ROM wants.
 */
#include "unit.h"

#include "fake.h"
#include "fakeblob.h"

static struct fakeblob blob;
static struct vmi_binding binding;

static int setup(void **state)
{
	(void)state;
	fakeblob_init(&blob, 4);
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

static void refused(enum vmi_status status, unsigned int culprit)
{
	assert_status(bind(NULL), status);
	assert_int_equal(binding.culprit, culprit);
}

static void test_all_none(void **state)
{
	(void)state;
	assert_status(bind(NULL), VMI_OK);
	assert_int_equal(blob.inits, FAKE_HAS_INIT);
	assert_int_equal(blob.starts, !FAKE_HAS_INIT);
	assert_ptr_equal(binding.rom.base, blob.image);
	assert_int_equal(binding.init_result, 0);
	assert_int_equal(binding.masked, 0);
	assert_int_equal(binding.kept, 0);
	for (int i = 0; i < VMI_CALL_LIMIT; i++) {
		/* but what has to start it */
		assert_int_equal(binding.answer[i], blob.answer[i]);
		assert_int_equal(binding.target[i], blob.answer[i] == VMI_ANSWER_CALL ? blob.target[i] : 0);
		/* each call of the table twice, none beyond it but those that never are */
		assert_int_equal(blob.asked[i], i < VMI_NR_CALLS ? 2 : 0);
	}
	assert_int_equal(blob.asked_unknown, 2);
}

static void test_all_answers(void **state)
{
	(void)state;
	for (unsigned int turn = 0; turn < 6; turn++) {
		fakeblob_all(&blob, turn);
		assert_status(bind(NULL), VMI_OK);
		for (int i = 0; i < VMI_NR_CALLS; i++) {
			bool leads = blob.answer[i] == VMI_ANSWER_CALL || blob.answer[i] == VMI_ANSWER_JUMP;

			assert_int_equal(binding.answer[i], blob.answer[i]);
			assert_int_equal(binding.target[i], leads ? blob.target[i] : 0);
		}
	}
}

static void test_init_failed(void **state)
{
	static const uint32_t results[] = {VMI_INIT_NOT_PRIVILEGED, 2, 0x80000000, 0xFFFFFFFF};

	(void)state;
	for (size_t i = 0; i < COUNT(results); i++) {
		blob.init_result = blob.start_result = results[i];
		assert_status(bind(NULL), FAKE_HAS_INIT ? VMI_INIT_FAILED : VMI_START_FAILED);
		assert_int_equal(binding.init_result, results[i]);
	}
	for (int i = 0; FAKE_BY_INIT(0) && i < VMI_NR_CALLS; i++)
		assert_int_equal(blob.asked[i], 0);
}

static void test_unknown_answer(void **state)
{
	(void)state;
	for (unsigned int answer = VMI_NR_ANSWERS; answer < 256; answer++) {
		fakeblob_answer(&blob, VMI_CALL_CLTS, (uint8_t)answer, 0x100);
		refused(VMI_UNKNOWN_ANSWER, VMI_CALL_CLTS);
	}
}

/* Each call, each answer: the table says which are let in. */
static void test_wrong_answer(void **state)
{
	static const struct {
		uint8_t answers, group;
	} may[VMI_NR_CALLS] = {
#define VMI_CALL(nr, Name, family, since, sig, clob, seg, group, answers, ...)                               \
	[nr] = {VMI_MAY_##answers, group},
#include <calls.def>
	};

	(void)state;
	for (unsigned int call = 0; call < VMI_NR_CALLS; call++)
		for (uint8_t answer = 1; answer < VMI_NR_ANSWERS; answer++) {
			uint8_t had = blob.answer[call];

			fakeblob_answer(&blob, call, answer, 0x100);
			if (!(may[call].answers & 1 << answer))
				refused(VMI_WRONG_ANSWER, call);
			else if (may[call].group && answer == VMI_ANSWER_CALL && had != answer)
				assert_status(bind(NULL), VMI_HALF_GROUP);
			else
				assert_status(bind(NULL), VMI_OK);
			fakeblob_answer(&blob, call, had, 0x100);
		}
}

static void test_unused_number(void **state)
{
	(void)state;
	fakeblob_answer(&blob, 49, VMI_ANSWER_CALL, 0x100);
	refused(VMI_WRONG_ANSWER, 49);
	fakeblob_answer(&blob, 49, VMI_ANSWER_NONE, 0);
	fakeblob_answer(&blob, 72, VMI_ANSWER_NOP, 0x100);
	refused(VMI_WRONG_ANSWER, 72);
}

/* Numbers that never are a call: a blob that indexes its table with them is unsound. */
static void test_never_a_call(void **state)
{
	(void)state;
	blob.unknown_target = (uintptr_t)blob.image + 0x100;
	for (uint8_t answer = 1; answer < VMI_NR_ANSWERS; answer++) {
		blob.unknown_answer = answer;
		refused(VMI_WRONG_ANSWER, VMI_CALL_LIMIT);
	}
	blob.unknown_answer = 7;
	refused(VMI_UNKNOWN_ANSWER, VMI_CALL_LIMIT);
}

static void test_outside(void **state)
{
	uintptr_t base = (uintptr_t)blob.image, end = base + blob.rom.size;
	const uintptr_t outside[] = {0,   1,       base - 1, base,        base + VMI_ROM_HEADER_SIZE - 1,
				     end, end + 1, ~0u,      UINTPTR_MAX, UINTPTR_MAX - 0x10000};
	const uintptr_t inside[] = {base + VMI_ROM_HEADER_SIZE, base + 0x100, end - 1};

	(void)state;
	for (uint8_t answer = VMI_ANSWER_CALL; answer <= VMI_ANSWER_JUMP; answer++) {
		blob.answer[VMI_CALL_IRET] = answer;
		for (size_t i = 0; i < COUNT(outside); i++) {
			blob.target[VMI_CALL_IRET] = outside[i];
			refused(VMI_ANSWER_OUTSIDE, VMI_CALL_IRET);
		}
		for (size_t i = 0; i < COUNT(inside); i++) {
			blob.target[VMI_CALL_IRET] = inside[i];
			assert_status(bind(NULL), VMI_OK);
			assert_int_equal(binding.target[VMI_CALL_IRET], inside[i]);
		}
	}
	/* nop has no address, so it can't be wrong */
	blob.answer[VMI_CALL_IRET] = VMI_ANSWER_NONE;
	blob.answer[VMI_CALL_SetLazyMode] = VMI_ANSWER_NOP;
	blob.target[VMI_CALL_SetLazyMode] = 1;
	assert_status(bind(NULL), VMI_OK);
}

/* Half a clock or half a page table is none: the one whose other half is missing is named. */
static void test_half_group(void **state)
{
	(void)state;
	fakeblob_answer(&blob, VMI_CALL_SetPxELong, VMI_ANSWER_CALL, 0x100);
	refused(VMI_HALF_GROUP, VMI_CALL_UpdatePxELong);
	fakeblob_answer(&blob, VMI_CALL_UpdatePxELong, VMI_ANSWER_CALL, 0x120);
	assert_status(bind(NULL), VMI_OK);
	/* Nothing to do for the other half is an answer. */
	fakeblob_answer(&blob, VMI_CALL_UpdatePxELong, VMI_ANSWER_NOP, 0);
	assert_status(bind(NULL), VMI_OK);
}

static void test_changed(void **state)
{
	uintptr_t at = (uintptr_t)blob.image + 0x100;
	const struct {
		uint8_t answer;
		uintptr_t target;
	} to[] = {
		{VMI_ANSWER_NONE, 0},
		{VMI_ANSWER_NOP, 0},
		{VMI_ANSWER_CALL, at + 1},
		{9, at},
	};

	(void)state;
	fakeblob_answer(&blob, VMI_CALL_SetLazyMode, VMI_ANSWER_CALL, 0x100);
	blob.change_call = VMI_CALL_SetLazyMode;
	for (size_t i = 0; i < COUNT(to); i++) {
		blob.asked[VMI_CALL_SetLazyMode] = 0;
		blob.change_at = 2;
		blob.changed_answer = to[i].answer;
		blob.changed_target = to[i].target;
		refused(VMI_ANSWER_CHANGED, VMI_CALL_SetLazyMode);
	}
	/* From none to something is a change as well. */
	blob.change_call = VMI_CALL_CPUID;
	blob.asked[VMI_CALL_CPUID] = 0;
	blob.changed_answer = VMI_ANSWER_CALL;
	blob.changed_target = at;
	refused(VMI_ANSWER_CHANGED, VMI_CALL_CPUID);
}

static void test_off(void **state)
{
	(void)state;
	assert_status(bind("off"), VMI_OFF);
	assert_int_equal(blob.inits + blob.starts, 0);
}

/* A word about what the ROM leaves native anyway changes nothing, and that can be seen. */
static void test_masked_in_vain(void **state)
{
	(void)state;
	fakeblob_answer(&blob, VMI_CALL_CLTS, VMI_ANSWER_CALL, 0x100);
	assert_status(bind("-SetCR3"), VMI_OK);
	assert_int_equal(binding.masked, 0);
	assert_int_equal(binding.idle, 1);
	assert_status(bind("-SetCR3,-CLTS,-WBINVD"), VMI_OK);
	assert_int_equal(binding.masked, 1);
	assert_int_equal(binding.idle, 2);
	/* which, and so which word */
	assert_int_equal(binding.offered[VMI_CALL_SetCR3], VMI_ANSWER_NONE);
	assert_int_equal(binding.offered[VMI_CALL_CLTS], VMI_ANSWER_CALL);
	assert_int_equal(binding.answer[VMI_CALL_CLTS], VMI_ANSWER_NONE);
	assert_status(bind(NULL), VMI_OK);
	assert_int_equal(binding.idle, 0);
	assert_int_equal(binding.offered[VMI_CALL_CLTS], VMI_ANSWER_CALL);
}

/* A masked call is native, a masked nop as well; what was none before does not count. */
static void test_mask(void **state)
{
	(void)state;
	fakeblob_answer(&blob, VMI_CALL_SetCR3, VMI_ANSWER_CALL, 0x100);
	fakeblob_answer(&blob, VMI_CALL_SetLazyMode, VMI_ANSWER_NOP, 0);
	fakeblob_answer(&blob, VMI_CALL_IRET, VMI_ANSWER_JUMP, 0x120);
	fakeblob_answer(&blob, VMI_CALL_CLTS, VMI_ANSWER_CALL, 0x140);
	assert_status(bind("-mmu"), VMI_OK);
	assert_int_equal(binding.masked, 2);
	assert_int_equal(binding.answer[VMI_CALL_SetCR3], VMI_ANSWER_NONE);
	assert_int_equal(binding.target[VMI_CALL_SetCR3], 0);
	assert_int_equal(binding.answer[VMI_CALL_SetLazyMode], VMI_ANSWER_NONE);
	assert_int_equal(binding.answer[VMI_CALL_IRET], VMI_ANSWER_JUMP);
	assert_int_equal(binding.answer[VMI_CALL_CLTS], VMI_ANSWER_CALL);

	assert_status(bind("-mmu,-irq,-cpu,+SetCR3"), VMI_OK);
	assert_int_equal(binding.masked, FAKE_HAS_INIT ? 3 : 5); /* Offer and Start, too */
	assert_int_equal(binding.answer[VMI_CALL_SetCR3], VMI_ANSWER_CALL);
	assert_int_equal(binding.kept, 0);
}

/* The mask does not hide a fault: an answer is checked before it is turned native. */
static void test_mask_hides_nothing(void **state)
{
	(void)state;
	fakeblob_answer(&blob, VMI_CALL_SetCR3, VMI_ANSWER_CALL, 0x10000);
	assert_status(bind("-mmu"), VMI_ANSWER_OUTSIDE);
}

static void test_keep_returns(void **state)
{
	(void)state;
	fakeblob_answer(&blob, VMI_CALL_IRET, VMI_ANSWER_JUMP, 0x100);
	fakeblob_answer(&blob, FAKE_RETURN, VMI_ANSWER_JUMP, 0x120);
	blob.rom.keep_returns = true;
	assert_status(bind(NULL), VMI_OK);
	assert_int_equal(binding.kept, 2);
	assert_int_equal(binding.answer[VMI_CALL_IRET], VMI_ANSWER_NONE);
	assert_int_equal(binding.target[VMI_CALL_IRET], 0);

	assert_status(bind("+IRET"), VMI_OK);
	assert_int_equal(binding.kept, 1);
	assert_int_equal(binding.answer[VMI_CALL_IRET], VMI_ANSWER_JUMP);
	assert_int_equal(binding.answer[FAKE_RETURN], VMI_ANSWER_NONE);

	assert_status(bind("-" FAKE_RETURN_NAME), VMI_OK);
	assert_int_equal(binding.kept, 1);
	assert_int_equal(binding.masked, 1);

	/* Called or jumped to, it is the same return; no other call is. */
	fakeblob_answer(&blob, VMI_CALL_IRET, VMI_ANSWER_CALL, 0x100);
	fakeblob_answer(&blob, VMI_CALL_CLTS, VMI_ANSWER_CALL, 0x140);
	assert_status(bind(NULL), VMI_OK);
	assert_int_equal(binding.kept, 2);
	assert_int_equal(binding.answer[VMI_CALL_IRET], VMI_ANSWER_NONE);
	assert_int_equal(binding.answer[VMI_CALL_CLTS], VMI_ANSWER_CALL);
	assert_status(bind("+IRET"), VMI_OK);
	assert_int_equal(binding.answer[VMI_CALL_IRET], VMI_ANSWER_CALL);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static const struct CMUnitTest tests[] = {
	TEST(test_all_none),     TEST(test_all_answers),
	TEST(test_init_failed),  TEST(test_unknown_answer),
	TEST(test_wrong_answer), TEST(test_unused_number),
	TEST(test_never_a_call), TEST(test_outside),
	TEST(test_half_group), TEST(test_changed),      TEST(test_off),
	TEST(test_mask),         TEST(test_mask_hides_nothing),
	TEST(test_keep_returns), TEST(test_masked_in_vain),
};

UNIT_MAIN(tests)
