// SPDX-License-Identifier: MIT
/*
 * abi print [13]     the table as a baseline; that of 13.3
 * abi check FILE...  each contradiction between the table and a frozen baseline,
 *                    a line each; exit status 1 if there is any, 2 on other trouble
 *
 * A baseline whose profile is 13.x is compared with calls13.def, any other with calls.def.
 *
 * A later minor version may append calls, answers, ranges and constants.  All
 * that a baseline holds stays as it is.
 */
#include "facts.h"

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
	return is(name, "(unused)");
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

/* The profile's version: same major, same minor or a later one. */
static void check_profile(struct check *c, const struct fact *f)
{
	const char *now = facts_find(c->now, f->kind, f->key, "");
	unsigned int major, minor, major_now, minor_now;

	if (!now || sscanf(now, "%u.%u", &major_now, &minor_now) != 2 ||
	    sscanf(f->value, "%u.%u", &major, &minor) != 2)
		fault(c, "profile %s: there is no version to compare", f->key);
	else if (major_now != major || minor_now < minor)
		fault(c, "profile %s: version was %s, has become %s", f->key, f->value, now);
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
			check_profile(c, f);
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
	const char *version = facts_find(c->frozen, "profile", "i386", "");
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

static int check(const struct facts *main, const struct facts *old, const char *file)
{
	struct facts frozen = {0};
	struct check c = {.file = file, .frozen = &frozen};
	const char *version;

	if (facts_read(&frozen, file))
		return 2;
	version = facts_find(&frozen, "profile", "i386", "");
	c.now = version && !strncmp(version, "13.", 3) ? old : main;
	check_frozen(&c);
	check_new_calls(&c);
	free(frozen.fact);
	return c.faults != 0;
}

int main(int argc, char **argv)
{
	struct facts now = {0}, old = {0};
	int status = 0;

	facts_of_table(&now);
	facts_of_table13(&old);
	if (argc == 2 && is(argv[1], "print")) {
		facts_print(&now, stdout);
	} else if (argc == 3 && is(argv[1], "print") && is(argv[2], "13")) {
		facts_print(&old, stdout);
	} else if (argc > 2 && is(argv[1], "check")) {
		for (int i = 2; i < argc; i++) {
			int result = check(&now, &old, argv[i]);

			status = result > status ? result : status;
		}
	} else {
		fprintf(stderr, "usage: %s print [13] | check FILE...\n", argv[0]);
		status = 2;
	}
	free(now.fact);
	free(old.fact);
	return status;
}
