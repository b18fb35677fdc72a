// SPDX-License-Identifier: MIT
/*
 * doc < document > document: copies Markdown and writes the generated parts
 * anew.  Such a part stands between two marker lines, each of its own:
 *
 *	<!-- table NAME, written by make spec -->
 *	<!-- end of table -->
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vmi/ap_state.h>
#include <vmi/calls.h>
#include <vmi/rom.h>
#include <vmi/rom13.h>

#include "doc13.h"

/* In an answers.def only: what is given out is one of the two. */
#define VMI_ANSWER_NONE_OR_CALL VMI_NR_ANSWERS

static const char *const answer_names[VMI_NR_ANSWERS + 1] = {
	[VMI_ANSWER_NONE] = "none",
	[VMI_ANSWER_CALL] = "call",
	[VMI_ANSWER_JUMP] = "jump",
	[VMI_ANSWER_NOP] = "nop",
	[VMI_ANSWER_NONE_OR_CALL] = "none; *call* before 2.6.31",
};

/* Signatures in words, found by the name of their class. */
struct words {
	const char *class, *first, *second;
};

static const struct words sigs[] = {
#define VMI_SIG(SIG, in, out) {#SIG, in, out},
#include <calls.def>
};
static const struct words clobbers[] = {
#define VMI_CLOB(CLOB, what) {#CLOB, what, ""},
#include <calls.def>
};
static const struct words segments[] = {
#define VMI_SEG(SEG, what) {#SEG, what, ""},
#include <calls.def>
};
static const struct words families[] = {
#define VMI_FAMILY(name, what) {#name, what, ""},
#include <calls.def>
};
#define NR(array) (sizeof(array) / sizeof((array)[0]))

/* native_i386.h is left out, so that its words appear by their names. */
#define R(reg) % reg
#define STRING_(...) #__VA_ARGS__
#define STRING(...) STRING_(__VA_ARGS__)

static const struct row {
	unsigned int nr, since;
	const char *name, *family, *sig, *clob, *seg;
	unsigned int group, may;
	const char *summary, *native;
} rows[] = {
#define VMI_CALL(nr, Name, family, since, SIG, CLOB, SEG, group, ANSWERS, summary, ...)                      \
	{nr,                                                                                                 \
	 since,                                                                                              \
	 #Name,                                                                                              \
	 #family,                                                                                            \
	 #SIG,                                                                                               \
	 #CLOB,                                                                                              \
	 #SEG,                                                                                               \
	 group,                                                                                              \
	 VMI_MAY_##ANSWERS,                                                                                  \
	 summary,                                                                                            \
	 STRING(__VA_ARGS__)},
#include <calls.def>
};

static const struct {
	const char *name;
	unsigned long value;
	const char *comment;
} constants[] = {
#define CONSTANT(NAME, comment) {#NAME, NAME, comment},
#include "constants.inc"
#undef CONSTANT
};

static const struct words status_codes[] = {
#define VMI_STATUS(NAME, sentence) {"VMI_" #NAME, sentence, ""},
#include <vmi/status.def>
#undef VMI_STATUS
};

/* What the blobs answer; each has a line for every call, or it would not have been built. */
static const struct answer {
	unsigned int nr, normal, call_all;
	const char *why;
} native_answers[] = {
#define ANSWER(Name, normal, call_all, why)                                                                  \
	{VMI_CALL_##Name, VMI_ANSWER_##normal, VMI_ANSWER_##call_all, why},
#include <native-blob/answers.def>
#undef ANSWER
}, xen_answers[] = {
#define ANSWER(Name, normal, call_all, why)                                                                  \
	{VMI_CALL_##Name, VMI_ANSWER_##normal, VMI_ANSWER_##call_all, why},
#include <xen-blob/pv/answers.def>
#undef ANSWER
};

/* What the Xen blob says when it must end a client. */
static const struct {
	unsigned int code;
	const char *hypercall, *calls, *what;
} refusals[] = {
#define REFUSED(code, NAME, hypercall, calls, what) {code, hypercall, calls, what},
#include <xen-blob/common/refusals.def>
#undef REFUSED
};

static const struct words *find(const struct words *words, size_t n, const char *class)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(words[i].class, class))
			return &words[i];
	fprintf(stderr, "no class %s\n", class);
	exit(2);
}

static void table_calls(void)
{
	puts("| nr | call | since | arguments | results | destroys | segments | answers | what it does |");
	puts("|---:|---|---|---|---|---|---|---|---|");
	for (const struct row *r = rows; r < rows + NR(rows); r++) {
		const struct words *sig = find(sigs, NR(sigs), r->sig);

		printf("| %u | %s | 3.%u | %s | %s | %s | %s |", r->nr, r->name, r->since, sig->first,
		       sig->second, r->clob, r->seg);
		for (unsigned int a = 0; a < VMI_NR_ANSWERS; a++)
			if (r->may & 1u << a)
				printf(" %s", answer_names[a]);
		printf(" | %s |\n", r->summary);
	}
	printf("\nNumbers answered *none* for ever:");
#define VMI_UNUSED(nr) printf(" %d", nr);
#include <calls.def>
	puts(".");
}

static void table_classes(void)
{
	puts("| class | meaning |");
	puts("|---|---|");
	for (size_t i = 0; i < NR(clobbers); i++)
		printf("| destroys %s | %s |\n", clobbers[i].class, clobbers[i].first);
	for (size_t i = 0; i < NR(segments); i++)
		printf("| segments %s | %s |\n", segments[i].class, segments[i].first);
}

static void table_families(void)
{
	puts("| family | what | calls |");
	puts("|---|---|---|");
	for (size_t i = 0; i < NR(families); i++) {
		const char *comma = "";

		printf("| `%s` | %s | ", families[i].class, families[i].first);
		for (const struct row *r = rows; r < rows + NR(rows); r++) {
			if (strcmp(r->family, families[i].class))
				continue;
			printf("%s%s", comma, r->name);
			comma = ", ";
		}
		puts(" |");
	}
}

static void table_groups(void)
{
	unsigned int last = 0;

	puts("| group | calls |");
	puts("|---:|---|");
	for (const struct row *r = rows; r < rows + NR(rows); r++)
		if (r->group > last)
			last = r->group;
	for (unsigned int group = 1; group <= last; group++) {
		const char *comma = "";

		printf("| %u | ", group);
		for (const struct row *r = rows; r < rows + NR(rows); r++) {
			if (r->group != group)
				continue;
			printf("%s%s", comma, r->name);
			comma = ", ";
		}
		puts(" |");
	}
}

static void table_ranges(void)
{
	puts("| numbers | who gives them out |");
	puts("|---|---|");
#define VMI_RANGE(first, last, who) printf("| %d-%d | %s |\n", first, last, who);
#include <calls.def>
}

static void table_native(void)
{
	puts("| call | native form |");
	puts("|---|---|");
	for (const struct row *r = rows; r < rows + NR(rows); r++) {
		printf("| %s | `", r->name);
		/* the preprocessor puts a blank between % and a register */
		for (const char *c = r->native; *c; c++)
			if (c == r->native || *c != ' ' || c[-1] != '%')
				putchar(*c);
		puts("` |");
	}
}

static void table_status_codes(void)
{
	puts("| status | meaning |");
	puts("|---|---|");
	for (size_t i = 0; i < NR(status_codes); i++)
		printf("| `%s` | %s |\n", status_codes[i].class, status_codes[i].first);
}

static void table_constants(const char *prefix)
{
	puts("| value | name | |");
	puts("|---:|---|---|");
	for (size_t i = 0; i < NR(constants); i++)
		if (!strncmp(constants[i].name, prefix, strlen(prefix)))
			printf("| 0x%02lX | `%s` | %s |\n", constants[i].value, constants[i].name,
			       constants[i].comment);
}

static const struct answer *answer_of(const struct answer *answers, size_t n, const struct row *row)
{
	for (size_t i = 0; i < n; i++)
		if (answers[i].nr == row->nr)
			return &answers[i];
	fprintf(stderr, "an answers.def has no line for %s\n", row->name);
	exit(2);
}

static void table_native_answers(void)
{
	puts("| nr | call | answer | in the `-call` build | why |");
	puts("|---:|---|---|---|---|");
	for (const struct row *r = rows; r < rows + NR(rows); r++) {
		const struct answer *a = answer_of(native_answers, NR(native_answers), r);

		printf("| %u | %s | %s | %s | %s |\n", r->nr, r->name, answer_names[a->normal],
		       answer_names[a->call_all], a->why);
	}
}

static void table_xen_answers(void)
{
	puts("| nr | call | answer | hypercall, or why none |");
	puts("|---:|---|---|---|");
	for (const struct row *r = rows; r < rows + NR(rows); r++) {
		const struct answer *a = answer_of(xen_answers, NR(xen_answers), r);

		printf("| %u | %s | %s | %s |\n", r->nr, r->name, answer_names[a->normal], a->why);
	}
}

static void table_refusals(void)
{
	puts("| code | says | hypercall | made by |");
	puts("|---:|---|---|---|");
	for (size_t i = 0; i < NR(refusals); i++)
		printf("| %02x | %s | %s | %s |\n", refusals[i].code, refusals[i].what, refusals[i].hypercall,
		       refusals[i].calls);
}

static void table(const char *name)
{
	static const struct {
		const char *name;
		void (*write)(void);
	} tables[] = {
		{"calls", table_calls},
		{"classes", table_classes},
		{"families", table_families},
		{"groups", table_groups},
		{"ranges", table_ranges},
		{"native forms", table_native},
		{"native answers", table_native_answers},
		{"Xen answers", table_xen_answers},
		{"Xen refusals", table_refusals},
		{"status codes", table_status_codes},
		{"calls 13.3", table_calls_13},
	};

	if (!strncmp(name, "constants ", 10)) {
		table_constants(name + 10);
		return;
	}
	for (size_t i = 0; i < NR(tables); i++) {
		if (!strcmp(tables[i].name, name)) {
			tables[i].write();
			return;
		}
	}
	fprintf(stderr, "no table named \"%s\"\n", name);
	exit(2);
}

int main(void)
{
	static const char end[] = "<!-- end of table -->\n";
	static char line[4096];
	char name[64];
	int inside = 0;

	while (fgets(line, sizeof(line), stdin)) {
		if (!strcmp(line, end))
			inside = 0;
		if (inside)
			continue;
		fputs(line, stdout);
		if (sscanf(line, "<!-- table %63[^,], written by make spec -->", name) != 1)
			continue;
		puts("");
		table(name);
		puts("");
		inside = 1;
	}
	if (inside) {
		fprintf(stderr, "table %s: no line %s", name, end);
		return 2;
	}
	return ferror(stdout) ? 2 : 0;
}
