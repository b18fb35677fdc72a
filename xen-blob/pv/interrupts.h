/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XEN_PV_INTERRUPTS_H
#define XEN_PV_INTERRUPTS_H

#include "body.h"
#include <stdint.h>

LOCAL uint32_t next_event(void);
#endif
