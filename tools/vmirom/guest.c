// SPDX-License-Identifier: GPL-2.0-only
#include "guest.h"
#include "kernel_sites.h"
#include "must.h"
#include "vmirom.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define BLANKS " \t\r"

bool guest_uses(const struct guest *guest, unsigned int call)
{
	return !guest->known || guest->uses[call];
}

/* VMI_CALL_LIMIT if the profile has none of that name. */
static unsigned int call_of_name(const struct profile *profile, const char *name)
{
	unsigned int call = 0;

	while (call < VMI_CALL_LIMIT) {
		const char *known = profile_call_name(profile, call);

		if (known && !strcmp(known, name))
			break;
		call++;
	}
	return call;
}

/* VMI_CALL_LIMIT if the word is no number, or not a call's. */
static unsigned int call_of_number(const char *word)
{
	size_t digits = strspn(word, "0123456789");
	unsigned long number =
		digits && digits <= 3 && !word[digits] ? strtoul(word, NULL, 10) : VMI_CALL_LIMIT;

	return number < VMI_CALL_LIMIT ? number : VMI_CALL_LIMIT;
}

/*
 * "name", "number", "number name" or "number name sites", as vmirom sites prints it; a name of "-" is one
 * that it did not know.  The line is cut into its words.  NULL, or the word that is wrong.
 */
static const char *parse_line(char *line, const struct profile *profile, struct guest *guest)
{
	char *rest = NULL, *first, *second;
	unsigned int call;

	line[strcspn(line, "#")] = 0;
	first = strtok_r(line, BLANKS, &rest);
	second = first ? strtok_r(NULL, BLANKS, &rest) : NULL;
	if (!first)
		return NULL;
	call = call_of_number(first);
	if (call == VMI_CALL_LIMIT && !second)
		call = call_of_name(profile, first);
	if (call == VMI_CALL_LIMIT)
		return first;
	if (second && strcmp(second, "-") && call_of_name(profile, second) != call)
		return second;
	guest->uses[call] = true;
	return NULL;
}

static int wrong_word(const char *where, unsigned int line, const char *word, const struct profile *profile)
{
	char why[160];

	if (line)
		snprintf(why, sizeof(why), "line %u: %s: no call of %s, or not the one of that number", line,
			 quoted(word), profile->name);
	else
		snprintf(why, sizeof(why), "no file of that name, and no list of calls: %s is none of %s",
			 quoted(word), profile->name);
	return trouble(where, why);
}

static int parse_list(const char *name, const struct image *file, const struct profile *profile,
		      struct guest *guest)
{
	char *text = must(strndup((const char *)file->byte, file->size)), *rest = text, *line;
	int status = GOOD;

	for (unsigned int nr = 1; status == GOOD && (line = strsep(&rest, "\n")); nr++) {
		const char *word = parse_line(line, profile, guest);

		if (word)
			status = wrong_word(name, nr, word, profile);
	}
	free(text);
	return status;
}

/* The calls themselves, on the command line. */
static int parse_names(const char *source, const struct profile *profile, struct guest *guest)
{
	char *text = must(strdup(source)), *rest = text, *word;
	int status = GOOD;

	while (status == GOOD && (word = strsep(&rest, ","))) {
		unsigned int call = call_of_name(profile, word);

		if (call == VMI_CALL_LIMIT)
			status = wrong_word(source, 0, word, profile);
		else
			guest->uses[call] = true;
	}
	free(text);
	return status;
}

static int parse_kernel(const char *name, const struct image *file, const struct profile *profile,
			struct guest *guest)
{
	struct kernel_sites sites;
	const char *why = read_kernel_sites(file, &sites);

	if (!why && sites.profile != profile)
		why = "its loader takes no ROM of that profile, whose calls have other numbers";
	if (why)
		return trouble(name, why);
	for (unsigned int call = 0; call < VMI_CALL_LIMIT; call++)
		guest->uses[call] = sites.of_call[call];
	return GOOD;
}

int read_guest(const char *source, const struct profile *profile, struct guest *guest)
{
	const char *name = shown_path(source, "standard input"), *why;
	struct image file;
	bool any = false;
	int status;

	*guest = (struct guest){.known = true};
	/* Of many calls the names are longer than any file's. */
	if (strcmp(source, "-") && access(source, F_OK) && (errno == ENOENT || errno == ENAMETOOLONG))
		return parse_names(source, profile, guest);
	why = image_load_kernel(source, &file);
	if (why)
		return trouble(name, why);
	if (is_elf(&file))
		status = parse_kernel(name, &file, profile, guest);
	else
		status = parse_list(name, &file, profile, guest);
	image_free(&file);
	for (unsigned int call = 0; call < VMI_CALL_LIMIT; call++)
		any |= guest->uses[call];
	return status == GOOD && !any ? trouble(name, "names no call") : status;
}
