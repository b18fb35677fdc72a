// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "findings.h"
#include "json.h"
#include "must.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add(struct findings *f, bool warning, const char *code, long offset, const char *what,
		const char *expected, const char *format, va_list ap)
{
	char *found = NULL;

	if (format && vasprintf(&found, format, ap) < 0)
		must(NULL);
	f->list = must(realloc(f->list, (f->nr + 1) * sizeof(*f->list)));
	f->list[f->nr++] = (struct finding){
		.warning = warning,
		.code = code,
		.image = f->image,
		.offset = offset,
		.found = found,
		.expected = expected ? must(strdup(expected)) : NULL,
		.what = must(strdup(what)),
	};
	if (warning)
		f->warnings++;
	else
		f->faults++;
}

void fault(struct findings *f, const char *code, long offset, const char *what, const char *expected,
	   const char *found, ...)
{
	va_list ap;

	va_start(ap, found);
	add(f, false, code, offset, what, expected, found, ap);
	va_end(ap);
}

void warning(struct findings *f, const char *code, long offset, const char *what, const char *expected,
	     const char *found, ...)
{
	va_list ap;

	va_start(ap, found);
	add(f, true, code, offset, what, expected, found, ap);
	va_end(ap);
}

bool has_finding(const struct findings *f, const char *code)
{
	for (size_t i = 0; i < f->nr; i++)
		if (!strcmp(f->list[i].code, code))
			return true;
	return false;
}

void print_findings(const struct findings *f, unsigned int image)
{
	for (size_t i = 0; i < f->nr; i++) {
		const struct finding *finding = &f->list[i];
		char offset[24] = "-";

		if (finding->image != image)
			continue;
		if (finding->offset != NOWHERE)
			snprintf(offset, sizeof(offset), "0x%04lx", finding->offset);
		printf("%-8s %-16s %-7s %s", finding->warning ? "warning" : "fault", finding->code, offset,
		       finding->what);
		if (finding->found)
			printf(": found %s", finding->found);
		if (finding->expected)
			printf("%s expected %s", finding->found ? "," : ":", finding->expected);
		putchar('\n');
	}
}

void json_findings(const struct findings *f)
{
	json_open_array("findings");
	for (size_t i = 0; i < f->nr; i++) {
		const struct finding *finding = &f->list[i];

		json_open_object(NULL);
		json_text("severity", finding->warning ? "warning" : "fault");
		json_text("code", finding->code);
		if (finding->image)
			json_number("image", finding->image);
		else
			json_put_null("image");
		if (finding->offset == NOWHERE)
			json_put_null("offset");
		else
			json_number("offset", finding->offset);
		json_text("what", finding->what);
		json_text("found", finding->found);
		json_text("expected", finding->expected);
		json_end();
	}
	json_end();
	json_number("faults", f->faults);
	json_number("warnings", f->warnings);
}

void print_count(const struct findings *f)
{
	printf("%zu fault%s, %zu warning%s\n", f->faults, f->faults == 1 ? "" : "s", f->warnings,
	       f->warnings == 1 ? "" : "s");
}

void free_findings(struct findings *f)
{
	for (size_t i = 0; i < f->nr; i++) {
		free(f->list[i].found);
		free(f->list[i].expected);
		free(f->list[i].what);
	}
	free(f->list);
}
