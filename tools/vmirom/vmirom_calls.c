// SPDX-License-Identifier: GPL-2.0-only
/* vmirom calls: what a ROM answers for each call of the table. */
#include "answers.h"
#include "json.h"
#include "profile.h"
#include "survey.h"
#include "vmirom.h"

#include <stdio.h>
#include <stdlib.h>

static const struct profile *profile;
static size_t shown; /* number of the image in the file; 0: it has none */

static void print_answers(const struct answers *answers)
{
	printf("%3s  %-18s %-12s %s\n", "nr", "name", "answer", "offset");
	for (unsigned int call = 0; call < VMI_CALL_LIMIT; call++) {
		const struct answer *answer = &answers->call[call];
		const char *name = profile_call_name(profile, call);

		if (!worth_a_line(profile, answers, call))
			continue;
		printf("%3u  %-18s %-12s ", call, name ? name : "-", answer_word(answer));
		if (has_address(answer))
			printf("0x%04x\n", answer->offset);
		else
			printf("-\n");
	}
}

/* Other levels only where they are answered something else. */
static void print_levels(const struct survey *survey)
{
	const struct level_survey *first = &survey->level[0];
	bool differ = false;

	for (unsigned int i = 1; i < NR_LEVELS; i++)
		differ |= survey->level[i].differs;
	if (differ)
		printf("at privilege level %u:\n", first->level);
	print_answers(&first->answers);
	for (unsigned int i = 1; i < NR_LEVELS; i++) {
		if (!survey->level[i].differs)
			continue;
		printf("\nat privilege level %u:\n", survey->level[i].level);
		print_answers(&survey->level[i].answers);
	}
}

static const char *on_what_condition(uint32_t init_result)
{
	switch (init_result) {
	case VMI_INIT_NEEDS_START:
		return ", if Start succeeds";
	case VMI_INIT_WRONG_PLATFORM:
		return " on the platform that it is for; here Init refuses";
	default:
		return "";
	}
}

static void json_answers(const struct answers *answers)
{
	json_open_array("calls");
	for (unsigned int call = 0; call < VMI_CALL_LIMIT; call++) {
		const struct answer *answer = &answers->call[call];

		if (!worth_a_line(profile, answers, call))
			continue;
		json_open_object(NULL);
		json_number("number", call);
		json_text("name", profile_call_name(profile, call));
		json_text("answer", answer_word(answer));
		json_number("type", answer->type);
		if (has_address(answer))
			json_number("offset", answer->offset);
		else
			json_put_null("offset");
		json_end();
	}
	json_end();
}

/* A key that is there only if some level is answered otherwise. */
static void json_levels(const struct survey *survey)
{
	bool open = false;

	for (unsigned int i = 1; i < NR_LEVELS; i++) {
		if (!survey->level[i].differs)
			continue;
		if (!open)
			json_open_array("levels");
		open = true;
		json_open_object(NULL);
		json_number("level", survey->level[i].level);
		json_answers(&survey->level[i].answers);
		json_end();
	}
	if (open)
		json_end();
}

/* A 13.3 client looks at the version and no more, and stops for good at an answer that it doesn't know. */
static const char *client13_verdict(const struct answers *answers, const struct findings *f)
{
	if (answers->init_end != EMULATE_RETURNED)
		return "would not come back from Init";
	if ((int32_t)answers->init_result < 0)
		return "goes on without it, as Init refuses";
	if (has_finding(f, "wrong-answer") || has_finding(f, "unknown-answer"))
		return "panics at an answer that is not call";
	return f->faults ? "takes it, and won't live long" : "takes it";
}

static void report_client(const struct options *options, const char *path, const struct answers *answers,
			  const struct findings *f)
{
	if (options->json) {
		json_open_object(NULL);
		json_number("format", JSON_FORMAT);
		json_text("file", path);
		json_number("shown", shown);
		json_text("layout", profile->name);
		json_number("init_result", answers->init_result);
		json_answers(answers);
		json_findings(f);
		json_text("client13", client13_verdict(answers, f));
		json_end();
		return;
	}
	print_answers(answers);
	print_findings(f, 0);
	printf("13.3 client: %s\n", client13_verdict(answers, f));
	print_count(f);
}

/* The loader in this tool is i386's: of what one for x86-64 would do, this is what the answers tell. */
static const char *client4_verdict(const struct survey *survey)
{
	if (survey->findings.faults)
		return "refuses it, or should";
	return levels_served(survey) ? "takes it, if Start succeeds" : "is served at no privilege level";
}

/* How the loader would fare. */
static void report(const struct options *options, const char *path, const struct survey *survey)
{
	const struct answers *answers = &survey->level[0].answers;
	const char *name = profile_call_name(profile, survey->culprit);
	const struct findings *f = &survey->findings;
	bool known = profile->loader && (survey->came_back || survey->loader != VMI_OK);

	if (options->json) {
		json_open_object(NULL);
		json_number("format", JSON_FORMAT);
		json_text("file", path);
		json_number("shown", shown);
		json_text("layout", profile->name);
		if (profile->init)
			json_number("init_result", answers->init_result);
		else
			json_put_null("init_result");
		json_answers(answers);
		json_levels(survey);
		json_findings(f);
		json_text("loader", known ? status_name(survey->loader) : NULL);
		json_text("loader_text", known ? vmi_status_text(survey->loader) : NULL);
		json_end();
		return;
	}
	print_levels(survey);
	print_findings(f, 0);
	if (!profile->loader)
		printf("client of %s: %s\n", profile->name, client4_verdict(survey));
	else if (!known && has_finding(f, "registers"))
		printf("loader: would come back from it with registers changed\n");
	else if (!known && has_finding(f, "emulator"))
		printf("loader: not known, since the emulator gave up\n");
	else if (!known)
		printf("loader: would not come back from it\n");
	else if (survey->loader == VMI_OK)
		printf("loader: binds it%s\n", on_what_condition(answers->init_result));
	else
		printf("loader: refuses it: %s: %s%s%s\n", status_name(survey->loader),
		       vmi_status_text(survey->loader), name ? ": " : "", name ? name : "");
	print_count(f);
}

static int calls(const struct options *options, const char *path, const struct image *file)
{
	static struct survey survey;
	struct findings *f = &survey.findings;
	int result = TROUBLE;

	if (!survey_rom(file, &survey)) {
		trouble(path, "the emulator does not start");
	} else {
		if (profile->loader && survey.loader != VMI_OK && !f->faults)
			fault(f, "loader", NOWHERE, "the loader refuses it", NULL, "%s",
			      vmi_status_text(survey.loader));
		if (profile->full_header)
			report(options, path, &survey);
		else
			report_client(options, path, &survey.level[0].answers, f);
		result = f->faults ? FAULTS : GOOD;
	}
	survey_free(&survey);
	return result;
}

/* The code word is the one that check has for it; a machine gets the loader's verdict, too. */
static int refuse(const struct options *options, const char *path, const struct image *file, const char *code,
		  const char *why)
{
	enum vmi_status status = loader_verdict(file);
	struct findings f = {.list = NULL};

	if (!options->json) {
		trouble(shown_path(path, "standard input"), why);
		return FAULTS;
	}
	fault(&f, code, NOWHERE, why, NULL, NULL);
	json_open_object(NULL);
	json_number("format", JSON_FORMAT);
	json_text("file", path);
	json_number("shown", shown);
	json_put_null("init_result");
	json_open_array("calls");
	json_end();
	json_findings(&f);
	json_text("loader", status_name(status));
	json_text("loader_text", vmi_status_text(status));
	json_end();
	free_findings(&f);
	return FAULTS;
}

static int ask_image(const struct options *options, const char *path, const struct image *part)
{
	profile = profile_of(part);
	if (rom_size(part) < VMI_ROM_HEADER_SIZE)
		return refuse(options, path, part, "truncated",
			      "truncated: the image ends before its header does");
	if (image_u32(part, VMI_ROM_OFF_VMI) != VMI_ROM_VMI_SIGNATURE)
		return refuse(options, path, part, "not-vmi", "not a VMI ROM: does not say cVmi at offset 8");
	if (rom_size(part) < profile->header_size)
		return refuse(options, path, part, "truncated",
			      "truncated: the image ends before its table of slots does");
	return calls(options, path, part);
}

static int calls_of(const struct options *options, const char *path, const struct rom_file *rom,
		    size_t number)
{
	const struct image part = image_part(&rom->file, &rom->images.list[number]);

	shown = number + 1;
	return ask_image(options, path, &part);
}

/* Of a bundle both: for machines, an array of two. */
static int calls_of_both(const struct options *options, const char *path, const struct rom_file *rom)
{
	size_t number = chosen(options, rom);
	int first, second;

	if (options->json) {
		json_open_object(NULL);
		json_number("format", JSON_FORMAT);
		json_text("file", path);
		json_open_array("bundle");
	} else {
		print_image(rom, number);
	}
	first = calls_of(options, path, rom, number);
	if (!options->json)
		print_image(rom, number + 1);
	second = calls_of(options, path, rom, number + 1);
	if (options->json) {
		json_end();
		json_end();
	}
	return first > second ? first : second;
}

int command_calls(const struct options *options, const char *path)
{
	const char *code, *why;
	struct rom_file rom;
	int result;

	if (open_rom(options, path, &rom) != GOOD)
		return TROUBLE;
	shown = 0;
	if (shows_inner(options, &rom)) {
		result = calls_of_both(options, path, &rom);
	} else if (rom.images.nr) {
		result = calls_of(options, path, &rom, chosen(options, &rom));
	} else {
		why = why_no_image(&rom, &code);
		result = refuse(options, path, &rom.file, code, why);
	}
	close_rom(&rom);
	return result;
}
