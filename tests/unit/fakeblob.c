/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include "fakeblob.h"
#include "fake.h"
#include "romimage.h"

#define JUNK 0xDEADBEEF

static uint32_t fake_init(void *ctx, const uint8_t *entry)
{
	struct fakeblob *blob = ctx;

	if (!FAKE_BY_INIT(blob->rom.api_minor) && entry == (const uint8_t *)blob->target[VMI_CALL_Offer]) {
		blob->offers++;
		return blob->offer;
	}
	assert_ptr_equal(entry, blob->image + FAKE_INIT_AT);
	blob->inits++;
	return blob->init_result;
}

static uint32_t fake_enter(void *ctx, const uint8_t *entry, const struct vmi_start *start)
{
	struct fakeblob *blob = ctx;

	assert_ptr_equal(entry, blob->target[VMI_CALL_Start]);
	blob->started = *start;
	blob->starts++;
	return blob->start_result;
}

static uint8_t fake_reloc(void *ctx, const uint8_t *entry, uint32_t call, uintptr_t *address)
{
	struct fakeblob *blob = ctx;

	if (blob->answer[VMI_CALL_GetInline] == VMI_ANSWER_CALL &&
	    entry == (const uint8_t *)blob->target[VMI_CALL_GetInline]) {
		assert_int_equal(blob->answer[call], VMI_ANSWER_CALL);
		assert_int_equal(blob->starts, 0);
		blob->asked_inline++;
		*address = blob->inline_len[call];
		blob->inline_len[call] += blob->inline_grows;
		return JUNK & 0xFF;
	}
	assert_ptr_equal(entry, blob->image + VMI_ROM_OFF_RELOC);
	/* Before any question in 3.0; later it is told last. */
	assert_int_equal(blob->inits, FAKE_BY_INIT(blob->rom.api_minor) ? 1 : 0);
	assert_int_equal(blob->starts, 0);
	if (call >= VMI_CALL_LIMIT) {
		blob->asked_unknown++;
		*address = blob->unknown_target;
		return blob->unknown_answer;
	}
	blob->asked[call]++;
	if (blob->change_at && call == blob->change_call && blob->asked[call] >= blob->change_at) {
		*address = blob->changed_target;
		return blob->changed_answer;
	}
	*address = blob->target[call];
	/* The address of none and nop says nothing, and need not stay the same. */
	if (*address == JUNK)
		*address += blob->asked[call];
	return blob->answer[call];
}

static const struct vmi_start start;

/* What can't be started otherwise has Start. */
static void be_started(struct fakeblob *blob)
{
	if (FAKE_HAS_INIT)
		return;
	fakeblob_answer(blob, VMI_CALL_Offer, VMI_ANSWER_CALL, VMI_ROM_HEADER_SIZE + VMI_CALL_Offer);
	fakeblob_answer(blob, VMI_CALL_Start, VMI_ANSWER_CALL, VMI_ROM_HEADER_SIZE + VMI_CALL_Start);
}

void fakeblob_init(struct fakeblob *blob, uint8_t units)
{
	memset(blob, 0, sizeof(*blob));
	blob->image = romimage_new(units);
	assert_status(vmi_check(blob->image, units * VMI_ROM_UNIT, &blob->rom), VMI_OK);
	for (int i = 0; i < VMI_CALL_LIMIT; i++)
		blob->target[i] = JUNK;
	blob->unknown_target = JUNK;
	blob->caller = (struct vmi_caller){fake_init, fake_reloc, blob, fake_enter, FAKE_HAS_INIT ? NULL : &start};
	be_started(blob);
}

void fakeblob_free(struct fakeblob *blob)
{
	free(blob->image);
}

/* VMI_NO_CALL is the culprit of the others. */
static bool about_one_call(enum vmi_status status)
{
	return status == VMI_MASK_REFUSED || (status >= VMI_UNKNOWN_ANSWER && status <= VMI_ANSWER_CHANGED);
}

enum vmi_status fakeblob_bind(struct fakeblob *blob, const char *words, struct vmi_binding *binding)
{
	struct vmi_mask mask;
	enum vmi_status status;

	blob->inits = blob->offers = blob->starts = 0;
	vmi_mask_init(&mask);
	if (words)
		assert_status(vmi_mask_parse(words, strlen(words), &mask, NULL), VMI_OK);
	status = vmi_bind(&blob->rom, words ? &mask : NULL, &blob->caller, binding);
	assert_int_equal(binding->culprit == VMI_NO_CALL, !about_one_call(status));
	return status;
}

void fakeblob_answer(struct fakeblob *blob, uint32_t call, uint8_t answer, size_t off)
{
	blob->answer[call] = answer;
	blob->target[call] = (uintptr_t)blob->image + off;
}

static void one_of(struct fakeblob *blob, uint32_t call, unsigned int may, unsigned int group, unsigned int turn)
{
	uint8_t answers[VMI_NR_ANSWERS];
	unsigned int n = 0;

	if (group) {
		fakeblob_answer(blob, call, (group + turn) % 2 ? VMI_ANSWER_CALL : VMI_ANSWER_NONE,
				VMI_ROM_HEADER_SIZE + call);
		return;
	}
	for (uint8_t answer = 0; answer < VMI_NR_ANSWERS; answer++)
		if (may & 1u << answer)
			answers[n++] = answer;
	fakeblob_answer(blob, call, answers[(call + turn) % n], VMI_ROM_HEADER_SIZE + call);
}

void fakeblob_all(struct fakeblob *blob, unsigned int turn)
{
#define VMI_CALL(nr, Name, family, since, sig, clob, seg, group, answers, ...)                               \
	one_of(blob, nr, VMI_MAY_##answers, group, turn);
#include <calls.def>
	be_started(blob);
}
