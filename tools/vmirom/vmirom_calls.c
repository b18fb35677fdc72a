// SPDX-License-Identifier: GPL-2.0-only
/* vmirom calls: what a ROM answers for each call of the table. */
#include "answers.h"
#include "json.h"
#include "profile.h"
#include "vmirom.h"

#include <stdio.h>
#include <stdlib.h>

static const struct profile *profile;
static size_t shown; /* number of the image in the file; 0: it has none */

/* What kernels at other privilege levels are answered, where that is something else. */
static struct other_level {
	unsigned int level;
	bool differs;
	struct answers answers;
} others[] = {{.level = 1}, {.level = 3}};
#define NR_OTHERS (sizeof(others) / sizeof(others[0]))

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

static void print_levels(const struct answers *level0)
{
	bool differ = false;

	for (unsigned int i = 0; i < NR_OTHERS; i++)
		differ |= others[i].differs;
	if (differ)
		printf("at privilege level 0:\n");
	print_answers(level0);
	for (unsigned int i = 0; i < NR_OTHERS; i++) {
		if (!others[i].differs)
			continue;
		printf("\nat privilege level %u:\n", others[i].level);
		print_answers(&others[i].answers);
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
static void json_levels(void)
{
	bool open = false;

	for (unsigned int i = 0; i < NR_OTHERS; i++) {
		if (!others[i].differs)
			continue;
		if (!open)
			json_open_array("levels");
		open = true;
		json_open_object(NULL);
		json_number("level", others[i].level);
		json_answers(&others[i].answers);
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

/* How the loader would fare; binding says whether it got as far as asking. */
static void report(const struct options *options, const char *path, const struct answers *answers,
		   const struct findings *f, enum vmi_status status, unsigned int culprit, bool came_back)
{
	const char *name = vmi_call_name(culprit);

	if (options->json) {
		json_open_object(NULL);
		json_number("format", JSON_FORMAT);
		json_text("file", path);
		json_number("shown", shown);
		json_text("layout", profile->name);
		json_number("init_result", answers->init_result);
		json_answers(answers);
		json_levels();
		json_findings(f);
		json_text("loader", came_back ? status_name(status) : NULL);
		json_text("loader_text", came_back ? vmi_status_text(status) : NULL);
		json_end();
		return;
	}
	print_levels(answers);
	print_findings(f, 0);
	if (!came_back && has_finding(f, "registers"))
		printf("loader: would come back from it with registers changed\n");
	else if (!came_back && has_finding(f, "emulator"))
		printf("loader: not known, since the emulator gave up\n");
	else if (!came_back)
		printf("loader: would not come back from it\n");
	else if (status == VMI_OK)
		printf("loader: binds it%s\n", on_what_condition(answers->init_result));
	else
		printf("loader: refuses it: %s: %s%s%s\n", status_name(status), vmi_status_text(status),
		       name ? ": " : "", name ? name : "");
	print_count(f);
}

static int calls(const struct options *options, const char *path, const struct image *file)
{
	const struct image rom = {.byte = file->byte, .size = rom_size(file)};
	struct findings f = {.list = NULL};
	unsigned int culprit = VMI_CALL_LIMIT;
	struct answers answers;
	enum vmi_status status;
	bool came_back = true;
	int result;

	if (!ask_rom(&rom, &answers, &f)) {
		free_findings(&f);
		return trouble(path, "the emulator does not start");
	}
	if (!profile->loader) {
		report_client(options, path, &answers, &f);
		result = f.faults ? FAULTS : GOOD;
		free_findings(&f);
		return result;
	}
	for (unsigned int i = 0; i < NR_OTHERS; i++)
		others[i].differs = ask_at_level(&rom, others[i].level, &answers, &others[i].answers, &f);
	status = loader_verdict(file);
	if (status == VMI_OK) {
		came_back = answers.complete || (answers.init_end == EMULATE_RETURNED && answers.init_result);
		came_back = came_back && !has_finding(&f, "registers");
		if (came_back)
			status = bind_rom(&rom, &culprit);
	}
	if (came_back && status != VMI_OK && !f.faults)
		fault(&f, "loader", NOWHERE, "the loader refuses it", NULL, "%s", vmi_status_text(status));
	report(options, path, &answers, &f, status, culprit, came_back);
	result = f.faults ? FAULTS : GOOD;
	free_findings(&f);
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

int command_calls(const struct options *options, const char *path)
{
	const char *code, *why;
	struct rom_file rom;
	struct image part;
	int result;

	if (open_rom(options, path, &rom) != GOOD)
		return TROUBLE;
	part = chosen_part(options, &rom);
	shown = rom.images.nr ? chosen(options, &rom) + 1 : 0;
	if (rom.images.nr) {
		result = ask_image(options, path, &part);
	} else {
		why = why_no_image(&rom, &code);
		result = refuse(options, path, &part, code, why);
	}
	close_rom(&rom);
	return result;
}
