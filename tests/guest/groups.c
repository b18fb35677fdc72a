/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs the groups of tests. */
#include "kernel.h"
#include "groups.h"

/* The probes of every call are a suite of their own (probe/). */
__attribute__((weak)) void probe_tests(void);

/* An architecture may be without some. */
#define GROUP(name) __attribute__((weak)) void test_##name(void);
GROUPS
#undef GROUP

struct group {
	const char *name;
	void (*run)(void);
};

static const struct group groups[] = {
#define GROUP(name) {#name, test_##name},
	GROUPS
#undef GROUP
	{"probe", probe_tests},
};

void groups_run(const char *only)
{
	unsigned int i, ran = 0;

	for (i = 0; i < ARRAY_SIZE(groups); i++) {
		if (!groups[i].run || (*only && strcmp(only, groups[i].name)))
			continue;
		tap_note("group %s", groups[i].name);
		groups[i].run();
		ran++;
	}
	if (!ran)
		tap_ok(false, "there is no group %s", only);
}
