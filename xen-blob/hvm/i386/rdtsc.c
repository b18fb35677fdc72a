/* SPDX-License-Identifier: GPL-2.0-only */
#include "time.h"

/* A client of 3.x takes the rate of the cycle counter for the TSC's, too. */
CALLCONV uint64_t RDTSC(void)
{
	return system_time();
}
