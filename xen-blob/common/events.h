/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XEN_EVENTS_H
#define XEN_EVENTS_H

#include "body.h"
#include <stdint.h>

/* Of virtual CPU n, which need not run yet. */
LOCAL int events_bind(uint32_t n);
LOCAL void events_unbind(uint32_t n);
LOCAL void events_open(uint32_t n);
LOCAL void events_restore(uint32_t n);
LOCAL void ports_mask(void);
LOCAL void send_ipi(uint32_t n);
#endif
