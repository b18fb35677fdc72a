/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XEN_TIME_H
#define XEN_TIME_H

#include "body.h"
#include "state.h"

enum { AVAILABLE = 1, STOLEN }; /* cycle counters beside the real one, 0 */

/* What each back end has: the client's, never less than it was told, on whatever virtual CPU. */
LOCAL uint64_t system_time(void);

/* Xen's, by what it writes for the virtual CPU on which this runs, with interrupts off; ns. */
LOCAL uint64_t xen_time(const volatile vcpu_time_info_t *time);

/* ns, or what was told last if that is later. */
LOCAL uint64_t in_order(volatile uint64_t *told, uint64_t ns);
/* From now on Xen writes the run state of virtual CPU n. */
LOCAL void time_open(uint32_t n);
/* Since then, of the virtual CPU on which this runs. */
LOCAL uint64_t steal_time(const struct state *s);
LOCAL uint64_t available_time(struct state *s);
/* Any counter but the real one. */
CALLCONV uint64_t GetCycleCounter_other(uint32_t counter);
#endif
