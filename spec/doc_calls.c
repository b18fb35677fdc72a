// SPDX-License-Identifier: MIT
/* The tables of the documents that come from calls.def and the profiles alone. */
#include "doc.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vmi/calls.h>

const struct table *whole(void)
{
	return table_find("i386-3");
}

/* The columns of a row that has a name; a name that calls.def hasn't ends the program. */
static const struct call *call_of(const struct table *table, const struct row *row)
{
	const struct call *call = table_call(table, row);

	if (!call) {
		fprintf(stderr, "%s: calls.def has no call %s\n", table->name, row->name);
		exit(2);
	}
	return call;
}

/* The columns of a table of calls. */
struct column {
	const char *title, *line;
	void (*write)(const struct table *table, const struct row *row, const struct call *call);
};

static void write_nr(const struct table *table, const struct row *row, const struct call *call)
{
	(void)table, (void)call;
	printf("%u", row->nr);
}

static void write_offset(const struct table *table, const struct row *row, const struct call *call)
{
	(void)call;
	printf("0x%03lX", table->layout.slots + table->layout.slot_size * row->nr);
}

static void write_name(const struct table *table, const struct row *row, const struct call *call)
{
	(void)table, (void)call;
	printf("%s", row->name);
}

static void write_since(const struct table *table, const struct row *row, const struct call *call)
{
	(void)row;
	printf("%lu.%u", table->layout.major, call->since);
}

static void write_arguments(const struct table *table, const struct row *row, const struct call *call)
{
	(void)row;
	printf("%s", table_shape(table, call->shape)->first);
}

static void write_results(const struct table *table, const struct row *row, const struct call *call)
{
	(void)row;
	printf("%s", table_shape(table, call->shape)->second);
}

/* By name; another table says what the classes are. */
static void write_clob_class(const struct table *table, const struct row *row, const struct call *call)
{
	(void)table, (void)row;
	printf("%s", call->clob);
}

static void write_clob(const struct table *table, const struct row *row, const struct call *call)
{
	(void)row;
	printf("%s", table_clob(table, call->clob)->first);
}

static void write_seg_class(const struct table *table, const struct row *row, const struct call *call)
{
	(void)table, (void)row;
	printf("%s", call->seg);
}

static void write_answers(const struct table *table, const struct row *row, const struct call *call)
{
	const char *blank = "";

	(void)call;
	for (unsigned int a = 0; a < VMI_NR_ANSWERS; a++) {
		if (!(table_answers(table, row) & 1u << a))
			continue;
		printf("%s%s", blank, answer_names[a]);
		blank = " ";
	}
}

static void write_known(const struct table *table, const struct row *row, const struct call *call)
{
	(void)table, (void)call;
	for (const char *c = row->known; *c; c++)
		putchar(tolower((unsigned char)*c));
}

static void write_summary(const struct table *table, const struct row *row, const struct call *call)
{
	(void)table, (void)row;
	printf("%s", call->summary);
}

static void write_calls(const struct table *table, const struct column *columns, size_t n)
{
	for (size_t i = 0; i < n; i++)
		printf("| %s ", columns[i].title);
	puts("|");
	for (size_t i = 0; i < n; i++)
		printf("|%s", columns[i].line);
	puts("|");
	EACH_ROW(table, row)
	{
		if (!row->name)
			continue;
		for (size_t i = 0; i < n; i++) {
			printf("| ");
			columns[i].write(table, row, call_of(table, row));
			putchar(' ');
		}
		puts("|");
	}
}

/* A profile whose calls have several answers, versions and classes. */
static void living_calls(const struct table *table)
{
	static const struct column columns[] = {
		{"nr", "---:", write_nr},
		{"call", "---", write_name},
		{"since", "---", write_since},
		{"arguments", "---", write_arguments},
		{"results", "---", write_results},
		{"destroys", "---", write_clob_class},
		{"segments", "---", write_seg_class},
		{"answers", "---", write_answers},
		{"what it does", "---", write_summary},
	};

	write_calls(table, columns, NR(columns));
	printf("\nNumbers answered *none* for ever:");
	EACH_ROW(table, row)
	if (!row->name)
		printf(" %u", row->nr);
	puts(".");
}

/* A profile that a shipped client alone has, and what is known of it. */
static void known_calls(const struct table *table)
{
	static const struct column columns[] = {
		{"nr", "---:", write_nr},           {"offset", "---:", write_offset},
		{"call", "---", write_name},        {"arguments", "---", write_arguments},
		{"results", "---", write_results},  {"destroys", "---", write_clob},
		{"known from", "---", write_known}, {"what it does", "---", write_summary},
	};

	write_calls(table, columns, NR(columns));
}

void table_calls(const struct table *table)
{
	if (table->layout.grows)
		living_calls(table);
	else
		known_calls(table);
}

static int uses(const struct table *table, const char *class)
{
	EACH_CALL(table, call)
	if (!strcmp(call->clob, class) || !strcmp(call->seg, class))
		return 1;
	return 0;
}

static void write_classes(const struct table *table, const char *what, const struct words *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (uses(table, words[i].class))
			printf("| %s %s | %s |\n", what, words[i].class, words[i].first);
}

void table_classes(const struct table *table)
{
	puts("| class | meaning |");
	puts("|---|---|");
	write_classes(table, "destroys", table->clobs, table->nr_clobs);
	write_classes(table, "segments", table->segs, table->nr_segs);
}

void table_families(const struct table *table)
{
	puts("| family | what | calls |");
	puts("|---|---|---|");
	for (size_t i = 0; i < table->nr_families; i++) {
		const struct words *family = &table->families[i];
		const char *comma = "";

		printf("| `%s` | %s | ", family->class, family->first);
		EACH_CALL(table, call)
		{
			if (strcmp(call->family, family->class))
				continue;
			printf("%s%s", comma, call->name);
			comma = ", ";
		}
		puts(" |");
	}
}

void table_groups(const struct table *table)
{
	unsigned int last = 0;

	puts("| group | calls |");
	puts("|---:|---|");
	EACH_CALL(table, call)
	if (call->group > last)
		last = call->group;
	for (unsigned int group = 1; group <= last; group++) {
		const char *comma = "";

		printf("| %u | ", group);
		EACH_CALL(table, call)
		{
			if (call->group != group)
				continue;
			printf("%s%s", comma, call->name);
			comma = ", ";
		}
		puts(" |");
	}
}

void table_ranges(const struct table *table)
{
	puts("| numbers | who gives them out |");
	puts("|---|---|");
	for (size_t i = 0; i < table->nr_ranges; i++)
		printf("| %s-%s | %s |\n", table->ranges[i].first, table->ranges[i].last,
		       table->ranges[i].who);
}

void table_native(const struct table *table)
{
	puts("| call | native form |");
	puts("|---|---|");
	EACH_CALL(table, call)
	{
		printf("| %s | `", call->name);
		/* the preprocessor puts a blank between % and a register */
		for (const char *c = call->native; *c; c++)
			if (c == call->native || *c != ' ' || c[-1] != '%')
				putchar(*c);
		puts("` |");
	}
}

static int by_value(const void *a, const void *b)
{
	const struct constant *const *x = a, *const *y = b;

	return ((*x)->value > (*y)->value) - ((*x)->value < (*y)->value);
}

/* Those that begin so; offsets in their order, all else in the header's. */
void table_constants(const struct table *table, const char *prefix)
{
	const struct constant *found[256];
	size_t n = 0;

	puts("| value | name | |");
	puts("|---:|---|---|");
	for (size_t i = 0; i < table->nr_constants && n < NR(found); i++)
		if (!strncmp(table->constants[i].name, prefix, strlen(prefix)))
			found[n++] = &table->constants[i];
	if (!n || n == NR(found)) {
		fprintf(stderr, "%s: %s constants begin with %s\n", table->name, n ? "too many" : "no", prefix);
		exit(2);
	}
	if (strstr(prefix, "_OFF_"))
		qsort(found, n, sizeof(found[0]), by_value);
	for (size_t i = 0; i < n; i++)
		printf("| 0x%02lX | `%s` | %s |\n", found[i]->value, found[i]->name, found[i]->comment);
}
