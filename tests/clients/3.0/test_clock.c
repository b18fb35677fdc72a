// SPDX-License-Identifier: GPL-2.0-only
/* The counters, the time-stamp counter that is said to be as fast, the wall clock. */
#include "time.h"

#define MS 1000u
#define READINGS 20000
#define TOGETHER 1000 /* are enough, in which the last reading was the other processor's */

static bool within(uint64_t a, uint64_t b, uint32_t percent)
{
	uint64_t apart = a > b ? a - b : b - a;

	return apart * 100 <= b * percent;
}

/* Twice the same time, by two clocks; what comes between the readings is at most some of the tries' least. */
static void same_rate(void)
{
	bool right = false;

	for (unsigned int i = 0; i < 5 && !right; i++) {
		uint64_t c = timer.counter(COUNTER_REAL), t = QCALL0(rdtsc);

		while (timer.counter(COUNTER_REAL) - c < cycles(100 * MS))
			;
		right = within(QCALL0(rdtsc) - t, timer.counter(COUNTER_REAL) - c, 2);
	}
	tap_ok(right, "clock: RDTSC counts as fast as the counter");
}

static void counters(void)
{
	uint32_t back[3] = {0};
	uint64_t last[3] = {0}, from, available, stolen, real;

	tap_ok(hertz > 1000000 && hertz < 1000000000000, "clock: the frequency is one that such a kernel can reckon with");
	tap_ok(timer.frequency() == hertz, "clock: the frequency is constant");
	for (uint32_t i = 0; i < READINGS; i++)
		for (uint32_t which = 0; which < 3; which++) {
			uint64_t now = timer.counter(which);

			back[which] += now < last[which];
			last[which] = now;
		}
	for (uint32_t which = 0; which < 3; which++)
		tap_eq(back[which], 0, "clock: counter %u does not go back", which);
	stolen = timer.counter(COUNTER_STOLEN);
	from = timer.counter(COUNTER_REAL);
	available = timer.counter(COUNTER_AVAILABLE);
	delay(200 * MS);
	available = timer.counter(COUNTER_AVAILABLE) - available;
	real = timer.counter(COUNTER_REAL) - from;
	stolen = timer.counter(COUNTER_STOLEN) - stolen;
	tap_ok(real >= cycles(199 * MS), "clock: a delay of 200 ms takes 200 ms of the counter");
	tap_ok(available <= real + cycles(10 * MS) && available + stolen + cycles(50 * MS) >= real,
	       "clock: what is available and what is stolen are what went by");
}

/* For longer than 32 bits last at a gigahertz. */
static void high_word(void)
{
	uint64_t from = timer.counter(COUNTER_REAL), now = from;
	uint32_t back = 0;

	while (now - from < 0x110000000ull && now - from < cycles(6000 * MS)) {
		uint64_t next = timer.counter(COUNTER_REAL);

		back += next < now;
		now = next;
		if (back)
			break;
	}
	tap_eq(back, 0, "clock: the counter's low word runs over");
}

static void wall_clock(void)
{
	uint64_t wall = timer.wallclock(), from = timer.counter(COUNTER_REAL), us;
	uint32_t chip = rtc_seconds(), seconds = (uint32_t)div64(timer.wallclock(), 1000000000, NULL);

	tap_ok(seconds + 5 > chip && seconds < chip + 5, "clock: the wall clock is as the chip's (%u, %u)", seconds, chip);
	delay(500 * MS);
	us = div64(timer.counter(COUNTER_REAL) - from, (uint32_t)div64(hertz, 1000000, NULL), NULL);
	tap_ok(within(div64(timer.wallclock() - wall, 1000, NULL), us, 10), "clock: the wall clock goes on");
	if (timer.wallclock_updated)
		timer.wallclock_updated();
}

void test_clock(void)
{
	counters();
	same_rate();
	high_word();
	wall_clock();
}

static struct {
	volatile uint32_t taken;
	uint64_t last;
	uint32_t by, back, changes;
} shared;

static bool take(void)
{
	uint32_t v = 1;

	__asm__ volatile("xchg %0, %1" : "+r"(v), "+m"(shared.taken) : : "memory");
	return !v;
}

/* The readings of both are in one order; that both read at a time is up to the host. */
void test_clock_together(void)
{
	for (uint32_t i = 0; i < 10 * READINGS && shared.changes < TOGETHER; i++) {
		uint64_t now;

		while (!take())
			__asm__ volatile("pause");
		now = timer.counter(COUNTER_REAL);
		shared.back += now < shared.last;
		shared.last = now;
		shared.changes += shared.by != this_cpu()->id;
		shared.by = this_cpu()->id;
		__asm__ volatile("" : : : "memory");
		shared.taken = 0;
	}
}

void test_clock_results(void)
{
	tap_eq(shared.back, 0, "clock: the counter does not go back between processors, %u times", shared.changes);
}
