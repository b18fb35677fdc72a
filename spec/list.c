// SPDX-License-Identifier: MIT
/*
 * list calls PROFILE    number and name of each call, a line each
 * list bodies PROFILE   what a ROM of it may have bodies of, for rom/check-blob: the profile's name, a slot's
 * size, the bodies. Those of calls.def, too, which back ends have for all profiles and the link leaves out
 */
#include <stdio.h>
#include <string.h>

#include "table.h"

static void calls(const struct table *table)
{
	for (const struct row *r = table->rows; r < table->rows + table->nr_rows; r++)
		if (r->name)
			printf("%u %s\n", r->nr, r->name);
}

static void bodies(const struct table *table)
{
	printf("profile %s\nslot %lu\n", table->name, table->layout.slot_size);
	for (const struct call *c = table->calls; c < table->calls + table->nr_calls; c++)
		printf("body %s\n", c->name);
	for (const struct row *r = table->rows; r < table->rows + table->nr_rows; r++)
		if (r->own)
			printf("body %s\n", r->body);
}

int main(int argc, char **argv)
{
	const struct table *table = argc == 3 ? table_find(argv[2]) : NULL;

	if (table && !strcmp(argv[1], "calls")) {
		calls(table);
	} else if (table && !strcmp(argv[1], "bodies")) {
		bodies(table);
	} else {
		fprintf(stderr, "usage: list calls|bodies PROFILE\n");
		return 2;
	}
	return 0;
}
