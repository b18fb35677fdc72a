/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory that a tool can't go on without. */
#ifndef MUST_H
#define MUST_H

#include <stdio.h>
#include <stdlib.h>

static inline void *must(void *memory)
{
	if (memory)
		return memory;
	fprintf(stderr, "vmirom: out of memory\n");
	exit(2);
}

#endif
