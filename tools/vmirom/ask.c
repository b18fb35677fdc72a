// SPDX-License-Identifier: GPL-2.0-only
#include "ask.h"
#include "sandboxed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answers.h"
#include "placement.h"
#include "profile.h"
#include "vmirom.h"

/* A ROM that hangs does so every time; the patience of whoever waits has an end. */
#define MAX_LOST 3
#define INIT_LIMIT 5000000u
/* Instructions for all questions at one address: a hundred times what ours take. */
#define LIMIT_OF_ALL 4000000u

/* Numbers that never name a call. */
static const uint32_t never_calls[] = {VMI_CALL_LIMIT, 0xFF, 0x100, 0x80000000, UINT32_MAX};
#define NR_NEVER (sizeof(never_calls) / sizeof(never_calls[0]))

/* An offset that no image has: nothing is mapped there. */
#define NOT_MAPPED INT32_MAX

struct session {
	struct sandboxed *e;
	const struct profile *profile;
	const struct image *rom;
	uint64_t base;
	unsigned int level; /* of privilege, at which it is asked */
	struct findings *f;
	unsigned int lost;
	uint32_t left; /* of LIMIT_OF_ALL */
};

static const char *const end_codes[] = {
	[EMULATE_HUNG] = "hang",        [EMULATE_HALTED] = "halt",
	[EMULATE_FAULTED] = "crash",    [EMULATE_WROTE_IMAGE] = "writes-image",
	[EMULATE_GAVE_UP] = "emulator", [EMULATE_RAN_OUT] = "emulator",
};

static const char *question(const struct session *s, char *text, size_t size, uint32_t call)
{
	const char *name = profile_call_name(s->profile, call);
	char level[24] = "";

	if (s->level)
		snprintf(level, sizeof(level), " at level %u", s->level);
	if (call > 0xFFFF)
		snprintf(text, size, "GetRelocationInfo(0x%x)%s", call, level);
	else
		snprintf(text, size, "GetRelocationInfo(%u%s%s)%s", call, name ? " " : "", name ? name : "",
			 level);
	return text;
}

/* Calls an entry; whether it came back, and with registers as they were. */
static enum emulate_end call_entry(struct session *s, size_t offset, const char *what,
				   struct entry_call *call, uint32_t limit)
{
	enum emulate_end end;

	end = sandboxed_call(s->e, s->base + offset, call, limit);
	if (end != EMULATE_RETURNED) {
		/* Without an emulator there is nothing more to ask. */
		s->lost += end == EMULATE_GAVE_UP || end == EMULATE_RAN_OUT ? MAX_LOST : 1;
		fault(s->f, end_codes[end], (long)offset, what, "a return", "%s", sandboxed_why(s->e));
	} else if (call->changed[0]) {
		fault(s->f, "registers", (long)offset, what, entry_kept(s->profile), "changed%s",
		      call->changed);
	}
	return end;
}

bool needs_start(const struct image *rom, const struct answers *answers)
{
	return (!profile_of(rom)->init || image_u8(rom, VMI_ROM_OFF_MINOR) >= 1) &&
	       answers->init_result == VMI_INIT_NEEDS_START;
}

/* The emulator is no hypervisor, so a ROM for one may refuse it; one of 3.1 answers all the same. */
static bool is_elsewhere(const struct image *rom, const struct answers *answers)
{
	return image_u8(rom, VMI_ROM_OFF_MINOR) >= 1 && answers->init_result == VMI_INIT_WRONG_PLATFORM;
}

/* Of 13.3: what Init has mapped must not be taken for users' (VMI.md, section 25.2). */
static void check_open_page(struct session *s)
{
	uint32_t linear;

	if (sandboxed_open_page(s->e, &linear))
		fault(s->f, "open-page", s->profile->init, "Init",
		      "small pages, for the kernel, by page tables of the client's",
		      "the client would let users have 0x%08x", linear);
}

static bool init(struct session *s, struct answers *answers)
{
	struct entry_call call = {.argument = ENTRY_JUNK};
	uint32_t result;

	/* Without an Init all clients call Start. */
	answers->init_end = EMULATE_RETURNED;
	answers->init_result = VMI_INIT_NEEDS_START;
	if (!s->profile->init)
		return true;
	answers->init_end = call_entry(s, s->profile->init, "Init", &call, INIT_LIMIT);
	answers->init_result = result = (uint32_t)call.result;
	if (answers->init_end != EMULATE_RETURNED)
		return false;
	if (s->profile->signed_init && (int32_t)result < 0) {
		fault(s->f, "init-refused", s->profile->init, "EAX of Init", "0 or more", "%d", (int)result);
		return false;
	}
	if (s->profile->signed_init || result == VMI_INIT_OK || needs_start(s->rom, answers) ||
	    is_elsewhere(s->rom, answers))
		return true;
	fault(s->f, "init-refused", VMI_ROM_OFF_INIT, "EAX of Init", "0", "%u", result);
	return false;
}

/* The address as an offset in the image; of 13.3, by the mapping that Init has made. */
static void locate(struct session *s, struct answer *answer, uint64_t address)
{
	int64_t distance = (int64_t)(address - s->base);
	uint32_t physical;

	answer->offset = (uint32_t)distance;
	/* Of 64 bits there are more. */
	if (s->profile->placed && distance != (int32_t)distance)
		answer->offset = NOT_MAPPED;
	if (!s->profile->maps_itself)
		return;
	answer->low = address < EMULATE_LOW_SIZE;
	answer->offset = sandboxed_translate(s->e, (uint32_t)address, &physical)
				 ? physical - (uint32_t)s->base
				 : NOT_MAPPED;
}

/* Each question may be short enough, and all of them too long for a kernel that asks at every site. */
static void spend(struct session *s, uint32_t taken)
{
	if (taken <= s->left) {
		s->left -= taken;
		return;
	}
	if (s->lost < MAX_LOST)
		fault(s->f, "hang", s->profile->reloc, "GetRelocationInfo, all questions together",
		      "a fraction of that", "more than %u instructions", LIMIT_OF_ALL);
	s->left = 0;
	s->lost = MAX_LOST;
}

static struct answer ask(struct session *s, uint32_t call)
{
	struct answer answer = {.asked = true};
	struct entry_call asked = {.argument = call};
	char what[64];

	question(s, what, sizeof(what), call);
	answer.end = call_entry(s, s->profile->reloc, what, &asked, EMULATE_LIMIT);
	spend(s, sandboxed_taken(s->e));
	answer.type = asked.answer;
	if (answer.type == VMI_ANSWER_CALL || answer.type == VMI_ANSWER_JUMP)
		locate(s, &answer, asked.result);
	return answer;
}

static void check_number(struct session *s, uint32_t call, const struct answer *answer, const char *what)
{
	bool later = call >= s->profile->nr_calls && call < VMI_CALL_LIMIT;

	if (answer->type == VMI_ANSWER_NONE)
		return;
	if (later)
		warning(s->f, "later-number", s->profile->reloc, what,
			"none, or a newer version than this tool", "%s", vmi_answer_name(answer->type));
	else
		fault(s->f, "unknown-number", s->profile->reloc, what, "none", "%s",
		      vmi_answer_name(answer->type));
}

static void check_outside(struct session *s, const struct answer *answer, const char *what)
{
	if (answer->offset == NOT_MAPPED)
		fault(s->f, "answer-outside", s->profile->reloc, what, "an address of code in the image",
		      s->profile->maps_itself ? "one that Init has not mapped"
					      : "one further than 2 GiB away");
	else
		fault(s->f, "answer-outside", s->profile->reloc, what, "an address of code in the image",
		      "image %c 0x%x", answer->offset > 0x80000000 ? '-' : '+',
		      answer->offset > 0x80000000 ? -answer->offset : answer->offset);
}

static void check_answer(struct session *s, uint32_t call, const struct answer *answer)
{
	unsigned int may = profile_may(s->profile, call);
	char what[64];

	question(s, what, sizeof(what), call);
	if (answer->type >= VMI_NR_ANSWERS)
		fault(s->f, "unknown-answer", s->profile->reloc, what, "0 to 3", "%u", answer->type);
	else if (!may)
		check_number(s, call, answer, what);
	else if (!(may & 1 << answer->type))
		fault(s->f, "wrong-answer", s->profile->reloc, what, "an answer that this call can have",
		      "%s", vmi_answer_name(answer->type));
	else if ((answer->type == VMI_ANSWER_CALL || answer->type == VMI_ANSWER_JUMP) &&
		 (answer->offset < s->profile->first_code || answer->offset >= s->rom->size))
		check_outside(s, answer, what);
	else if (s->profile->placed && has_address(answer) && !begins_with_endbr(s->rom, answer->offset))
		fault(s->f, "no-endbr", answer->offset, what, "an address where ENDBR64 stands", NULL);
	else if (answer->low)
		fault(s->f, "answer-low", s->profile->reloc, what,
		      "an address that stays when the client unmaps the low 4 MiB", "one below it");
}

static bool same(const struct answer *a, const struct answer *b)
{
	return a->type == b->type && a->offset == b->offset;
}

static void describe(const struct answer *answer, char *text, size_t size)
{
	if (answer->type == VMI_ANSWER_CALL || answer->type == VMI_ANSWER_JUMP)
		snprintf(text, size, "%s image + 0x%x", vmi_answer_name(answer->type), answer->offset);
	else if (answer->type < VMI_NR_ANSWERS)
		snprintf(text, size, "%s", vmi_answer_name(answer->type));
	else
		snprintf(text, size, "type %u", answer->type);
}

/* Asks once more; a different answer is a fault with the given code. */
static void compare(struct session *s, const struct answers *first, const char *code, const char *when)
{
	const struct profile *p = s->profile;

	for (uint32_t call = p->first_call; call < p->end_call && s->lost < MAX_LOST; call++) {
		const struct answer *before = &first->call[call];
		char what[100], name[64], wanted[40], found[40];
		struct answer now;

		if (before->end != EMULATE_RETURNED)
			continue;
		now = ask(s, call);
		if (now.end != EMULATE_RETURNED || same(before, &now))
			continue;
		snprintf(what, sizeof(what), "%s %s", question(s, name, sizeof(name), call), when);
		describe(before, wanted, sizeof(wanted));
		describe(&now, found, sizeof(found));
		fault(s->f, code, s->profile->reloc, what, wanted, "%s", found);
	}
}

/* Calls of a group are taken together: if one is called, none may stay native. */
static void check_groups(struct session *s, const struct answers *answers)
{
	for (unsigned int call = 0; call < s->profile->nr_calls; call++) {
		char what[64];

		if (!s->profile->groups[call] || answers->call[call].type != VMI_ANSWER_CALL)
			continue;
		for (unsigned int other = 0; other < s->profile->nr_calls; other++)
			if (s->profile->groups[other] == s->profile->groups[call] &&
			    answers->call[other].type == VMI_ANSWER_NONE)
				fault(s->f, "group", s->profile->reloc,
				      question(s, what, sizeof(what), other),
				      "not none, since others of its group are called", "none");
	}
}

/* Clients of 2007 have no native form of these left when they ask. */
static void check_returns(struct session *s, const struct answers *answers)
{
	static const unsigned int returns[] = {VMI_CALL_IRET, VMI_CALL_SYSEXIT};
	char what[64];

	for (int i = 0; i < 2; i++)
		if (answers->call[returns[i]].type == VMI_ANSWER_NONE)
			fault(s->f, "missing-return", s->profile->reloc,
			      question(s, what, sizeof(what), returns[i]),
			      "jump or call; clients of 2007 die without", "none");
}

/* It sends clients to Start, so that has to be there; and no client of 2007 gets as far as IRET. */
static void check_start(struct session *s, const struct answers *answers)
{
	static const unsigned int calls[] = {VMI_CALL_Offer, VMI_CALL_Start};
	char what[64];

	for (int i = 0; i < 2; i++)
		if (answers->call[calls[i]].type != VMI_ANSWER_CALL)
			fault(s->f, "missing-start", s->profile->reloc,
			      question(s, what, sizeof(what), calls[i]),
			      s->profile->init ? "call, since Init says that clients must call Start"
					       : "call: all clients of 4.0 call it",
			      "%s", vmi_answer_name(answers->call[calls[i]].type));
}

static void ask_all(struct session *s, struct answers *answers)
{
	const struct profile *p = s->profile;

	for (uint32_t call = p->first_call; call < p->end_call && s->lost < MAX_LOST; call++) {
		answers->call[call] = ask(s, call);
		if (answers->call[call].end == EMULATE_RETURNED)
			check_answer(s, call, &answers->call[call]);
	}
	/* Where no call is ever appended, nobody asks for what is in no table. */
	for (unsigned int i = 0; i < NR_NEVER && p->grows && s->lost < MAX_LOST; i++) {
		struct answer answer = ask(s, never_calls[i]);

		if (answer.end == EMULATE_RETURNED)
			check_answer(s, never_calls[i], &answer);
	}
}

static bool start(struct session *s, uint32_t base)
{
	s->base = base;
	s->left = LIMIT_OF_ALL;
	s->e = sandboxed_open(s->rom, base, s->level);
	return s->e;
}

/* The other address: only what differs is worth a line. */
static bool ask_elsewhere(struct session *s, const struct answers *answers)
{
	struct answers other;

	if (!start(s, s->profile->base[1]))
		return false;
	if (init(s, &other))
		compare(s, answers, "base-dependent", "at another address");
	sandboxed_close(s->e);
	return true;
}

/* What can't be placed is not run, and check says why. */
static bool may_run(struct session *s)
{
	struct placement placement;

	if (is_placeable(s->rom, &placement))
		return true;
	fault(s->f, "place", s->profile->reloc,
	      "GetRelocationInfo is not asked: the image can't be placed; see check", NULL, NULL);
	return false;
}

bool ask_rom(const struct image *rom, struct answers *answers, struct findings *f)
{
	struct session s = {.rom = rom, .profile = profile_of(rom), .f = f};

	memset(answers, 0, sizeof(*answers));
	if (s.profile->placed && !may_run(&s))
		return true;
	if (!start(&s, s.profile->base[0]))
		return false;
	if (!init(&s, answers)) {
		sandboxed_close(s.e);
		return true;
	}
	if (s.profile->maps_itself)
		check_open_page(&s);
	ask_all(&s, answers);
	compare(&s, answers, "answer-changed", "the second time");
	sandboxed_close(s.e);
	if (s.lost)
		return true;
	/* Where each call has the one answer, there is nothing that goes with another. */
	if (!s.profile->only_answer) {
		check_groups(&s, answers);
		if (needs_start(rom, answers))
			check_start(&s, answers);
		else
			check_returns(&s, answers);
	}
	if (!ask_elsewhere(&s, answers))
		return false;
	answers->complete = s.lost == 0;
	return true;
}

static bool differs(const struct answers *a, const struct answers *b)
{
	for (unsigned int call = 0; call < VMI_CALL_LIMIT; call++)
		if (!same(&a->call[call], &b->call[call]))
			return true;
	return false;
}

/*
 * Without Init, which may refuse there: what GetRelocationInfo answers must not hang on it.  A layout whose
 * Init maps the image answers where that is.
 */
bool ask_at_level(const struct image *rom, unsigned int level, const struct answers *level0,
		  struct answers *answers, struct findings *f)
{
	struct findings found = {.list = NULL};
	struct session s = {.rom = rom, .profile = profile_of(rom), .level = level, .f = &found};
	bool another;

	memset(answers, 0, sizeof(*answers));
	if (s.profile->maps_itself || !level0->complete || !start(&s, s.profile->base[0]))
		return false;
	ask_all(&s, answers);
	answers->complete = !s.lost;
	another = !s.lost && differs(answers, level0);
	if (another) {
		/* Once more, for the findings. */
		s.f = f;
		ask_all(&s, answers);
		check_groups(&s, answers);
	}
	sandboxed_close(s.e);
	free_findings(&found);
	return another;
}
