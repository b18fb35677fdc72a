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

/* All of virtual CPU n, which need not run yet. Makes its channels; on an error (negative) there are none. */
LOCAL int events_bind(uint32_t n);
/* Closes them. */
LOCAL void events_unbind(uint32_t n);
/* From now on events of its channels come. */
LOCAL void events_open(uint32_t n);
/* After a restore: makes it look for what was on its way, and set its alarm anew. */
LOCAL void events_restore(uint32_t n);
/* Masks every channel of the domain; events_open unmasks those that are ours. */
LOCAL void ports_mask(void);
/* Makes virtual CPU n look at what is noted for it in its state. */
LOCAL void send_ipi(uint32_t n);
#endif
