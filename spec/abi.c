// SPDX-License-Identifier: MIT
/*
 * abi print PROFILE  the table as a baseline
 * abi check FILE...  each contradiction between the table and a frozen baseline,
 *                    a line each. Exit status 1 if there is any, 2 on other trouble
 *
 * A baseline is compared with the table of its architecture and major version.
 *
 * A later minor version may append calls, answers, ranges and constants.  All
 * that a baseline holds stays as it is.
 */
#include "facts.h"
#include "table.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct check {
	const char *file;
	const struct facts *now, *frozen;
	unsigned int faults;
};

__attribute__((format(printf, 2, 3))) static void fault(struct check *c, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "%s: ", c->file);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	c->faults++;
}

static int is(const char *a, const char *b)
{
	return !strcmp(a, b);
}

static int is_unused(const char *name)
{
	return *name == '('; /* "(unused)", or "(reserved)" where numbers never grow */
}

/* Of a baseline, or NULL. */
static const char *version_of(const struct facts *facts)
{
	for (size_t i = 0; i < facts->n; i++)
		if (is(facts->fact[i].kind, "profile"))
			return facts->fact[i].value;
	return NULL;
}

/* The number under which the table has the call of that name, or NULL. */
static const char *number_of(const struct facts *facts, const char *name)
{
	for (size_t i = 0; i < facts->n; i++) {
		const struct fact *f = &facts->fact[i];

		if (is(f->kind, "call") && is(f->field, "") && is(f->value, name))
			return f->key;
	}
	return NULL;
}

/* A frozen call's own line; returns the number to compare its fields with, or NULL. */
static const char *check_call(struct check *c, const struct fact *f)
{
	const char *name_now = facts_find(c->now, "call", f->key, "");
	const char *number_now;

	if (is_unused(f->value)) {
		if (name_now && is_unused(name_now))
			return f->key;
		fault(c, "call %s: was unused for ever, has %s%s", f->key, name_now ? "become " : "gone",
		      name_now ? name_now : "");
		return NULL;
	}
	if (name_now && is(name_now, f->value))
		return f->key;
	number_now = number_of(c->now, f->value);
	if (number_now) {
		fault(c, "call %s %s: number was %s, has become %s", f->key, f->value, f->key, number_now);
		return number_now;
	}
	if (!name_now) {
		fault(c, "call %s %s: has been removed", f->key, f->value);
		return NULL;
	}
	/* A newcomer under its number means that it went; else it was renamed. */
	fault(c, "call %s %s: name was %s, has become %s", f->key, f->value, f->value, name_now);
	return is_unused(name_now) ? NULL : f->key;
}

static void check_field(struct check *c, const struct fact *f, const char *subject, const char *key_now)
{
	const char *now = facts_find(c->now, f->kind, key_now, f->field);

	if (!now)
		fault(c, "%s: %s was \"%s\", has gone", subject, f->field, f->value);
	else if (!is(now, f->value))
		fault(c, "%s: %s was \"%s\", has become \"%s\"", subject, f->field, f->value, now);
}

static void check_subject(struct check *c, const struct fact *f, const char *what)
{
	const char *now = facts_find(c->now, f->kind, f->key, "");

	if (!now)
		fault(c, "%s %s: has been removed", f->kind, f->key);
	else if (!is(now, f->value))
		fault(c, "%s %s: %s was \"%s\", has become \"%s\"", f->kind, f->key, what, f->value, now);
}

/* The profile's version: same major, same minor or a later one.  Whether the rest can be compared. */
static int check_profile(struct check *c, const struct fact *f)
{
	const char *now = facts_find(c->now, f->kind, f->key, "");
	unsigned int major, minor, major_now, minor_now;

	if (!now || sscanf(now, "%u.%u", &major_now, &minor_now) != 2 ||
	    sscanf(f->value, "%u.%u", &major, &minor) != 2) {
		fault(c, "profile %s: there is no version to compare", f->key);
		return 1;
	}
	if (major_now != major || minor_now < minor)
		fault(c, "profile %s: version was %s, has become %s", f->key, f->value, now);
	if (major_now != major)
		fault(c, "another major version: the rest is not compared");
	return major_now == major;
}

static void check_frozen(struct check *c)
{
	const char *key_now = NULL;
	char subject[128] = "";

	for (size_t i = 0; i < c->frozen->n; i++) {
		const struct fact *f = &c->frozen->fact[i];

		if (*f->field) {
			if (key_now)
				check_field(c, f, subject, key_now);
			continue;
		}
		key_now = f->key;
		snprintf(subject, sizeof(subject), "%s %s", f->kind, f->key);
		if (is(f->kind, "call")) {
			snprintf(subject, sizeof(subject), "call %s %s", f->key, f->value);
			key_now = check_call(c, f);
		} else if (is(f->kind, "profile")) {
			if (!check_profile(c, f))
				return;
		} else {
			check_subject(c, f,
				      is(f->kind, "range")    ? "last"
				      : is(f->kind, "answer") ? "name"
							      : "value");
		}
	}
}

/* What the baseline does not have must stand behind all that it has, and be newer. */
static void check_new_calls(struct check *c)
{
	const char *version = version_of(c->frozen);
	unsigned int frozen_minor = 0, minor, last = 0;

	if (!version || sscanf(version, "%*u.%u", &frozen_minor) != 1)
		return;
	for (size_t i = 0; i < c->frozen->n; i++) {
		const struct fact *f = &c->frozen->fact[i];

		if (is(f->kind, "call") && (unsigned int)atoi(f->key) > last)
			last = (unsigned int)atoi(f->key);
	}
	for (size_t i = 0; i < c->now->n; i++) {
		const struct fact *f = &c->now->fact[i];
		const char *since;

		if (!is(f->kind, "call") || *f->field || is_unused(f->value))
			continue;
		if ((unsigned int)atoi(f->key) <= last || number_of(c->frozen, f->value))
			continue;
		since = facts_find(c->now, "call", f->key, "since");
		if (!since || sscanf(since, "%*u.%u", &minor) != 1 || minor <= frozen_minor)
			fault(c, "call %s %s: since is %s, but %s was frozen without it", f->key, f->value,
			      since ? since : "missing", version);
	}
}

/* The file of the profile that a baseline is of, "i386-3"; it is named by what doesn't change. */
static const struct table *table_of(const struct facts *frozen)
{
	char name[64];

	for (size_t i = 0; i < frozen->n; i++) {
		const struct fact *f = &frozen->fact[i];

		if (!is(f->kind, "profile"))
			continue;
		snprintf(name, sizeof(name), "%s-%.*s", f->key, (int)strcspn(f->value, "."), f->value);
		return table_find(name);
	}
	return NULL;
}

static int check(const char *file)
{
	struct facts frozen = {0}, now = {0};
	struct check c = {.file = file, .frozen = &frozen, .now = &now};
	const struct table *table;

	if (facts_read(&frozen, file))
		return 2;
	table = table_of(&frozen);
	if (!table) {
		fprintf(stderr, "%s: spec/profiles has no such profile\n", file);
		return 2;
	}
	facts_of_table(&now, table);
	check_frozen(&c);
	check_new_calls(&c);
	free(frozen.fact);
	free(now.fact);
	return c.faults != 0;
}

static int print(const char *profile)
{
	const struct table *table = table_find(profile);
	struct facts now = {0};

	if (!table) {
		fprintf(stderr, "abi: spec/profiles has no %s\n", profile);
		return 2;
	}
	facts_of_table(&now, table);
	facts_print(&now, stdout);
	free(now.fact);
	return 0;
}

int main(int argc, char **argv)
{
	int status = 0;

	if (argc == 3 && is(argv[1], "print"))
		return print(argv[2]);
	if (argc < 3 || !is(argv[1], "check")) {
		fprintf(stderr, "usage: %s print PROFILE | check FILE...\n", argv[0]);
		return 2;
	}
	for (int i = 2; i < argc; i++) {
		int result = check(argv[i]);

		status = result > status ? result : status;
	}
	return status;
}
