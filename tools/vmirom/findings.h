/* SPDX-License-Identifier: GPL-2.0-only */
/* The list of what check and calls have against a ROM. */
#ifndef FINDINGS_H
#define FINDINGS_H

#include <stdbool.h>
#include <stddef.h>

/* For a finding that has no place in the image. */
#define NOWHERE (-1L)

struct finding {
	bool warning;
	const char *code; /* short, stable, for scripts */
	unsigned int image;     /* from 1; 0: of no image */
	long offset;            /* in the image */
	char *found, *expected; /* either may be NULL */
	char *what;
};

struct findings {
	struct finding *list;
	size_t nr, faults, warnings;
	unsigned int image; /* what the next finding is about */
};

/* expected is a constant, found the format's outcome. */
void fault(struct findings *f, const char *code, long offset, const char *what, const char *expected,
	   const char *found, ...) __attribute__((format(printf, 6, 7)));
void warning(struct findings *f, const char *code, long offset, const char *what, const char *expected,
	     const char *found, ...) __attribute__((format(printf, 6, 7)));

bool has_finding(const struct findings *f, const char *code);
/* Those of one image. */
void print_findings(const struct findings *f, unsigned int image);
void json_findings(const struct findings *f);
void print_count(const struct findings *f);
void free_findings(struct findings *f);

#endif
