/* SPDX-License-Identifier: GPL-2.0-only */
/* Calls whose arguments of 64 bits are two elsewhere; each architecture has this file. */
#ifndef GUEST_WIDE_H
#define GUEST_WIDE_H

#include <vmi/ops.h>

static inline void alarm_set(uint32_t flags, uint64_t expiry, uint64_t period)
{
	vmi_SetAlarm(flags, expiry, period);
}

#endif
