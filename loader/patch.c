/* SPDX-License-Identifier: MIT */
/*
 * Writes call sites and puts them back.  A kernel may be in the middle of its
 * own boot here, so nothing below calls out but to its write() and stop_machine().
 *
 * The machine code here is that of i386 and x86-64 alike.
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
typedef uint32_t unaligned __attribute__((may_alias, aligned(1)));

static bool same(const uint8_t *a, const uint8_t *b, size_t len)
{
	size_t last = len - sizeof(unaligned), i = 0;

	do {
		if (*(const unaligned *)(a + i) != *(const unaligned *)(b + i))
			return false;
		i += sizeof(unaligned);
	} while (i < last);
	return *(const unaligned *)(a + last) == *(const unaligned *)(b + last);
}

static void copy(uint8_t *to, const uint8_t *from, size_t len)
{
	size_t last = len - sizeof(unaligned), i = 0;

	do {
		*(unaligned *)(to + i) = *(const unaligned *)(from + i);
		i += sizeof(unaligned);
	} while (i < last);
	*(unaligned *)(to + last) = *(const unaligned *)(from + last);
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
	enum vmi_status status;
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
	status = check_inline(binding, site);
	if (status != VMI_OK)
		return status;
	rel = displacement(site_text(site), binding->target[site->call]);
	return rel == (int32_t)rel ? VMI_OK : VMI_OUT_OF_REACH;
}

/*
 * Makes the bytes that the site at code is to hold, and tells what that is then.  Not for
 * VMI_ANSWER_NONE.
 */
static uint8_t make_form(const struct vmi_binding *binding, const struct vmi_site *site, const uint8_t *code,
			 uint8_t *form)
{
	const uint8_t *target = (const uint8_t *)binding->target[site->call];
	uint8_t answer = binding->answer[site->call], inlined = binding->inline_len[site->call];
	unsigned int len = site->len;
	uint8_t filler = OP_TRAP, last = OP_TRAP;

	if (answer == VMI_ANSWER_CALL && inlined && inlined <= len) {
		len -= inlined;
		target += VMI_INLINE_SKIP;
		for (int i = 0; i < inlined; i++)
			form[i] = target[i];
		move_inline(binding, target, code, form, inlined);
		form += inlined;
		answer = VMI_ANSWER_INLINE;
	} else if (answer != VMI_ANSWER_NOP) {
		*form++ = answer == VMI_ANSWER_CALL ? OP_CALL : OP_JUMP;
		*(unaligned *)form = (unaligned)displacement(code, (uintptr_t)target);
		form += sizeof(unaligned);
		len -= BRANCH;
	}
	/*
	 * What is left must do nothing, at little cost.  Up to 5 bytes are one NOP with prefixes, since
	 * 0F 1F is not on every i686.  More than that is skipped by a jump.
	 */
	if (answer != VMI_ANSWER_JUMP) {
		if (len > BRANCH) {
			*form++ = OP_JUMP_SHORT;
			*form++ = (uint8_t)(len -= SHORT);
		} else {
			filler = OP_SIZE;
			last = OP_NOP;
		}
	}
	while (len--)
		*form++ = len ? filler : last;
	return answer;
}

VMI_CALLCONV size_t vmi_saved_size(const struct vmi_site *begin, const struct vmi_site *end)
{
	size_t size = 0;

	for (; begin != end; begin++)
		size += begin->len;
	return size;
}

/* Puts the native bytes of all sites back; false if one could not be written, and the text counts as patched. */
static bool restore(struct vmi_text *text)
{
	const uint8_t *saved = text->saved;

	text->patched = false;
	for (const struct vmi_site *site = text->begin; site != text->end; site++) {
		uint8_t *code = site_text(site);

		if (!same(code, saved, site->len) && !write_text(text, code, saved, site->len))
			text->patched = true;
		saved += site->len;
	}
	return !text->patched;
}

/*
 * Checks all sites before any is written, and saves what they hold, if that is native.
 *
 * Two records may be of one place, or overlap.  Were each site saved when its turn comes to be
 * written, the second would save what the first had made of it.  All are saved before.
 */
static enum vmi_status check_all(const struct vmi_binding *binding, const struct vmi_text *text,
				 uint32_t *good)
{
	uint8_t *saved = text->saved;
	size_t left = text->saved_size;

	for (const struct vmi_site *site = text->begin; site != text->end; site++, ++*good) {
		enum vmi_status status = check_site(binding, site);

		if (status != VMI_OK)
			return status;
		if (site->len > left)
			return VMI_NO_ROOM;
		left -= site->len;
		if (!text->patched)
			copy(saved, site_text(site), site->len);
		saved += site->len;
	}
	return VMI_OK;
}

/* Writes sites until one can't be. */
static bool write_all(const struct vmi_binding *binding, const struct vmi_text *text,
		      struct vmi_report *count)
{
	uint8_t form[LONGEST];

	for (const struct vmi_site *site = text->begin; site != text->end; site++) {
		uint8_t *code = site_text(site), held = binding->answer[site->call];

		if (held != VMI_ANSWER_NONE) {
			held = make_form(binding, site, code, form);
			if (!write_text(text, code, form, site->len))
				return false;
		}
		count->sites++;
		count->by_answer[held]++;
	}
	return true;
}

/* A change of the text: back to native if it is patched, and on to a binding's forms if there is one. */
struct job {
	const struct vmi_binding *binding;
	struct vmi_text *text;
	struct vmi_report *count;
	enum vmi_status status; /* VMI_NOT_STOPPED until it is begun */
};

/* All of its writes.  A kernel's stop_machine that calls this twice has it done once. */
static VMI_CALLCONV void run(void *arg)
{
	struct job *job = arg;
	struct vmi_text *text = job->text;

	if (job->status != VMI_NOT_STOPPED)
		return;
	job->status = VMI_WRITE_FAILED;
	if (text->patched && !restore(text))
		return;
	if (job->binding) {
		text->patched = true;
		if (!write_all(job->binding, text, job->count)) {
			/* with the one at fault: a failed write may have begun */
			restore(text);
			return;
		}
	}
	job->status = VMI_OK;
}

/*
 * patched: what the text has to be before.  Where a patched one can't get the binding's forms it
 * is made native.
 */
static enum vmi_status change(const struct vmi_binding *binding, struct vmi_text *text, struct vmi_report *report,
			      bool patched)
{
	enum vmi_status status = patched ? VMI_NOT_PATCHED : VMI_ALREADY_PATCHED;
	struct vmi_report unused;
	struct job job = {binding, text, report ? report : &unused, VMI_NOT_STOPPED};

	*job.count = (struct vmi_report){0};
	if (text->patched != patched)
		return status;
	status = binding ? check_all(binding, text, &job.count->sites) : VMI_OK;
	if (status == VMI_OK)
		job.count->sites = 0;
	else if (patched)
		job.binding = NULL;
	else
		return status;
	if (text->stop_machine)
		text->stop_machine(text->ctx, run, &job);
	else
		run(&job);
	return job.status != VMI_OK ? job.status : status;
}

VMI_CALLCONV enum vmi_status vmi_patch(const struct vmi_binding *binding, struct vmi_text *text, struct vmi_report *report)
{
	return change(binding, text, report, false);
}

VMI_CALLCONV enum vmi_status vmi_rebind(const struct vmi_binding *binding, struct vmi_text *text,
			   struct vmi_report *report)
{
	return change(binding, text, report, true);
}

VMI_CALLCONV enum vmi_status vmi_unpatch(struct vmi_text *text)
{
	return vmi_rebind(NULL, text, NULL);
}
