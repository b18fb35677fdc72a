// SPDX-License-Identifier: GPL-2.0-only
#include "survey.h"
#include "answers.h"
#include "sandboxed.h"
#include "vmirom.h"

#include <stdio.h>
#include <string.h>

static const unsigned int levels[NR_LEVELS] = {0, 1, 3};

/* Calls a body by its answer with a number; what it returns, or 0 if it does not. */
static uint32_t call_body(struct sandboxed *e, const struct survey *s, const struct answer *answer,
			  uint32_t argument)
{
	struct entry_call call = {.argument = argument};

	if (sandboxed_call(e, s->profile->base[0] + answer->offset, &call, EMULATE_LIMIT) != EMULATE_RETURNED)
		return 0;
	return (uint32_t)call.result;
}

static bool is_called(const struct answers *answers, unsigned int call)
{
	return has_address(&answers->call[call]) && answers->call[call].type == VMI_ANSWER_CALL;
}

/* Both are pure and want no Start before (spec/VMI.md, section 20). */
static void ask_offers(struct sandboxed *e, const struct survey *s, struct level_survey *l)
{
	const struct answer *offer = &l->answers.call[VMI_CALL_Offer];
	const struct answer *inlines = &l->answers.call[VMI_CALL_GetInline];

	if (is_called(&l->answers, VMI_CALL_Offer))
		l->offer = call_body(e, s, offer, 0);
	if (!is_called(&l->answers, VMI_CALL_GetInline))
		return;
	for (unsigned int call = 0; call < VMI_CALL_LIMIT; call++)
		if (is_called(&l->answers, call))
			l->inline_len[call] = (uint8_t)call_body(e, s, inlines, call);
}

/* At level 0 Init has been called by now. */
static bool call_init(struct survey *s, struct level_survey *l, const struct image *rom)
{
	struct sandboxed *e = sandboxed_open(rom, s->profile->base[0], l->level);
	struct entry_call call = {.argument = ENTRY_JUNK};

	if (!e)
		return false;
	l->answers.init_end = sandboxed_call(e, s->profile->base[0] + s->profile->init, &call, EMULATE_LIMIT);
	l->answers.init_result = (uint32_t)call.result;
	sandboxed_close(e);
	return true;
}

static bool survey_level(struct survey *s, struct level_survey *l, const struct image *rom)
{
	struct sandboxed *e;

	if (l->level) {
		l->differs = ask_at_level(rom, l->level, &s->level[0].answers, &l->answers, &s->findings);
		if (l->answers.complete && s->profile->init && !call_init(s, l, rom))
			return false;
	}
	l->served = l->answers.complete && !(l->level && l->answers.init_end == EMULATE_RETURNED &&
					     l->answers.init_result == VMI_INIT_NOT_PRIVILEGED);
	/* Offer and GetInline are calls of that layout only. */
	if (!l->served || !s->profile->full_header)
		return true;
	e = sandboxed_open(rom, s->profile->base[0], l->level);
	if (!e)
		return false;
	ask_offers(e, s, l);
	/* What is for deprivileged kernels only is for none at level 0: its Start would refuse there. */
	if (!l->level && l->offer & VMI_NEEDS_ALL)
		l->served = false;
	/* Without an Init nothing else says that it serves kernels elsewhere. */
	if (l->level && !s->profile->init && !(l->offer & VMI_NEEDS_ALL))
		l->served = false;
	sandboxed_close(e);
	return true;
}

/* An Init that refuses leaves the rest unasked, and the loader would come back from that, too. */
static bool comes_back(const struct survey *s)
{
	const struct answers *answers = &s->level[0].answers;

	return (answers->complete || (answers->init_end == EMULATE_RETURNED && answers->init_result)) &&
	       !has_finding(&s->findings, "registers");
}

bool survey_rom(const struct image *part, struct survey *s)
{
	const struct image rom = {.byte = part->byte, .size = rom_size(part)};

	*s = (struct survey){.profile = profile_of(part), .culprit = VMI_CALL_LIMIT};
	if (!ask_rom(&rom, &s->level[0].answers, &s->findings))
		return false;
	for (unsigned int i = 0; i < NR_LEVELS; i++) {
		s->level[i].level = levels[i];
		if (s->profile->levels >> levels[i] & 1 && !survey_level(s, &s->level[i], &rom))
			return false;
	}
	s->came_back = comes_back(s);
	if (!s->profile->placed)
		s->loader = loader_verdict(part);
	if (s->profile->loader && s->loader == VMI_OK && s->came_back)
		s->loader = bind_rom(&rom, &s->culprit);
	return true;
}

void survey_free(struct survey *s)
{
	free_findings(&s->findings);
}

unsigned int levels_served(const struct survey *s)
{
	unsigned int served = 0;

	for (unsigned int i = 0; i < NR_LEVELS; i++)
		if (s->level[i].served)
			served |= 1u << s->level[i].level;
	return served;
}

const char *level_list(unsigned int set, char text[LEVEL_TEXT])
{
	size_t len = 0;

	snprintf(text, LEVEL_TEXT, "none");
	for (unsigned int i = 0; i < NR_LEVELS; i++)
		if (set >> levels[i] & 1)
			len += (size_t)snprintf(text + len, LEVEL_TEXT - len, "%s%u", len ? ", " : "",
						levels[i]);
	return text;
}
