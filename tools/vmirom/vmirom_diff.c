// SPDX-License-Identifier: GPL-2.0-only
/* vmirom diff: what differs between two ROMs, and whether B may take A's place. */
#include "check.h"
#include "diff_report.h"

#include <stdio.h>
#include <string.h>

enum { EVERY_GUEST = GOOD, NEW_BOOTS = 1, NOT_AT_ALL = 3, NO_ROM = 4, OTHER_PROFILE = 5 };

static void close_side(struct side *side)
{
	survey_free(&side->survey);
	free_findings(&side->checked);
	free_notes(&side->notes);
	close_rom(&side->rom);
}

static int no_rom(const struct side *side, const char *why)
{
	trouble(shown_path(side->path, "standard input"), why);
	return NO_ROM;
}

/* What must be so that there is anything to ask. */
static int expect_rom(const struct side *side)
{
	if (!side->rom.images.nr)
		return no_rom(side, why_no_image(&side->rom, NULL));
	if (side->rom.images.list[side->number].kind != IMAGE_VMI)
		return no_rom(side, "not a VMI ROM: does not say cVmi at offset 8");
	if (!is_whole(&side->rom, side->number))
		return no_rom(side, "truncated: the file ends before the image does");
	return GOOD;
}

static int open_side(const struct options *options, const char *path, struct side *side)
{
	int status;

	*side = (struct side){.path = path};
	status = open_rom(options, path, &side->rom);
	if (status != GOOD)
		return status;
	side->number = side->rom.images.nr ? chosen(options, &side->rom) : 0;
	side->part = chosen_part(options, &side->rom);
	return expect_rom(side);
}

static int ask_side(const struct options *options, struct side *side)
{
	note_fields(&side->rom, side->number, &side->notes);
	check_file(&side->checked, options, &side->rom);
	if (!survey_rom(&side->part, &side->survey))
		return trouble(shown_path(side->path, "standard input"), "the emulator does not start");
	return GOOD;
}

/* A ROM that can't be asked has no guests that another could serve. */
static int expect_answers(const struct side *a)
{
	const struct findings *f = &a->survey.findings;
	char why[160];

	if (levels_served(&a->survey))
		return GOOD;
	snprintf(why, sizeof(why), "serves no guest that another ROM could: %s",
		 f->nr ? f->list[0].code : "it refuses all");
	return no_rom(a, why);
}

static int compare(const struct options *options, struct side *a, struct side *b)
{
	static const int statuses[NR_EFFECTS] = {EVERY_GUEST, NEW_BOOTS, NEW_BOOTS, NOT_AT_ALL};
	const struct profile *profile = profile_of(&a->part);
	struct guest guest = {.known = false};
	struct differences d = {.list = NULL};
	int status;

	if (profile != profile_of(&b->part)) {
		fprintf(stderr,
			"vmirom: %s is of profile %s and %s of %s: no client of the one can take the other\n",
			quoted(a->path), profile->name, quoted(b->path), profile_of(&b->part)->name);
		return OTHER_PROFILE;
	}
	status = options->guest ? read_guest(options->guest, profile, &guest) : GOOD;
	if (status == GOOD)
		status = ask_side(options, a);
	if (status == GOOD)
		status = expect_answers(a);
	if (status == GOOD)
		status = ask_side(options, b);
	if (status != GOOD)
		return status;
	compare_fields(&d, a, b, &guest);
	compare_calls(&d, a, b, &guest);
	if (options->json)
		report_json(options, a, b, &d);
	else
		report_text(options, a, b, &d);
	status = statuses[worst_effect(options, &d)];
	free_differences(&d);
	return status;
}

int command_diff(const struct options *options, const char *first)
{
	struct side a, b = {.path = NULL};
	int status = open_side(options, first, &a);

	if (status == GOOD)
		status = open_side(options, options->arguments[1], &b);
	if (status == GOOD)
		status = compare(options, &a, &b);
	close_side(&a);
	close_side(&b);
	return status;
}
