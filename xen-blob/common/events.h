/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XEN_EVENTS_H
#define XEN_EVENTS_H

#include "body.h"
#include "percpu.h"
#include <stdint.h>

/* One bit for each event channel. */
#define PORTS ((volatile uint32_t *)SHARED->evtchn_pending)

static inline int test_and_set(volatile uint32_t *bits, uint32_t n)
{
	uint8_t was;

	asm volatile("lock bts %2, %0; setc %1"
		     : "+m"(bits[n / 32]), "=q"(was)
		     : "r"(n % 32)
		     : "memory", "cc");
	return was;
}

static inline int test_and_clear(volatile uint32_t *bits, uint32_t n)
{
	uint8_t was;

	asm volatile("lock btr %2, %0; setc %1"
		     : "+m"(bits[n / 32]), "=q"(was)
		     : "r"(n % 32)
		     : "memory", "cc");
	return was;
}

/* Of virtual CPU n, which need not run yet. */
LOCAL int events_bind(uint32_t n);
LOCAL void events_unbind(uint32_t n);
LOCAL void events_open(uint32_t n);
LOCAL void events_restore(uint32_t n);
LOCAL void ports_mask(void);
LOCAL void send_ipi(uint32_t n);
#endif
