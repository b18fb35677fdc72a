/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Real time is what Xen writes for each virtual CPU: no exit.  Alarms are the timers that Xen emulates, of
 * the local APIC and the 8254: their interrupts come as the client has set them up, and need no word of ours.
 *
 * After a save and restore, of which nobody is told, Xen does not know any more where to write.  What it
 * wrote last goes on to be right: it says how late it was at some value of the TSC, and that goes on, at its
 * rate.
 */
#include "time.h"
#include "apic.h"
#include "hypercall.h"
#include "percpu.h"
#include <vmi/calls.h>

CALLCONV uint64_t GetCycleCounter(uint32_t counter)
{
	return counter ? GetCycleCounter_other(counter) : system_time();
}

/* The 8254's channel 0, which is IRQ 0. */
#define PIT_HZ 1193182u
#define PIT_COUNTER 0x40
#define PIT_CONTROL 0x43
#define PIT_WORD 0x30 /* low byte, then high byte; a mode is added */
#define PIT_PERIODIC 2
#define PIT_ONE_SHOT 4
#define PIT_SILENT 5          /* as clients leave it: no edge starts it */
#define PIT_LONGEST 54925000u /* ns, of 65536 ticks */
#define NS_HZ 1000000000u

static void out(uint16_t port, uint8_t value)
{
	asm volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

/* The control word each time: a client may have written its own meanwhile, or the chip been reset. */
static void pit_load(uint32_t mode, uint32_t count)
{
	out(PIT_CONTROL, PIT_WORD | mode << 1);
	out(PIT_COUNTER, count);
	out(PIT_COUNTER, count >> 8);
}

/* Longer than the counter can count, it comes early. */
static __attribute__((noinline)) void pit_timer(uint64_t ns, uint32_t periodic)
{
	uint32_t count = 0, high, low;

	if (!ns) {
		pit_load(PIT_SILENT, 0);
		return;
	}
	if (ns < PIT_LONGEST) {
		uint64_t product = ns * PIT_HZ;

		low = product;
		high = product >> 32;
		asm("divl %2" : "+a"(low), "+d"(high) : "r"(NS_HZ) : "cc");
		count = low + 1 + !low; /* rounded up; 1 is too few for either mode */
	}
	pit_load(periodic ? PIT_PERIODIC : PIT_ONE_SHOT, count);
}

static inline __attribute__((always_inline)) void timer(uint32_t flags, uint64_t ns, uint32_t periodic)
{
	if (flags & VMI_ALARM_WIRED_LVTT)
		apic_timer(ns, periodic);
	else
		pit_timer(ns, periodic);
}

/* High word of 2^32 times 1280 ns, an hour and a half: apic_timer counts no further, and it comes once. */
#define PERIOD_TOO_LONG 1280

/* How long it is until then; what is past comes at once. */
static __attribute__((noinline)) uint64_t until(uint32_t flags, D_ARG(at))
{
	uint64_t expiry = D_VALUE(at);
	uint64_t now = (flags & VMI_ALARM_COUNTER_MASK) == AVAILABLE ? available_time(STATE) : system_time();

	return expiry > now ? expiry - now : 1;
}

/*
 * A periodic one begins when its first period is over; Xen makes it up to one and a half.  One that is past
 * comes at once; and one by available time may come early, by what is stolen until then.
 */
CALLCONV STATUS SetAlarm(uint32_t flags, D_ARG(expiry), D_ARG(period))
{
	GUARD;

	if (flags & VMI_ALARM_PERIODIC && D_HIGH(period) < PERIOD_TOO_LONG)
		timer(flags, D_VALUE(period), 1);
	else
		timer(flags, until(flags, D_PASS(expiry)), 0);
	DONE;
}

CALLCONV void CancelAlarm(uint32_t flags)
{
	GUARD;

	timer(flags, 0, 0);
}
