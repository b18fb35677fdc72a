/* SPDX-License-Identifier: GPL-2.0-only */
/* What diff says of what it has found. */
#ifndef DIFF_REPORT_H
#define DIFF_REPORT_H

#include "differences.h"

/* Of all differences; with --carried it takes nothing to run on in place. */
enum effect worst_effect(const struct options *options, const struct differences *d);

void report_text(const struct options *options, const struct side *a, const struct side *b,
		 const struct differences *d);
void report_json(const struct options *options, const struct side *a, const struct side *b,
		 const struct differences *d);

#endif
