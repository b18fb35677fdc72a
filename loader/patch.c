/* SPDX-License-Identifier: MIT */
/*
 * Writes call sites and puts them back.  A kernel may be in the middle of its
 * own boot here, so nothing below calls out but to the caller's write().
 */
#include "private.h"

#define OP_CALL 0xE8       /* rel32 */
#define OP_JUMP 0xE9       /* rel32 */
#define OP_JUMP_SHORT 0xEB /* rel8 */
#define OP_NOP 0x90
#define OP_SIZE 0x66 /* prefix */
#define OP_TRAP 0xCC /* fills what nothing may reach */

#define BRANCH 5 /* bytes of a call or jump */
#define SHORT 2  /* bytes of a short jump */
#define SHORTEST BRANCH
#define LONGEST (SHORT + 127) /* a short jump from the front reaches the end */

static uint8_t *site_text(const struct vmi_site *site)
{
	return (uint8_t *)((uintptr_t)&site->offset + (uintptr_t)(intptr_t)site->offset);
}

static bool same(const uint8_t *a, const uint8_t *b, size_t len)
{
	while (len && *a == *b)
		a++, b++, len--;
	return !len;
}

static void copy(uint8_t *to, const uint8_t *from, size_t len)
{
	while (len--)
		*to++ = *from++;
}

static bool write_text(const struct vmi_text *text, uint8_t *to, const uint8_t *bytes, size_t len)
{
	if (text->write)
		return text->write(text->ctx, to, bytes, len);
	copy(to, bytes, len);
	return true;
}

/* What the branch at from needs to say to get to target. */
static intptr_t displacement(const uint8_t *from, uintptr_t target)
{
	return (intptr_t)(target - ((uintptr_t)from + BRANCH));
}

static enum vmi_status check_site(const struct vmi_binding *binding, const struct vmi_site *site)
{
	uint8_t answer;
	intptr_t rel;

	if (site->len < SHORTEST || site->len > LONGEST || site->call >= VMI_NR_CALLS ||
	    !vmi_call_info[site->call].may)
		return VMI_BAD_SITE;
	answer = binding->answer[site->call];
	if (answer >= VMI_NR_ANSWERS)
		return VMI_UNKNOWN_ANSWER;
	if (answer != VMI_ANSWER_CALL && answer != VMI_ANSWER_JUMP)
		return VMI_OK;
	rel = displacement(site_text(site), binding->target[site->call]);
	return rel == (int32_t)rel ? VMI_OK : VMI_OUT_OF_REACH;
}

/* Makes len bytes do nothing. */
static void form_skip(uint8_t *form, unsigned int len)
{
	unsigned int i = 0;

	if (!len)
		return;
	if (len <= BRANCH) {
		/* one instruction and no branch; 0F 1F is not on every i686 */
		while (i < len - 1)
			form[i++] = OP_SIZE;
		form[i] = OP_NOP;
		return;
	}
	form[i++] = OP_JUMP_SHORT;
	form[i++] = (uint8_t)(len - SHORT);
	while (i < len)
		form[i++] = OP_TRAP;
}

static void form_branch(uint8_t *form, uint8_t op, intptr_t rel)
{
	form[0] = op;
	form[1] = (uint8_t)rel;
	form[2] = (uint8_t)(rel >> 8);
	form[3] = (uint8_t)(rel >> 16);
	form[4] = (uint8_t)(rel >> 24);
}

/* The bytes of a site, and what it holds then; with VMI_ANSWER_NONE it stays as it is. */
static uint8_t make_form(const struct vmi_binding *binding, const struct vmi_site *site, uint8_t form[LONGEST])
{
	uintptr_t target = binding->target[site->call];
	uint8_t answer = binding->answer[site->call], len = binding->inline_len[site->call];

	switch (answer) {
	case VMI_ANSWER_CALL:
		if (len && len <= site->len) {
			copy(form, (const uint8_t *)target, len);
			form_skip(form + len, site->len - len);
			return VMI_ANSWER_INLINE;
		}
		form_branch(form, OP_CALL, displacement(site_text(site), target));
		form_skip(form + BRANCH, site->len - BRANCH);
		break;
	case VMI_ANSWER_JUMP:
		form_branch(form, OP_JUMP, displacement(site_text(site), target));
		for (unsigned int i = BRANCH; i < site->len; i++)
			form[i] = OP_TRAP;
		break;
	case VMI_ANSWER_NOP:
		form_skip(form, site->len);
		break;
	}
	return answer;
}

/* Puts the native bytes of all sites before end back; false if one could not be written. */
static bool restore(const struct vmi_text *text, const struct vmi_site *end)
{
	const uint8_t *saved = text->saved;
	bool all = true;

	for (const struct vmi_site *site = text->begin; site != end; saved += site->len, site++)
		if (!same(site_text(site), saved, site->len) &&
		    !write_text(text, site_text(site), saved, site->len))
			all = false;
	return all;
}

size_t vmi_saved_size(const struct vmi_site *begin, const struct vmi_site *end)
{
	size_t size = 0;

	for (; begin != end; begin++)
		size += begin->len;
	return size;
}

/*
 * Checks and saves every site before the first is written: a site that is
 * listed twice must not have its blob's form saved as native.
 */
static enum vmi_status check_and_save(const struct vmi_binding *binding, const struct vmi_text *text,
				      uint32_t *done)
{
	size_t used = 0;

	for (const struct vmi_site *site = text->begin; site != text->end; site++, ++*done) {
		enum vmi_status status = check_site(binding, site);

		if (status != VMI_OK)
			return status;
		if (site->len > text->saved_size - used)
			return VMI_NO_ROOM;
		copy(text->saved + used, site_text(site), site->len);
		used += site->len;
	}
	return VMI_OK;
}

enum vmi_status vmi_patch(const struct vmi_binding *binding, struct vmi_text *text, struct vmi_report *report)
{
	struct vmi_report count = {0};
	enum vmi_status status = VMI_ALREADY_PATCHED;
	uint8_t form[LONGEST];

	if (!text->patched)
		status = check_and_save(binding, text, &count.sites);
	if (status == VMI_OK) {
		count.sites = 0;
		text->patched = true;
		for (const struct vmi_site *site = text->begin; site != text->end; site++) {
			uint8_t held = make_form(binding, site, form);

			if (held != VMI_ANSWER_NONE &&
			    !write_text(text, site_text(site), form, site->len)) {
				/* with this one: a failed write may have begun */
				text->patched = !restore(text, site + 1);
				status = VMI_WRITE_FAILED;
				break;
			}
			count.sites++;
			count.by_answer[held]++;
		}
	}
	if (report)
		*report = count;
	return status;
}

enum vmi_status vmi_unpatch(struct vmi_text *text)
{
	if (!text->patched)
		return VMI_NOT_PATCHED;
	if (!restore(text, text->end))
		return VMI_WRITE_FAILED;
	text->patched = false;
	return VMI_OK;
}

enum vmi_status vmi_rebind(const struct vmi_binding *binding, struct vmi_text *text,
			   struct vmi_report *report)
{
	enum vmi_status status = vmi_unpatch(text);

	return status == VMI_OK ? vmi_patch(binding, text, report) : status;
}
