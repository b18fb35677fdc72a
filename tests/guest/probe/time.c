/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cycle counters, alarms, wall clock.  Where the blob leaves them to the client it is
 * the client's own functions that are tested here: the contract is the same.
 */
#include "probe.h"
#include "native.h"

#define MHZ 1000000u
/* A microsecond is the longest step that a counter may have, and no probe runs in a hundredth of that. */
#define RUNS_IN_A_STEP 100000

static uint64_t frequency(void)
{
	return vmi_GetCycleFrequency();
}

static uint64_t now(void)
{
	return vmi_GetCycleCounter(0);
}

static uint32_t periodic(void)
{
	return platform->alarm_wiring() | VMI_ALARM_PERIODIC;
}

/* The kernel's tick again, which a probe has replaced or stopped. */
void probe_rearm(void)
{
	timer_start(HZ);
}

probe_why probe_args_GetCycleFrequency(struct probe *p)
{
	(void)p;
	return NULL;
}

probe_why probe_effect_GetCycleFrequency(struct probe *p)
{
	uint64_t hz = probe_go(p, 0, 0, 0, 0);

	PROBE_CHECK(p, "at most 1 MHz", hz <= MHZ, false);
	PROBE_CHECK(p, "1 THz or more", hz >= 1000000ull * MHZ, false);
	PROBE_CHECK(p, "another time", probe_go(p, 0, 0, 0, 0) == hz, true);
	return NULL;
}

probe_why probe_args_GetCycleCounter(struct probe *p)
{
	p->gpr[EAX] = 0;
	return NULL;
}

probe_why probe_effect_GetCycleCounter(struct probe *p)
{
	uint64_t last[3] = {0}, real = 0;

	for (unsigned int i = 0; i < 30; i++) {
		uint32_t counter = i % 3;
		uint64_t v = probe_go(p, counter, 0, 0, 0);

		PROBE_CHECK(p, "a counter went back", v < last[counter], false);
		PROBE_CHECK(p, "more is available or stolen than went by", counter && v > now(), false);
		last[counter] = v;
	}
	real = last[0];
	for (unsigned int i = 0; i < RUNS_IN_A_STEP && probe_go(p, 0, 0, 0, 0) == real; i++)
		;
	PROBE_CHECK(p, "it stands still", p->out[EAX] == (uint32_t)real && p->out[EDX] == real >> 32, false);
	return NULL;
}

/* The kernel's own tick once more: replaces the alarm by the same. */
probe_why probe_args_SetAlarm(struct probe *p)
{
	uint64_t t = now(), period = div64(frequency(), HZ, NULL);

	p->gpr[EAX] = periodic();
	p->gpr[EDX] = t;
	p->gpr[ECX] = t >> 32;
	p->stack[0] = period;
	p->stack[1] = period >> 32;
	return NULL;
}

/* What must come has seconds for it, and many looks, however busy the host is; what must not, a moment. */
#define LONG 2000
#define LOOKS 100000
#define SHORT 20

/* Interrupts on for so long or until so many ticks came. */
static unsigned int ticks_within(uint32_t ms, unsigned int enough)
{
	unsigned int before = this_cpu()->ticks;
	struct wait wait;

	wait_begin(&wait, ms, ms == LONG ? LOOKS : 0);
	native_irqs(true);
	while (this_cpu()->ticks - before < enough && !wait_over(&wait))
		cpu_relax();
	native_irqs(false);
	return this_cpu()->ticks - before;
}

/* No alarm set, and none on its way. */
static void silence(void)
{
	timer_stop();
	ticks_within(1, ~0u);
}

/* Five arguments: more than probe_go takes. */
static void alarm(struct probe *p, uint32_t flags, uint64_t expiry, uint64_t period)
{
	unsigned int failed = p->failed;

	probe_poison(p, p->call, 0);
	p->failed = failed;
	p->gpr[EAX] = flags;
	p->gpr[EDX] = expiry;
	p->gpr[ECX] = expiry >> 32;
	p->stack[0] = period;
	p->stack[1] = period >> 32;
	probe_run_once(p);
	PROBE_CHECK(p, "exception", p->faulted, 0);
}

probe_why probe_effect_SetAlarm(struct probe *p)
{
	uint32_t once = platform->alarm_wiring();
	uint64_t ms = div64(frequency(), 1000, NULL);

	silence();
	alarm(p, once, now() + 2 * ms, 0);
	PROBE_CHECK(p, "alarms, one to come", ticks_within(LONG, 1), 1);
	PROBE_CHECK(p, "alarms once it came", ticks_within(SHORT, 1), 0);
	/* What waits in vain does so once. */
	if (!p->failed) {
		alarm(p, once, now() - ms, 0);
		PROBE_CHECK(p, "alarms with an expiry in the past", ticks_within(LONG, 1), 1);
	}
	if (!p->failed) {
		alarm(p, periodic(), now(), 5 * ms);
		PROBE_CHECK(p, "periodic alarms come", ticks_within(LONG, 3) >= 3, true);
	}
	probe_rearm();
	return NULL;
}

probe_why probe_args_CancelAlarm(struct probe *p)
{
	p->gpr[EAX] = periodic();
	return NULL;
}

probe_why probe_effect_CancelAlarm(struct probe *p)
{
	probe_go(p, periodic(), 0, 0, 0);
	/* One may have been on its way. */
	ticks_within(1, ~0u);
	PROBE_CHECK(p, "alarms after it", ticks_within(SHORT, 1), 0);
	probe_rearm();
	PROBE_CHECK(p, "alarms when set again", ticks_within(LONG, 1) >= 1, true);
	return NULL;
}

probe_why probe_args_GetWallclockTime(struct probe *p)
{
	(void)p;
	return NULL;
}

/* Later than this was written, and before 64 bits of nanoseconds since 1970 are half used. */
probe_why probe_effect_GetWallclockTime(struct probe *p)
{
	uint64_t t = probe_go(p, 0, 0, 0, 0);

	PROBE_CHECK(p, "before the year 2000", t < 946684800000000000ull, false);
	PROBE_CHECK(p, "beyond the year 2262", t >> 63, 0);
	PROBE_CHECK(p, "it went back", probe_go(p, 0, 0, 0, 0) < t, false);
	return NULL;
}

probe_why probe_args_WallclockUpdated(struct probe *p)
{
	(void)p;
	return NULL;
}

/* Nobody sets the clock meanwhile, so the second answer is no. */
probe_why probe_effect_WallclockUpdated(struct probe *p)
{
	probe_go(p, 0, 0, 0, 0);
	PROBE_CHECK(p, "set since the last call", probe_go(p, 0, 0, 0, 0), 0);
	return NULL;
}
