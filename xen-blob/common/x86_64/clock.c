/* SPDX-License-Identifier: GPL-2.0-only */
/* Xen's time, of what it writes for a virtual CPU. */
#include "time.h"

/* What is newer than Xen's word is ticks times a fraction: shifted, then 64 by 32 bits without the low 32 of
 * the product. */
LOCAL uint64_t xen_time(const volatile vcpu_time_info_t *time)
{
	uint32_t version, low, high;
	uint64_t ticks, ns;

	do {
		version = time->version & ~1u; /* an odd one is never the same as behind */
		asm volatile("rdtsc" : "=a"(low), "=d"(high) : : "memory");
		ticks = ((uint64_t)high << 32 | low) - time->tsc_timestamp;
		if (time->tsc_shift < 0)
			ticks >>= -time->tsc_shift;
		else
			ticks <<= time->tsc_shift;
		ns = (uint64_t)((unsigned __int128)ticks * time->tsc_to_system_mul >> 32) + time->system_time;
		asm volatile("" : : : "memory");
	} while (version != time->version);
	return ns;
}
