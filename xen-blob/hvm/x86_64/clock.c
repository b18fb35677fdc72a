/* SPDX-License-Identifier: GPL-2.0-only */
/* The client's real time, of what Xen writes for this virtual CPU. */
#include "percpu.h"
#include "time.h"

LOCAL uint64_t system_time(void)
{
	GUARD;

	return in_order(&GLOBAL->last_cycles, xen_time(&STATE->time));
}
