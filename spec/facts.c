// SPDX-License-Identifier: MIT
/* The list of facts: kept, read from a baseline, printed as one. */
#include "facts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

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
