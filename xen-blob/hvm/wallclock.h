/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XEN_HVM_WALLCLOCK_H
#define XEN_HVM_WALLCLOCK_H

#include "body.h"

LOCAL int wallclock_works(void);
#endif
