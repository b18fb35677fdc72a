/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XEN_HVM_START_H
#define XEN_HVM_START_H

#include "body.h"
#include <stdint.h>

LOCAL uint32_t xen_leaves(void); /* the first of Xen's CPUID leaves; 0: it isn't below */
/* Tells Xen that we are 32 bits wide; less than 0: it refuses. */
LOCAL int tell_width(void);
#endif
