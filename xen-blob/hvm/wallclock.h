/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XEN_HVM_WALLCLOCK_H
#define XEN_HVM_WALLCLOCK_H

#include "body.h"

#include <stdint.h>

/* Whether it can be read, on virtual CPU number. */
LOCAL int wallclock_works(uint32_t number);
#endif
