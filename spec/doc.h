/* SPDX-License-Identifier: MIT */
/* What the parts of doc share: the profiles, and the tables that come from them alone. */
#ifndef SPEC_DOC_H
#define SPEC_DOC_H

#include "table.h"

#define NR(array) (sizeof(array) / sizeof((array)[0]))

#define EACH_ROW(table, row)                                                                                 \
	for (const struct row *row = (table)->rows; row < (table)->rows + (table)->nr_rows; row++)
#define EACH_CALL(table, call)                                                                               \
	for (const struct call *call = (table)->calls; call < (table)->calls + (table)->nr_calls; call++)

/* The profile that takes calls.def as it stands and that a table is of which names none. */
const struct table *whole(void);

/* Each writes one table. */
void table_calls(const struct table *table);
void table_classes(const struct table *table);
void table_families(const struct table *table);
void table_groups(const struct table *table);
void table_ranges(const struct table *table);
void table_native(const struct table *table);
void table_constants(const struct table *table, const char *prefix);

#endif
