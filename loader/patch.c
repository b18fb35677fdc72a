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

/*
 * Nearly all sites have 5 to 11 bytes, and moving them one at a time was half of the work.
 * A word may lie anywhere, so the last of a site may overlap the one before it.
 */
typedef uint32_t word __attribute__((may_alias, aligned(1)));

static bool same(const uint8_t *a, const uint8_t *b, size_t len)
{
	size_t last = len - sizeof(word), i = 0;

	do {
		if (*(const word *)(a + i) != *(const word *)(b + i))
			return false;
		i += sizeof(word);
	} while (i < last);
	return *(const word *)(a + last) == *(const word *)(b + last);
}

static void copy(uint8_t *to, const uint8_t *from, size_t len)
{
	size_t last = len - sizeof(word), i = 0;

	do {
		*(word *)(to + i) = *(const word *)(from + i);
		i += sizeof(word);
	} while (i < last);
	*(word *)(to + last) = *(const word *)(from + last);
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

static void fill(uint8_t *form, uint8_t with, unsigned int len)
{
	while (len)
		form[--len] = with;
}

/* Makes len bytes do nothing. */
static void form_skip(uint8_t *form, unsigned int len)
{
	if (len > BRANCH) {
		form[0] = OP_JUMP_SHORT;
		form[1] = (uint8_t)(len - SHORT);
		fill(form + SHORT, OP_TRAP, len - SHORT);
	} else if (len) {
		/* one instruction and no branch; 0F 1F is not on every i686 */
		fill(form, OP_SIZE, len - 1);
		form[len - 1] = OP_NOP;
	}
}

/*
 * Makes at form the bytes that the site at code is to hold, and tells what that is then.  The
 * two are one where text is simply stored to.  Not for VMI_ANSWER_NONE.
 */
static uint8_t make_form(const struct vmi_binding *binding, const struct vmi_site *site, const uint8_t *code,
			 uint8_t *form)
{
	const uint8_t *target = (const uint8_t *)binding->target[site->call];
	uint8_t answer = binding->answer[site->call], inlined = binding->inline_len[site->call];
	unsigned int len = site->len;

	if (answer == VMI_ANSWER_CALL && inlined && inlined <= len) {
		len -= inlined;
		while (inlined--)
			*form++ = *target++;
		answer = VMI_ANSWER_INLINE;
	} else if (answer != VMI_ANSWER_NOP) {
		*form++ = answer == VMI_ANSWER_CALL ? OP_CALL : OP_JUMP;
		*(word *)form = (word)displacement(code, (uintptr_t)target);
		form += sizeof(word);
		len -= BRANCH;
	}
	if (answer == VMI_ANSWER_JUMP)
		fill(form, OP_TRAP, len);
	else
		form_skip(form, len);
	return answer;
}

VMI_CALLCONV size_t vmi_saved_size(const struct vmi_site *begin, const struct vmi_site *end)
{
	size_t size = 0;

	for (; begin != end; begin++)
		size += begin->len;
	return size;
}

/*
 * Puts the native bytes of all sites back; false if one could not be written.  From the last
 * to the first: of a site that is listed twice, the second record saved what the first had
 * made of it.
 */
static bool restore(const struct vmi_text *text)
{
	const uint8_t *saved = text->saved + vmi_saved_size(text->begin, text->end);
	const struct vmi_site *site = text->end;
	bool all = true;

	while (site != text->begin) {
		uint8_t *code = site_text(--site);

		saved -= site->len;
		if (!same(code, saved, site->len) && !write_text(text, code, saved, site->len))
			all = false;
	}
	return all;
}

/* By the records alone: the text itself is gone through once, when it is written. */
static enum vmi_status check_all(const struct vmi_binding *binding, const struct vmi_text *text,
				 uint32_t *good)
{
	size_t left = text->saved_size;

	for (const struct vmi_site *site = text->begin; site != text->end; site++, ++*good) {
		enum vmi_status status = check_site(binding, site);

		if (status != VMI_OK)
			return status;
		if (site->len > left)
			return VMI_NO_ROOM;
		left -= site->len;
	}
	return VMI_OK;
}

/* Saves every site, and writes them until one can't be. */
static bool write_all(const struct vmi_binding *binding, const struct vmi_text *text,
		      struct vmi_report *count)
{
	const struct vmi_site *site = text->begin, *end = text->end;
	uint8_t *saved = text->saved, buffer[LONGEST];
	bool all = true;

	for (; site != end; site++) {
		uint8_t *code = site_text(site), held = binding->answer[site->call];
		size_t len = site->len;

		copy(saved, code, len);
		saved += len;
		if (!all)
			continue;
		if (held != VMI_ANSWER_NONE) {
			held = make_form(binding, site, code, text->write ? buffer : code);
			all = !text->write || text->write(text->ctx, code, buffer, len);
		}
		if (all) {
			count->sites++;
			count->by_answer[held]++;
		}
	}
	return all;
}

VMI_CALLCONV enum vmi_status vmi_patch(const struct vmi_binding *binding, struct vmi_text *text, struct vmi_report *report)
{
	struct vmi_report count = {0};
	enum vmi_status status = VMI_ALREADY_PATCHED;

	if (!text->patched)
		status = check_all(binding, text, &count.sites);
	if (status == VMI_OK) {
		count.sites = 0;
		text->patched = true;
		if (!write_all(binding, text, &count)) {
			/* with the one at fault: a failed write may have begun */
			text->patched = !restore(text);
			status = VMI_WRITE_FAILED;
		}
	}
	if (report)
		*report = count;
	return status;
}

VMI_CALLCONV enum vmi_status vmi_unpatch(struct vmi_text *text)
{
	if (!text->patched)
		return VMI_NOT_PATCHED;
	if (!restore(text))
		return VMI_WRITE_FAILED;
	text->patched = false;
	return VMI_OK;
}

VMI_CALLCONV enum vmi_status vmi_rebind(const struct vmi_binding *binding, struct vmi_text *text,
			   struct vmi_report *report)
{
	enum vmi_status status = vmi_unpatch(text);

	return status == VMI_OK ? vmi_patch(binding, text, report) : status;
}
