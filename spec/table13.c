// SPDX-License-Identifier: MIT
/* What calls13.def says of the ABI, as facts; a call that it shares with 3.0 has the facts of calls.def. */
#include "facts.h"

#include <stdlib.h>
#include <string.h>

#include <vmi/ap_state.h>
#include <vmi/calls.h>
#include <vmi/rom.h>
#include <vmi/rom13.h>

static const struct words {
	const char *class, *first, *second;
} sigs[] =
	{
#define VMI_SIG(SIG, in, out) {#SIG, in, out},
#include <calls.def>
#define VMI_SIG(SIG, in, out) {"13." #SIG, in, out},
#include <calls13.def>
},
  clobbers[] =
	  {
#define VMI_CLOB(CLOB, what) {#CLOB, what, ""},
#include <calls.def>
#define VMI_CLOB(CLOB, what) {"13." #CLOB, what, ""},
#include <calls13.def>
},
  segments[] = {
#define VMI_SEG(SEG, what) {#SEG, what, ""},
#include <calls.def>
};
#define NR(array) (sizeof(array) / sizeof((array)[0]))

/* A row with class names is 13.3's own; one without is that of calls.def. */
static const struct row {
	unsigned int nr;
	const char *name, *family, *sig, *clob, *seg;
} rows[] = {
#define VMI13_SAME(nr, Name, ...) {nr, #Name, NULL, NULL, NULL, NULL},
#define VMI13_CALL(nr, Name, body, family, SIG, CLOB, SEG, ...) {nr, #Name, #family, #SIG, #CLOB, #SEG},
#define VMI13_RESERVED(nr) {nr, NULL, NULL, NULL, NULL, NULL},
#include <calls13.def>
};

static const struct {
	const char *name;
	unsigned long value;
} constants[] = {
#define CONSTANT(NAME, comment) {#NAME, NAME},
#include "constants.inc"
#undef CONSTANT
};

/* Of vmi/rom.h: what a ROM of 13.3 has, too. */
static const char *const shared[] = {
	"VMI_ROM_SIGNATURE",     "VMI_ROM_VMI_SIGNATURE", "VMI_ROM_UNIT",      "VMI_ROM_STEP",
	"VMI_ROM_OFF_SIGNATURE", "VMI_ROM_OFF_LENGTH",    "VMI_ROM_OFF_ENTRY", "VMI_ROM_OFF_VMI",
	"VMI_ROM_OFF_MINOR",     "VMI_ROM_OFF_MAJOR",     "VMI_ROM_OFF_PCI",   "VMI_ROM_OFF_PNP",
	"VMI_ANSWER_CALL",       "VMI_PAGE_PT",           "VMI_PAGE_PD",       "VMI_FLUSH_TLB",
	"VMI_FLUSH_GLOBAL",
};

static const struct words *find(const struct words *words, size_t n, const char *class)
{
	char own[40];

	snprintf(own, sizeof(own), "13.%s", class);
	for (size_t i = 0; i < n; i++)
		if (!strcmp(words[i].class, class) || !strcmp(words[i].class, own))
			return &words[i];
	fprintf(stderr, "calls13.def: no class %s\n", class);
	exit(2);
}

static const char *number(const char *format, unsigned long value)
{
	char text[32], *copy;

	snprintf(text, sizeof(text), format, value);
	copy = strdup(text);
	if (!copy)
		abort();
	return copy;
}

/* The number that calls.def has for the name, or NULL: then the call has lost its facts, and the check says
 * so. */
static const char *number_in(const struct facts *main, const char *name)
{
	for (size_t i = 0; i < main->n; i++) {
		const struct fact *f = &main->fact[i];

		if (!strcmp(f->kind, "call") && !*f->field && !strcmp(f->value, name))
			return f->key;
	}
	return NULL;
}

static void add_call(struct facts *facts, const struct facts *main, const struct row *row)
{
	static const char *const fields[] = {"family", "arguments", "results", "clobbers", "segments"};
	const char *answer = facts_find(main, "answer", number("%lu", VMI13_ANSWER), "");
	const char *key = number("%lu", row->nr), *values[NR(fields)];

	facts_add(facts, "call", key, "", row->name ? row->name : "(reserved)");
	if (!row->name)
		return;
	if (row->sig) {
		const struct words *sig = find(sigs, NR(sigs), row->sig);

		values[0] = row->family;
		values[1] = sig->first;
		values[2] = sig->second;
		values[3] = find(clobbers, NR(clobbers), row->clob)->first;
		values[4] = find(segments, NR(segments), row->seg)->first;
	} else {
		const char *there = number_in(main, row->name);

		if (!there)
			return;
		for (size_t i = 0; i < NR(fields); i++)
			values[i] = facts_find(main, "call", there, fields[i]);
	}
	for (size_t i = 0; i < NR(fields); i++)
		facts_add(facts, "call", key, fields[i], values[i]);
	facts_add(facts, "call", key, "answers", answer ? answer : "?");
}

static int belongs(const char *name)
{
	if (!strncmp(name, "VMI13_", 6))
		return 1;
	for (size_t i = 0; i < NR(shared); i++)
		if (!strcmp(shared[i], name))
			return 1;
	return 0;
}

void facts_of_table13(struct facts *facts)
{
	struct facts main = {0};
	static char version[16];

	snprintf(version, sizeof(version), "%d.%d", VMI13_API_MAJOR, VMI13_API_MINOR);
	facts_add(facts, "profile", "i386", "", version);
	facts_of_table(&main);
	for (const struct row *r = rows; r < rows + NR(rows); r++)
		add_call(facts, &main, r);
	for (size_t i = 0; i < NR(constants); i++)
		if (belongs(constants[i].name))
			facts_add(facts, "constant", constants[i].name, "",
				  number("0x%02lx", constants[i].value));
	free(main.fact);
}
