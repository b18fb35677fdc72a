// SPDX-License-Identifier: GPL-2.0-only
/* What the two ROMs answer kernels at each privilege level that A serves, and what that means for those. */
#include "differences.h"
#include "answers.h"

#include <stdio.h>
#include <string.h>

#define MOVED "a site of a guest that runs leads to where A has the body, or holds A's form"

struct comparison {
	struct differences *d;
	const struct side *a, *b;
	const struct level_survey *was, *is;
	const struct guest *guest;
};

static unsigned int level_bit(const struct comparison *c)
{
	return 1u << c->was->level;
}

static void field(const struct comparison *c, const char *name, const char *a, const char *b,
		  enum effect effect, const char *why)
{
	const struct difference what = {.name = name,
					.call = VMI_CALL_LIMIT,
					.levels = level_bit(c),
					.a = (char *)a,
					.b = (char *)b,
					.effect = effect,
					.why = why};

	add_difference(c->d, &what);
}

static const char *init_word(const struct comparison *c, const struct answers *answers, char *text,
			     size_t size)
{
	static const char *const words[] = {
		[VMI_INIT_OK] = "done",
		[VMI_INIT_NEEDS_START] = "call Start",
		[VMI_INIT_NOT_PRIVILEGED] = "refuses: not privileged",
		[VMI_INIT_WRONG_PLATFORM] = "refuses: another platform",
		[VMI_INIT_NO_STATE] = "refuses: no room for state",
		[VMI_INIT_OLD_PLATFORM] = "refuses: old platform",
	};

	if (answers->init_end != EMULATE_RETURNED)
		return "does not come back";
	if (!c->a->survey.profile->signed_init && answers->init_result < sizeof(words) / sizeof(words[0]))
		return words[answers->init_result];
	snprintf(text, size, "%d", (int)answers->init_result);
	return text;
}

static const char *why_init(const struct answers *was, const struct answers *is)
{
	if (is->init_end != EMULATE_RETURNED)
		return "Init of B does not come back";
	switch (is->init_result) {
	case VMI_INIT_OK:
		return "A is for another platform than B";
	case VMI_INIT_NEEDS_START:
		return "a guest that does not call Start, as those of 3.0 don't, is refused";
	case VMI_INIT_NOT_PRIVILEGED:
		return "B takes no kernel at that privilege level";
	case VMI_INIT_WRONG_PLATFORM:
		return was->init_result == VMI_INIT_NEEDS_START
			       ? "B says otherwise whether it has its platform"
			       : "B is for another platform than A";
	default:
		return "Init of B refuses";
	}
}

static void compare_init(const struct comparison *c)
{
	const struct answers *was = &c->was->answers, *is = &c->is->answers;
	char a[16], b[16];

	if (was->init_end == is->init_end &&
	    (was->init_end != EMULATE_RETURNED || was->init_result == is->init_result))
		return;
	if (is->init_end == EMULATE_RETURNED && is->init_result == VMI_INIT_OK &&
	    was->init_result == VMI_INIT_NEEDS_START)
		field(c, "Init", "call Start", "done", HARMLESS, NULL);
	else
		field(c, "Init", init_word(c, was, a, sizeof(a)), init_word(c, is, b, sizeof(b)), REFUSES,
		      why_init(was, is));
}

/* The bits of Offer: what a guest of A may lack that B wants, or lose that A gave. */
static const struct {
	uint32_t bit;
	const char *name;
	bool wanted; /* else given */
	const char *why;
} offers[] = {
	{VMI_NEEDS_CONVERSION, "Offer: needs conversion", true, "a guest that does not convert is refused"},
	{VMI_NEEDS_START, "Offer: needs Start", true, "a guest that does not call Start is refused"},
	{VMI_NEEDS_ALL, "Offer: needs all calls", true, "a guest that was given a mask is refused"},
	{VMI_OFFERS_CONSOLE, "Offer: console", false, "a guest that has no other console falls silent"},
};

static void compare_pages(const struct comparison *c)
{
	uint32_t was = c->was->offer & VMI_OFFER_PAGES, is = c->is->offer & VMI_OFFER_PAGES;
	char a[32], b[32];

	snprintf(a, sizeof(a), "%u pages", was);
	snprintf(b, sizeof(b), "%u pages%s", is, is == was ? " of B's own" : "");
	if (is > was)
		field(c, "Offer: state area", a, b, REFUSES,
		      "a guest whose area is as large as A wants it is refused");
	else if (was)
		field(c, "Offer: state area", a, b, IN_PLACE,
		      "nothing in a ROM says whether B can go on with what A keeps in the guest's memory");
}

static void compare_offer(const struct comparison *c)
{
	bool same_bytes = c->a->part.size == c->b->part.size &&
			  !memcmp(c->a->part.byte, c->b->part.byte, c->a->part.size);

	if (!same_bytes)
		compare_pages(c);
	for (size_t i = 0; i < sizeof(offers) / sizeof(offers[0]); i++) {
		bool was = c->was->offer & offers[i].bit, is = c->is->offer & offers[i].bit;
		bool worse = offers[i].wanted ? is : was;

		if (offers[i].bit == VMI_OFFERS_CONSOLE && !guest_uses(c->guest, VMI_CALL_ConsoleWrite))
			worse = false;
		if (was != is)
			field(c, offers[i].name, was ? "yes" : "no", is ? "yes" : "no",
			      worse ? REFUSES : HARMLESS, worse ? offers[i].why : NULL);
	}
}

/* A deprivileged kernel, and one of which nothing says that it is not, can't run native forms. */
static bool runs_natively(const struct comparison *c)
{
	bool asked = c->was->answers.call[VMI_CALL_Offer].type == VMI_ANSWER_CALL;

	return !c->was->level || (asked && !(c->was->offer & VMI_NEEDS_ALL));
}

/* B leaves native what A did: NULL if a guest bears that. */
static const char *why_withdrawn(const struct comparison *c, unsigned int call, enum effect *effect)
{
	bool of_2007 = !c->guest->known && c->was->answers.init_result != VMI_INIT_NEEDS_START;

	*effect = REFUSES;
	if (!c->a->survey.profile->full_header)
		return NULL; /* wrong for 13.3, as calls has found */
	/* Its own are not there for the guest. */
	if (call == VMI_CALL_Offer || call == VMI_CALL_Start || call == VMI_CALL_GetInline ||
	    call == VMI_CALL_PlatformCalls)
		return NULL;
	if (call == VMI_CALL_Suspend) {
		*effect = MOVES;
		return "under B the guest can't be saved";
	}
	if (call >= c->a->survey.profile->nr_calls)
		return "nothing here says what a guest does without";
	/* No part of 3.0. */
	if (c->a->survey.profile->since[call])
		return "it has no native form that does the same";
	if (!runs_natively(c))
		return "a deprivileged kernel can't run the native form";
	if (of_2007 && (call == VMI_CALL_IRET || call == VMI_CALL_SYSEXIT))
		return "clients of 2007 have no native form left when they ask";
	return NULL;
}

static const char *describe(const struct level_survey *l, unsigned int call, char *text, size_t size)
{
	const struct answer *answer = &l->answers.call[call];

	if (!has_address(answer))
		snprintf(text, size, "%s", answer_word(answer));
	else if (l->inline_len[call])
		snprintf(text, size, "%s 0x%04x, inline %u", answer_word(answer), answer->offset,
			 l->inline_len[call]);
	else
		snprintf(text, size, "%s 0x%04x", answer_word(answer), answer->offset);
	return text;
}

static bool is_none(const struct answer *answer)
{
	return answer->end == EMULATE_RETURNED && answer->type == VMI_ANSWER_NONE;
}

static void compare_call(const struct comparison *c, unsigned int call)
{
	const struct answer *was = &c->was->answers.call[call], *is = &c->is->answers.call[call];
	const char *name = profile_call_name(c->a->survey.profile, call);
	char a[60], b[60];
	struct difference what = {.name = name ? name : "-",
				  .call = call,
				  .levels = level_bit(c),
				  .a = a,
				  .b = b,
				  .effect = IN_PLACE,
				  .why = MOVED};

	describe(c->was, call, a, sizeof(a));
	describe(c->is, call, b, sizeof(b));
	if (!strcmp(a, b))
		return;
	/* A copy of a body works wherever the body is. */
	if (was->type == is->type && was->offset == is->offset) {
		what.effect = HARMLESS;
		what.why = NULL;
	}
	if (!is_none(was) && is_none(is)) {
		enum effect effect;
		const char *why = why_withdrawn(c, call, &effect);

		if (why) {
			what.effect = effect;
			what.why = why;
		}
	}
	add_difference(c->d, &what);
}

static void compare_level(const struct comparison *c)
{
	compare_init(c);
	/* Of 3.x it is Init that tells. */
	if (!c->a->survey.profile->init && !c->is->served)
		field(c, "kernels at this level", "served", "not served", REFUSES,
		      "B is for another platform than A");
	if (!c->is->answers.complete) {
		field(c, "GetRelocationInfo", "answers", "not to be had", REFUSES,
		      "B does not come back from each question");
		return;
	}
	if (c->a->survey.profile->full_header)
		compare_offer(c);
	for (unsigned int call = 0; call < VMI_CALL_LIMIT; call++)
		if (guest_uses(c->guest, call) || call == VMI_CALL_Offer || call == VMI_CALL_Start)
			compare_call(c, call);
}

/* A's own, too, might not be taken: then none of its guests gets worse by that. */
static void compare_loader(struct differences *d, const struct side *a, const struct side *b)
{
	const char *call = profile_call_name(b->survey.profile, b->survey.culprit);
	char text[160];
	const struct difference what = {.name = "loader",
					.call = VMI_CALL_LIMIT,
					.a = "takes it",
					.b = text,
					.effect = REFUSES,
					.why = "guests with the loader refuse B"};

	if (!a->survey.profile->loader || a->survey.loader != VMI_OK || b->survey.loader == VMI_OK)
		return;
	snprintf(text, sizeof(text), "%s%s%s", vmi_status_text(b->survey.loader), call ? ": " : "",
		 call ? call : "");
	add_difference(d, &what);
}

/* That B serves fewer is told by its Init. */
static void compare_levels(struct differences *d, const struct side *a, const struct side *b)
{
	unsigned int was = levels_served(&a->survey), is = levels_served(&b->survey);
	char more[LEVEL_TEXT], fewer[LEVEL_TEXT];
	const struct difference what = {.name = "privilege levels",
					.call = VMI_CALL_LIMIT,
					.a = fewer,
					.b = more,
					.effect = HARMLESS};

	level_list(was, fewer);
	level_list(is, more);
	if (was != is)
		add_difference(d, &what);
}

void compare_calls(struct differences *d, const struct side *a, const struct side *b,
		   const struct guest *guest)
{
	compare_levels(d, a, b);
	for (unsigned int i = 0; i < NR_LEVELS; i++) {
		const struct comparison c = {.d = d,
					     .a = a,
					     .b = b,
					     .was = &a->survey.level[i],
					     .is = &b->survey.level[i],
					     .guest = guest};

		if (c.was->served)
			compare_level(&c);
	}
	compare_loader(d, a, b);
}
