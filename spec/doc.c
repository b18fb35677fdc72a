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

#include <vmi/calls.h>

#include "doc.h"

/* In an answers.def only: what is given out is one of the two. */
#define VMI_ANSWER_NONE_OR_CALL VMI_NR_ANSWERS

static const struct words status_codes[] = {
#define VMI_STATUS(NAME, sentence) {"VMI_" #NAME, sentence, ""},
#include <vmi/status.def>
#undef VMI_STATUS
};

/* What the blobs answer; each has a line for every call, or it would not have been built. */
static const struct answer {
	const char *name;
	unsigned int normal, call_all;
	const char *why;
} native_answers[] =
	{
#define ANSWER(Name, normal, call_all, why) {#Name, VMI_ANSWER_##normal, VMI_ANSWER_##call_all, why},
#include <native-blob/i386-3/answers.def>
#undef ANSWER
},
  native64_answers[] =
	  {
#define ANSWER(Name, normal, call_all, why) {#Name, VMI_ANSWER_##normal, VMI_ANSWER_##call_all, why},
#include <native-blob/x86_64-4/answers.def>
#undef ANSWER
},
  xen_pv_answers[] =
	  {
#define ANSWER(Name, normal, call_all, why) {#Name, VMI_ANSWER_##normal, VMI_ANSWER_##call_all, why},
#include <xen-blob/pv/i386-3/answers.def>
#undef ANSWER
},
  xen_hvm_answers[] = {
#define ANSWER(Name, normal, call_all, why) {#Name, VMI_ANSWER_##normal, VMI_ANSWER_##call_all, why},
#include <xen-blob/hvm/i386-3/answers.def>
#undef ANSWER
};

/* What the Xen blob says when it must end a client. */
static const struct {
	unsigned int code;
	const char *hypercall, *calls, *what;
} refusals[] = {
#define REFUSED(code, NAME, hypercall, calls, what) {code, hypercall, calls, what},
#include <xen-blob/pv/refusals.def>
#undef REFUSED
};

static const char *answer_name(unsigned int answer)
{
	return answer == VMI_ANSWER_NONE_OR_CALL ? "none; *call* before 2.6.31" : answer_names[answer];
}

static void table_status_codes(void)
{
	puts("| status | meaning |");
	puts("|---|---|");
	for (size_t i = 0; i < NR(status_codes); i++)
		printf("| `%s` | %s |\n", status_codes[i].class, status_codes[i].first);
}

static const struct answer *answer_of(const struct answer *answers, size_t n, const struct row *row)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(answers[i].name, row->name))
			return &answers[i];
	fprintf(stderr, "an answers.def has no line for %s\n", row->name);
	exit(2);
}

static void table_native_answers(const struct table *table)
{
	int other = table != whole(); /* x86-64's */

	puts("| nr | call | answer | in the `-call` build | why |");
	puts("|---:|---|---|---|---|");
	EACH_ROW(table, row)
	{
		const struct answer *a;

		if (!row->name)
			continue;
		a = other ? answer_of(native64_answers, NR(native64_answers), row)
			  : answer_of(native_answers, NR(native_answers), row);
		printf("| %u | %s | %s | %s | %s |\n", row->nr, row->name, answer_name(a->normal),
		       answer_name(a->call_all), a->why);
	}
}

static void table_xen_answers(void)
{
	puts("| nr | call | PV | HVM, PVH | in a PV domain: hypercall, or why none | in an HVM or PVH "
	     "domain: exits, or why none |");
	puts("|---:|---|---|---|---|---|");
	EACH_ROW(whole(), row)
	{
		const struct answer *pv, *hvm;

		if (!row->name)
			continue;
		pv = answer_of(xen_pv_answers, NR(xen_pv_answers), row);
		hvm = answer_of(xen_hvm_answers, NR(xen_hvm_answers), row);
		printf("| %u | %s | %s | %s | %s | %s |\n", row->nr, row->name, answer_name(pv->normal),
		       answer_name(hvm->normal), pv->why, hvm->why);
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

/* The profile that the name begins with, which goes on behind it; else the whole. */
static const struct table *named_profile(const char **name)
{
	size_t len = strcspn(*name, " ");

	for (const struct table *const *t = tables; *t; t++) {
		if (strlen((*t)->name) != len || strncmp((*t)->name, *name, len))
			continue;
		*name += len + strspn(*name + len, " ");
		return *t;
	}
	return whole();
}

/* NAME, or PROFILE NAME. */
static void table(const char *name)
{
	static const struct {
		const char *name;
		void (*write)(void);
	} tables[] = {
		{"Xen answers", table_xen_answers},
		{"Xen refusals", table_refusals},
		{"status codes", table_status_codes},
	};
	static const struct {
		const char *name;
		void (*write)(const struct table *table);
	} profile_tables[] = {
		{"calls", table_calls},
		{"classes", table_classes},
		{"families", table_families},
		{"groups", table_groups},
		{"ranges", table_ranges},
		{"native forms", table_native},
		{"native answers", table_native_answers},
	};
	const struct table *profile = named_profile(&name);

	if (!strncmp(name, "constants ", 10)) {
		table_constants(profile, name + 10);
		return;
	}
	for (size_t i = 0; i < NR(tables); i++) {
		if (!strcmp(tables[i].name, name)) {
			tables[i].write();
			return;
		}
	}
	for (size_t i = 0; i < NR(profile_tables); i++) {
		if (!strcmp(profile_tables[i].name, name)) {
			profile_tables[i].write(profile);
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
