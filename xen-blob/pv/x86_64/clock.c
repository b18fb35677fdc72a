/* SPDX-License-Identifier: GPL-2.0-only */
/* The real time, of vcpu_info, in nanoseconds. */
#include "percpu.h"
#include "time.h"

LOCAL uint64_t system_time(void)
{
	GUARD;

	return in_order(&GLOBAL->last_cycles, xen_time(&VCPU->time) + GLOBAL->time_offset);
}

CALLCONV uint64_t GetCycleCounter(uint32_t counter)
{
	return counter ? GetCycleCounter_other(counter) : system_time();
}
