// SPDX-License-Identifier: GPL-2.0-only
#include "trim.h"

#include <stdio.h>
#include <sys/mman.h>

#define ENOUGH (32ul << 20) /* bytes; a ROM of the largest size takes less than 4 MiB */
#define SUSPECT (256ul << 20)

void trim_translations(void)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	unsigned long first, end;
	char rights[5], line[512];

	if (!maps)
		return;
	/* Nothing else here is as large and executable. */
	while (fgets(line, sizeof(line), maps))
		if (sscanf(line, "%lx-%lx %4s", &first, &end, rights) == 3 && rights[1] == 'w' &&
		    rights[2] == 'x' && end - first >= SUSPECT)
			munmap((void *)(first + ENOUGH), end - first - ENOUGH);
	fclose(maps);
}
