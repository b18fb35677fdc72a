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

/* The profile that takes calls.def as it stands. */
const struct table *whole(void);

/* Each writes one table. */
void table_calls(void);
void table_known_calls(const char *profile);
void table_classes(void);
void table_families(void);
void table_groups(void);
void table_ranges(void);
void table_native(void);
void table_constants(const char *prefix);

#endif
