/* SPDX-License-Identifier: MIT */
/*
 * The ABI as a list of facts, from the table or from a baseline file:
 * "call 17, field arguments, is EAX".  A baseline has one subject a line and
 * its further fields on lines of their own, behind a tab:
 *
 *	call 17 SetCR3
 *		arguments EAX
 */
#ifndef SPEC_FACTS_H
#define SPEC_FACTS_H

#include <stddef.h>
#include <stdio.h>

struct fact {
	const char *kind;  /* "call", "answer", "constant", ... */
	const char *key;   /* number or name within the kind */
	const char *field; /* "" on the subject's own line */
	const char *value; /* on the subject's own line: name or value */
};

struct facts {
	struct fact *fact;
	size_t n, room;
};

/* Appends one; the strings must live as long as the list. */
void facts_add(struct facts *facts, const char *kind, const char *key, const char *field, const char *value);

/* All that a profile's table says of the ABI. */
struct table;
void facts_of_table(struct facts *facts, const struct table *table);

/* Reads a baseline; 0, or -1 with a message on stderr. */
int facts_read(struct facts *facts, const char *file);

void facts_print(const struct facts *facts, FILE *out);

/* The value of a field, or NULL. */
const char *facts_find(const struct facts *facts, const char *kind, const char *key, const char *field);

#endif
