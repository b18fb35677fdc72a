/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XEN_PV_ALARMS_H
#define XEN_PV_ALARMS_H

#include "body.h"
#include <stdint.h>

/* The client's vector for its alarm, if that is due; 0: not now. */
LOCAL uint32_t timer_event(void);
/* Around a save; the last two in the new domain. */
LOCAL uint64_t time_save(void);
LOCAL void time_restore(uint64_t last);
LOCAL void available_restore(void);
#endif
