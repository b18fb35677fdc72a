// SPDX-License-Identifier: MIT
/* All profiles' tables, and what is to be found in one. */
#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vmi/calls.h>

#define PROFILE(name) extern const struct table name;
#include "profiles.inc"
#undef PROFILE

const struct table *const tables[] = {
#define PROFILE(name) &name,
#include "profiles.inc"
#undef PROFILE
	NULL,
};

const char *const answer_names[VMI_NR_ANSWERS] = {
	[VMI_ANSWER_NONE] = "none",
	[VMI_ANSWER_CALL] = "call",
	[VMI_ANSWER_JUMP] = "jump",
	[VMI_ANSWER_NOP] = "nop",
};

const struct table *table_find(const char *name)
{
	for (const struct table *const *t = tables; *t; t++)
		if (!strcmp((*t)->name, name) || !strcmp((*t)->version, name))
			return *t;
	return NULL;
}

const struct call *table_call(const struct table *table, const struct row *row)
{
	if (row->own)
		return row->own;
	for (size_t i = 0; i < table->nr_calls; i++)
		if (!strcmp(table->calls[i].name, row->name))
			return &table->calls[i];
	return NULL;
}

static const struct words *find(const struct table *table, const struct words *words, size_t n,
				const char *class)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(words[i].class, class))
			return &words[i];
	fprintf(stderr, "%s: words.def of %s has no class %s\n", table->name, table->arch, class);
	exit(2);
}

const struct words *table_shape(const struct table *table, const char *class)
{
	return find(table, table->shapes, table->nr_shapes, class);
}

const struct words *table_clob(const struct table *table, const char *class)
{
	return find(table, table->clobs, table->nr_clobs, class);
}

const struct words *table_seg(const struct table *table, const char *class)
{
	return find(table, table->segs, table->nr_segs, class);
}

int table_freezes(const struct table *table, const char *constant)
{
	for (size_t i = 0; i < table->nr_freezes_not; i++)
		if (!strcmp(table->freezes_not[i], constant))
			return 0;
	for (size_t i = 0; i < table->nr_freezes; i++) {
		const char *name = table->freezes[i];
		size_t len = strlen(name);

		if (!strcmp(name, constant) || (name[len - 1] == '_' && !strncmp(name, constant, len)))
			return 1;
	}
	return 0;
}

unsigned int table_answers(const struct table *table, const struct row *row)
{
	const struct call *call = row->name ? table_call(table, row) : NULL;

	if (table->layout.only_answer)
		return call ? 1u << table->layout.only_answer : 0;
	return call ? call->may : 1u << VMI_ANSWER_NONE;
}
