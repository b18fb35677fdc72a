/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XEN_TIME_H
#define XEN_TIME_H

#include "body.h"
#include <stdint.h>

#define LVT_MASKED 0x10000 /* of the APIC's LVTT, which the client writes: no vector */

LOCAL uint64_t system_time(void); /* the client's: never less than it was told, on whatever virtual CPU */
LOCAL uint64_t xen_time(void);    /* Xen's, of this virtual CPU, with events off */
/* The client's vector for its alarm, if that is due; 0: not now. */
LOCAL uint32_t timer_event(void);
/* From now on Xen writes the run state of virtual CPU n. */
LOCAL void time_open(uint32_t n);
/* Around a save; the last two in the new domain. */
LOCAL uint64_t time_save(void);
LOCAL void time_restore(uint64_t last);
LOCAL void available_restore(void);
#endif
