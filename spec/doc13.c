// SPDX-License-Identifier: MIT
/* The generated table of profile 13.3: the facts that its baseline freezes, and what is only told. */
#include "doc13.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "facts.h"

/* Of calls in both tables the summary is that of calls.def. */
static const struct {
	const char *name, *summary;
} shared[] = {
#define VMI_CALL(nr, Name, family, since, SIG, CLOB, SEG, group, ANSWERS, summary, ...) {#Name, summary},
#include <calls.def>
};

static const struct told {
	const char *known, *summary;
} told[] = {
#define VMI13_RESERVED(nr) [nr] = {NULL, NULL},
#define VMI13_SAME(nr, Name, known) [nr] = {#known, NULL},
#define VMI13_CALL(nr, Name, body, family, SIG, CLOB, SEG, known, summary, ...) [nr] = {#known, summary},
#include <calls13.def>
};

static const char *summary_of(const char *name)
{
	for (size_t i = 0; i < sizeof(shared) / sizeof(shared[0]); i++)
		if (!strcmp(shared[i].name, name))
			return shared[i].summary;
	fprintf(stderr, "calls13.def: calls.def has no call %s\n", name);
	exit(2);
}

static const char *lower(const char *word)
{
	static const char *const words[][2] = {
		{"CLIENT", "client"}, {"DRAFT", "draft"}, {"DERIVED", "derived"}};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (!strcmp(words[i][0], word))
			return words[i][1];
	fprintf(stderr, "calls13.def: known is not %s\n", word);
	exit(2);
}

void table_calls_13(void)
{
	struct facts facts = {0};

	facts_of_table13(&facts);
	puts("| nr | offset | call | arguments | results | destroys | known from | what it does |");
	puts("|---:|---:|---|---|---|---|---|---|");
	for (size_t i = 0; i < facts.n; i++) {
		const struct fact *f = &facts.fact[i];
		int nr = atoi(f->key);

		if (strcmp(f->kind, "call") || *f->field || !told[nr].known)
			continue;
		printf("| %d | 0x%03X | %s | %s | %s | %s | %s | %s |\n", nr, 32 * nr, f->value,
		       facts_find(&facts, "call", f->key, "arguments"),
		       facts_find(&facts, "call", f->key, "results"),
		       facts_find(&facts, "call", f->key, "clobbers"), lower(told[nr].known),
		       told[nr].summary ? told[nr].summary : summary_of(f->value));
	}
	free(facts.fact);
}
