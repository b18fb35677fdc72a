// SPDX-License-Identifier: MIT
/* The list of facts: kept, made of a profile's table, read from a baseline, printed as one. */
#include "facts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <vmi/calls.h>

#include "table.h"

static void *no_memory(void)
{
	fputs("out of memory\n", stderr);
	exit(2);
}

void facts_add(struct facts *facts, const char *kind, const char *key, const char *field, const char *value)
{
	if (facts->n == facts->room) {
		facts->room = facts->room ? 2 * facts->room : 256;
		facts->fact = realloc(facts->fact, facts->room * sizeof(*facts->fact));
		if (!facts->fact)
			no_memory();
	}
	facts->fact[facts->n++] = (struct fact){kind, key, field, value};
}

const char *facts_find(const struct facts *facts, const char *kind, const char *key, const char *field)
{
	for (size_t i = 0; i < facts->n; i++) {
		const struct fact *f = &facts->fact[i];

		if (!strcmp(f->kind, kind) && !strcmp(f->key, key) && !strcmp(f->field, field))
			return f->value;
	}
	return NULL;
}

void facts_print(const struct facts *facts, FILE *out)
{
	for (size_t i = 0; i < facts->n; i++) {
		const struct fact *f = &facts->fact[i];

		if (*f->field)
			fprintf(out, "\t%s %s\n", f->field, f->value);
		else
			fprintf(out, "%s %s %s\n", f->kind, f->key, f->value);
	}
}

/* Cuts the first word off *rest. */
static char *word(char **rest)
{
	char *begin = *rest, *space = strchr(begin, ' ');

	if (space) {
		*space = '\0';
		*rest = space + 1;
	} else {
		*rest = begin + strlen(begin);
	}
	return begin;
}

static char *read_all(const char *file)
{
	FILE *in = fopen(file, "r");
	char *text;
	size_t len;

	if (!in) {
		fprintf(stderr, "%s: %s\n", file, strerror(errno));
		return NULL;
	}
	text = malloc(1 << 20);
	if (!text)
		no_memory();
	len = fread(text, 1, (1 << 20) - 1, in);
	text[len] = '\0';
	fclose(in);
	return text;
}

int facts_read(struct facts *facts, const char *file)
{
	char *text = read_all(file), *line, *next;
	const char *kind = NULL, *key = NULL, *field;

	if (!text)
		return -1;
	for (line = text; *line; line = next) {
		next = line + strcspn(line, "\n");
		if (*next)
			*next++ = '\0';
		if (!*line || *line == '#')
			continue;
		if (*line == '\t') {
			line++;
			field = word(&line);
		} else {
			kind = word(&line);
			key = word(&line);
			field = "";
		}
		if (!kind) {
			fprintf(stderr, "%s: begins with a field of nothing: %s\n", file, field);
			return -1;
		}
		facts_add(facts, kind, key, field, line);
	}
	if (!facts->n) {
		fprintf(stderr, "%s: is an empty baseline\n", file);
		return -1;
	}
	return 0;
}

static const char *copy(const char *text)
{
	char *s = strdup(text);

	if (!s)
		no_memory();
	return s;
}

static const char *number(const char *format, unsigned long value)
{
	char text[32];

	snprintf(text, sizeof(text), format, value);
	return copy(text);
}

static const char *answers(unsigned int may)
{
	char text[64] = "";

	for (unsigned int a = 0; a < VMI_NR_ANSWERS; a++) {
		if (!(may & 1u << a))
			continue;
		if (*text)
			strcat(text, " ");
		strcat(text, answer_names[a]);
	}
	return copy(text);
}

/* The other calls of the call's group. */
static const char *together(const struct table *table, const struct call *call)
{
	char text[256] = "";

	for (const struct call *c = table->calls; c < table->calls + table->nr_calls; c++) {
		if (!call->group || c == call || c->group != call->group)
			continue;
		if (*text)
			strcat(text, " ");
		strcat(text, c->name);
	}
	return copy(*text ? text : "-");
}

static const char *since(const struct table *table, const struct call *call)
{
	char text[32];

	snprintf(text, sizeof(text), "%lu.%u", table->layout.major, call->since);
	return copy(text);
}

static void add_call(struct facts *facts, const struct table *table, const struct row *row)
{
	const struct call *call = row->name ? table_call(table, row) : NULL;
	const char *key = number("%lu", row->nr), *may = answers(table_answers(table, row));
	int grows = (int)table->layout.grows;

	if (!row->name) {
		facts_add(facts, "call", key, "", grows ? "(unused)" : "(reserved)");
		if (grows)
			facts_add(facts, "call", key, "answers", may);
		return;
	}
	facts_add(facts, "call", key, "", row->name);
	if (!call) /* it has lost its facts, and the check says so */
		return;
	facts_add(facts, "call", key, "family", call->family);
	if (grows)
		facts_add(facts, "call", key, "since", since(table, call));
	facts_add(facts, "call", key, "arguments", table_shape(table, call->shape)->first);
	facts_add(facts, "call", key, "results", table_shape(table, call->shape)->second);
	facts_add(facts, "call", key, "clobbers", table_clob(table, call->clob)->first);
	facts_add(facts, "call", key, "segments", table_seg(table, call->seg)->first);
	if (grows)
		facts_add(facts, "call", key, "together", together(table, call));
	facts_add(facts, "call", key, "answers", may);
}

void facts_of_table(struct facts *facts, const struct table *table)
{
	char version[32];

	snprintf(version, sizeof(version), "%lu.%lu", table->layout.major, table->layout.minor);
	facts_add(facts, "profile", table->arch, "", copy(version));
	if (table->layout.grows) {
		for (unsigned int a = 0; a < VMI_NR_ANSWERS; a++)
			facts_add(facts, "answer", number("%lu", a), "", answer_names[a]);
		for (const struct range *r = table->ranges; r < table->ranges + table->nr_ranges; r++) {
			facts_add(facts, "range", r->first, "", r->last);
			facts_add(facts, "range", r->first, "owner", r->who);
		}
		for (size_t i = 0; i < table->nr_families; i++)
			facts_add(facts, "family", table->families[i].class, "", "-");
	}
	for (const struct row *r = table->rows; r < table->rows + table->nr_rows; r++)
		add_call(facts, table, r);
	for (const struct constant *c = table->constants; c < table->constants + table->nr_constants; c++)
		if (table_freezes(table, c->name))
			facts_add(facts, "constant", c->name, "", number("0x%02lx", c->value));
}
