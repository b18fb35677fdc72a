/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XEN_PV_INTERRUPTS_H
#define XEN_PV_INTERRUPTS_H

#include "body.h"
#include <stdint.h>

/* Events off: takes one event.  The client's handler for it, or 0. */
LOCAL uintptr_t next_event(void);
#endif
