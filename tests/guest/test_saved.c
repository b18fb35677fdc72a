/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Saved and restored without being asked, as HVM and PVH domains are.  The blob could go on with what the old domain was told:
 * where Xen writes the time, how wide we are, what is set of a timer.
 * Expected: the counter goes on from where it stood, the wall clock has gone on meanwhile, and alarms and interrupts come.
 */
#include "kernel.h"
#include "groups.h"

#define MS 1000000
#define LEAST 100ll	/* ms; no save and restore is as short */
#define MOST 3600000ll	/* nor as long */
#define PATIENCE 120000 /* ms of the counter's */

struct clocks {
	uint64_t real, wall;
};

static struct clocks clocks(void)
{
	struct clocks now = {.real = vmi_GetCycleCounter(0)};

	now.wall = vmi_GetWallclockTime();
	return now;
}

static int64_t in_ms(uint64_t cycles)
{
	return div64(cycles, 1000 * cycles_per_us(), NULL);
}

/* How far the wall clock has come, less how far the counter has, ms. */
static int64_t ahead(const struct clocks *from, const struct clocks *to)
{
	int64_t wall = to->wall - from->wall;
	int64_t ms = wall < 0 ? -(int64_t)div64(-wall, MS, NULL) : (int64_t)div64(wall, MS, NULL);

	return ms - in_ms(to->real - from->real);
}

static void count(void *arg)
{
	atomic_add(arg, 1);
}

static void check_goes_on(void)
{
	volatile uint32_t others = 0;
	uint32_t before = this_cpu()->ticks, ms;

	for (ms = 0; ms < 2000 && this_cpu()->ticks - before < 5; ms++)
		delay_us(1000);
	tap_ok(this_cpu()->ticks - before >= 5, "alarms come");
	if (nr_cpus > 1) {
		cpu_call_others(count, (void *)&others);
		tap_eq(others, nr_cpus - 1, "and interrupts to the others");
	}
}

static void saved(unsigned int nr)
{
	struct clocks before = clocks(), last = before, now = before;
	bool back = false;
	int64_t by = 0;

	kprintf("# ready to be saved, %u\n", nr);
	while (by < LEAST && by > -LEAST && in_ms(now.real - before.real) < PATIENCE) {
		delay_us(10000);
		now = clocks();
		back |= now.real < last.real;
		last = now;
		by = ahead(&before, &now);
	}
	tap_ok(!back, "save %u: the counter did not go back", nr);
	tap_ok(by >= LEAST && by < MOST, "save %u: the wall clock went on meanwhile, by %d ms", nr, (int)by);
	check_goes_on();
}

void test_saved(unsigned int saves)
{
	if (vmi_answer(VMI_CALL_GetWallclockTime) != VMI_ANSWER_CALL) {
		tap_skip("the clock chip's seconds don't tell when", "saved without being asked");
		return;
	}
	for (unsigned int i = 1; i <= saves; i++)
		saved(i);
}
