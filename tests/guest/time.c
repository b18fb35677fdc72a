/* SPDX-License-Identifier: GPL-2.0-only */
/* The periodic tick and short waits, by the time calls. */
#include "kernel.h"

void timer_start(unsigned int hz)
{
	uint64_t period = div64(vmi_GetCycleFrequency(), hz, NULL);
	uint64_t now = vmi_GetCycleCounter(0);

	alarm_set(platform->alarm_wiring() | VMI_ALARM_PERIODIC, now, period);
}

/* As much as a tick with its switch takes, and so much more for the threads, in times that an alarm takes to be set. */
#define ALARMS_TO_A_TICK 20
#define SAMPLE_US 50000

unsigned int timer_affordable_hz(unsigned int most)
{
	uint64_t begin = vmi_GetCycleCounter(0), now;
	uint32_t n = 0, us;

	do {
		timer_start(HZ);
		n++;
		now = vmi_GetCycleCounter(0);
	} while (now - begin < SAMPLE_US * cycles_per_us());
	us = ALARMS_TO_A_TICK * (uint32_t)div64(now - begin, cycles_per_us(), NULL) / n + 1;
	return us < 1000000 / most ? most : 1000000 / us + 1;
}

void timer_stop(void)
{
	vmi_CancelAlarm(platform->alarm_wiring() | VMI_ALARM_PERIODIC);
}

uint64_t cycles_per_us(void)
{
	return div64(vmi_GetCycleFrequency(), 1000000, NULL);
}

/* A clock that stands still ends no wait by itself; this many looks do. */
#define STILL 1000000

void wait_begin(struct wait *w, uint32_t ms, uint32_t looks)
{
	w->last = vmi_GetCycleCounter(0);
	w->end = w->last + (uint64_t)ms * 1000 * cycles_per_us();
	w->looks = looks;
	w->still = 0;
}

bool wait_over(struct wait *w)
{
	uint64_t now = vmi_GetCycleCounter(0);

	w->still = now == w->last ? w->still + 1 : 0;
	w->last = now;
	if (w->looks)
		w->looks--;
	return w->still == STILL || (now >= w->end && !w->looks);
}

void delay_us(uint32_t us)
{
	uint64_t end = vmi_GetCycleCounter(0) + us * cycles_per_us();

	while (vmi_GetCycleCounter(0) < end)
		cpu_relax();
}
