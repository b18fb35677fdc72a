/* SPDX-License-Identifier: MIT */
/* The calls of a profile, as data: what spec/profiles/ has of it, calls.def, and its architecture's words. */
#ifndef SPEC_TABLE_H
#define SPEC_TABLE_H

#include <stddef.h>

/* profiles/begin.h says what each is. */
struct layout {
	unsigned long major, minor, grows;
	unsigned long first_call, nr_calls, end_call;
	unsigned long slots, slot_size;
	unsigned long init, reloc, header_size, first_code;
	unsigned long only_answer;
};

/* The columns of a call. */
struct call {
	const char *name, *family;
	unsigned int since;
	const char *shape, *clob, *seg; /* classes */
	unsigned int group, may;
	const char *summary, *native;
};

/* A number of the profile. */
struct row {
	unsigned int nr;
	const char *name; /* NULL: no call */
	const char *known;
	const char *body;
	const struct call *own; /* NULL: the table's call of that name */
};

/* A class of shapes, clobbers or segments in words, or a family. */
struct words {
	const char *class, *first, *second;
};

struct range {
	const char *first, *last, *who;
};

struct constant {
	const char *name;
	unsigned long value;
	const char *comment;
};

#define TABLE_LIST(type, name)                                                                               \
	const type *name;                                                                                    \
	size_t nr_##name

struct table {
	const char *name; /* "i386-3" */
	const char *arch, *version;
	struct layout layout;
	TABLE_LIST(struct row, rows);
	TABLE_LIST(struct call, calls); /* of calls.def */
	TABLE_LIST(struct words, shapes);
	TABLE_LIST(struct words, clobs);
	TABLE_LIST(struct words, segs);
	TABLE_LIST(struct words, families);
	TABLE_LIST(struct range, ranges);
	TABLE_LIST(struct constant, constants);
	TABLE_LIST(char *const, freezes); /* names, or beginnings that end in _ */
	TABLE_LIST(char *const, freezes_not);
};

/* All profiles, up to a NULL. */
extern const struct table *const tables[];

/* By the name of the file in profiles/, or by version; NULL: there is none. */
const struct table *table_find(const char *name);

/* The row's columns; NULL if the table has no call of that name. */
const struct call *table_call(const struct table *table, const struct row *row);

/* A class in words; ends the program if there is none of that name. */
const struct words *table_shape(const struct table *table, const char *class);
const struct words *table_clob(const struct table *table, const char *class);
const struct words *table_seg(const struct table *table, const char *class);

/* Whether a baseline of the profile holds the constant. */
int table_freezes(const struct table *table, const char *constant);

/* The answers that the row's call may have, a bit each. */
unsigned int table_answers(const struct table *table, const struct row *row);

/* Names of answers, VMI_NR_ANSWERS of them. */
extern const char *const answer_names[];

#endif
