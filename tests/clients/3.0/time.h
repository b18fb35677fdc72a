/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's time where a ROM gives it (section 10): clock events, the clock's source, delays. */
#ifndef TIME_H
#define TIME_H

#include "mm.h"

#define COUNTER_REAL 0
#define COUNTER_AVAILABLE 1
#define COUNTER_STOLEN 2

#define ALARM_PERIODIC 0x100
#define ALARM_LVTT 0x10000

/* The ROM's functions, or model.c's; all or none. */
struct timer_calls {
	uint64_t (*frequency)(void);
	uint64_t (*counter)(uint32_t which);
	void (*set_alarm)(uint32_t flags, uint64_t expiry, uint64_t period);
	void (*cancel_alarm)(uint32_t flags);
	uint64_t (*wallclock)(void);
	uint32_t (*wallclock_updated)(void);
};
extern struct timer_calls timer;

/* model.c: what a ROM should be, for machines whose ROM has no timer. */
bool model_wanted(void);
void model_init(void);

/* time.c */
extern uint64_t hertz;
extern uint32_t wiring; /* ALARM_LVTT, or 0 for IRQ0 */
uint64_t cycles(uint32_t us);
void delay(uint32_t us); /* as such kernels' udelay() */
uint8_t alarm_vector(void);
void time_init(void);
void time_bsp_init(void); /* when its local APIC is up */
void time_ap_init(void);  /* on the processor */
void time_alarm(uint32_t at);

/* This processor's clock event, interrupts off. */
struct clock_event *event(void);
void event_periodic(uint32_t hz);
void event_one_shot(uint64_t delta);
void event_at(uint64_t expiry);
void event_off(void);
void event_end(void); /* and no more is expected here */
bool event_awaited(uint32_t come, uint64_t most);

#endif
