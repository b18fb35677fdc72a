/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XEN_PV_CPU_H
#define XEN_PV_CPU_H

#include "body.h"
#include <stdint.h>

/* Ends the domain; reason: SHUTDOWN_* (public/sched.h). */
LOCAL void shut_down(uint32_t reason) __attribute__((noreturn));
#endif
