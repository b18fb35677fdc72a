/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Time calls.  A counter could go backwards or at another rate, an alarm could be lost
 * when its time is past already.  Expected: the counter runs, alarms
 * come, periodic and single, and cancelled ones don't; no time is both available and stolen.
 */
#include "kernel.h"
#include "groups.h"

static uint64_t in_us(uint32_t us)
{
	return vmi_GetCycleCounter(0) + us * cycles_per_us();
}

static void single(uint64_t expiry)
{
	alarm_set(platform->alarm_wiring(), expiry, 0);
}

/* Waits for ticks, at most a second. */
static uint32_t ticks_come(uint32_t from, uint32_t want)
{
	unsigned int ms;

	for (ms = 0; ms < 1000 && this_cpu()->ticks - from < want; ms++)
		delay_us(1000);
	return this_cpu()->ticks - from;
}

static void check_counter(void)
{
	uint64_t a = vmi_GetCycleCounter(0), b;
	unsigned int i, back = 0;

	for (i = 0; i < 10000; i++, a = b) {
		b = vmi_GetCycleCounter(0);
		back += b < a;
	}
	tap_eq(back, 0, "the cycle counter does not go back");
	tap_ok(vmi_GetCycleFrequency() > 1000000, "its rate is over 1 MHz");
	tap_ok(vmi_GetCycleFrequency() == vmi_GetCycleFrequency(), "and constant");
	tap_ok(vmi_GetWallclockTime() >> 32 > 1000000000ull * 1500000000 >> 32,
	       "the wall clock is past 2017");
}

/* Returns the cycle counter at the time in *wall: once more if it was long in between, by somebody who stole it. */
static uint64_t both_clocks(uint64_t *wall)
{
	uint64_t cycles;
	unsigned int tries = 0;

	do {
		cycles = vmi_GetCycleCounter(0);
		*wall = vmi_GetWallclockTime();
	} while (vmi_GetCycleCounter(0) - cycles > 500 * cycles_per_us() && ++tries < 20);
	return cycles;
}

static void check_wallclock_runs(void)
{
	uint64_t from, cycles = both_clocks(&from), to, ns, us;

	delay_us(20000);
	us = div64(both_clocks(&to) - cycles, cycles_per_us(), NULL);
	ns = to - from;
	/* A clock that is read from a chip has steps of a second, of which one may be in between. */
	if (vmi_answer(VMI_CALL_GetWallclockTime) == VMI_ANSWER_NONE && (!ns || ns == 1000000000))
		tap_skip("it has steps of a second here", "the wall clock runs");
	else
		tap_ok(ns >= us * 900 && ns <= us * 1100, "the wall clock runs as fast as the cycle counter");
}

enum { REAL, AVAILABLE, STOLEN };

/* Available is real less stolen, whenever nothing is stolen between the readings; and not before the last. */
static bool adds_up(uint64_t *last)
{
	uint64_t stolen, real, available, after;
	bool back = false;

	do {
		stolen = vmi_GetCycleCounter(STOLEN);
		real = vmi_GetCycleCounter(REAL);
		available = vmi_GetCycleCounter(AVAILABLE);
		after = vmi_GetCycleCounter(REAL);
		back |= available < *last;
		*last = available;
	} while (stolen != vmi_GetCycleCounter(STOLEN));
	return !back && available >= real - stolen && available <= after - stolen;
}

static volatile uint32_t wrong;

/* A thread: keeps its processor busy for 200 ms of real time. */
static void spin(void *arg)
{
	uint64_t stolen = vmi_GetCycleCounter(STOLEN), end = in_us(200000), last = 0;

	(void)arg;
	while (vmi_GetCycleCounter(REAL) < end)
		if (!adds_up(&last))
			atomic_add(&wrong, 1);
	stolen = div64(vmi_GetCycleCounter(STOLEN) - stolen, cycles_per_us(), NULL);
	thread_exit(stolen);
}

/* With more virtual than real processors they can't all run: the runner knows, and looks at the sum. */
static void check_stolen(void)
{
	struct thread *t[MAX_CPUS];
	uint32_t i, us = 0;

	wrong = 0;
	for (i = 0; i < nr_cpus; i++) {
		t[i] = thread_create("spin", cpus[i], spin, NULL);
		thread_run(t[i]);
	}
	for (i = 0; i < nr_cpus; i++)
		us += thread_join(t[i]);
	tap_eq(wrong, 0, "what is available and what is stolen add up to what went by");
	tap_note("stolen from %u busy processors: %u us", nr_cpus, us);
}

static volatile bool stop;
static volatile uint32_t steps, first_wait;

/* A thread: wants its processor for itself. */
static void crowd(void *arg)
{
	(void)arg;
	while (!stop)
		cpu_relax();
}

/* At every 16th instruction this processor is taken away; or 20 ms go by, in which nobody wanted it. */
static bool on_step(struct regs *r)
{
	uint64_t stolen, until;

	(void)r;
	if (steps++ % 16 != first_wait)
		return true;
	stolen = vmi_GetCycleCounter(STOLEN);
	until = in_us(20000);
	while (vmi_GetCycleCounter(STOLEN) == stolen && vmi_GetCycleCounter(REAL) < until)
		;
	return true;
}

static void set_tf(uint32_t tf)
{
	vmi_word_t flags;

	asm volatile("pushf; pop %0" : "=r"(flags) : : "memory");
	flags = (flags & ~(vmi_word_t)EFLAGS_TF) | tf;
	asm volatile("push %0; popf" : : "r"(flags) : "memory", "cc");
}

static uint64_t available_stepped(void)
{
	uint64_t ns;

	steps = 0;
	set_tf(EFLAGS_TF);
	ns = vmi_GetCycleCounter(AVAILABLE);
	set_tf(0);
	return ns;
}

/* However often this processor is taken away inside of the call. */
static void check_taken(void)
{
	trap_hook *old;
	struct thread *t;
	uint64_t before, inside, after;
	uint32_t back = 0, total = 0;

	if (nr_cpus < 2 || !vmi_GetCycleCounter(STOLEN)) {
		tap_skip("nothing is stolen here", "available time, while it is stolen inside of the call");
		return;
	}
	stop = false;
	t = thread_create("crowd", cpus[1], crowd, NULL);
	thread_run(t);
	preempt_disable();
	old = trap_set_hook(VEC_DB, on_step);
	for (first_wait = 0; first_wait < 16; first_wait += 3) {
		before = vmi_GetCycleCounter(AVAILABLE);
		inside = available_stepped();
		after = vmi_GetCycleCounter(AVAILABLE);
		back += inside < before || after < inside;
		total += steps;
	}
	trap_set_hook(VEC_DB, old);
	preempt_enable();
	stop = true;
	thread_join(t);
	tap_eq(back, 0, "available time does not go back while it is stolen inside of the call");
	/* A call that begins anew each time would never end for a debugger. */
	tap_ok(total < 6 * 1000, "in as many instructions as ever: %u for 6 calls", total);
}

/* An alarm by the counter that is told, where something is stolen. */
static void check_available(void)
{
	uint64_t until;
	uint32_t n = 0, ticks;

	if (!vmi_GetCycleCounter(STOLEN)) {
		tap_skip("nothing is stolen here", "an alarm by available time");
		return;
	}
	preempt_disable();
	timer_stop();
	until = vmi_GetCycleCounter(AVAILABLE) + 20000 * cycles_per_us();
	while (vmi_GetCycleCounter(AVAILABLE) < until && n < 100) {
		ticks = this_cpu()->ticks;
		alarm_set(platform->alarm_wiring() | AVAILABLE, until, 0);
		while (this_cpu()->ticks == ticks)
			cpu_relax();
		n++;
	}
	/* Each comes early by what has been stolen since it was set. */
	tap_ok(n <= 20, "an alarm by available time, set again while it came early: %u times", n);
	timer_start(HZ);
	preempt_enable();
}

#define IN_2030 1900000000u

/* Somebody else sets the wall clock. */
static void check_wallclock(void)
{
	uint64_t before, after;
	uint32_t seconds;

	if (!platform->wallclock_set) {
		tap_skip("nobody else can set it here", "the wall clock is set");
		return;
	}
	vmi_WallclockUpdated();
	before = vmi_GetWallclockTime();
	seconds = div64(before, 1000000000, NULL);
	tap_eq(vmi_WallclockUpdated(), 0, "nobody has set the wall clock");
	platform->wallclock_set(IN_2030);
	after = vmi_GetWallclockTime();
	tap_ok(after - before > 1000000000000000ull && after >= IN_2030 * 1000000000ull, "it is set: to 2030");
	tap_ok(vmi_WallclockUpdated(), "WallclockUpdated tells so");
	tap_eq(vmi_WallclockUpdated(), 0, "once");
	platform->wallclock_set(seconds);
	tap_ok(vmi_WallclockUpdated(), "and again when it is set back");
}

void test_time(void)
{
	uint32_t from;

	preempt_disable();
	check_counter();
	check_wallclock_runs();
	timer_stop();
	delay_us(5000);
	from = this_cpu()->ticks;
	delay_us(20000);
	tap_eq(this_cpu()->ticks - from, 0, "a cancelled alarm is silent");
	single(in_us(1000));
	tap_eq(ticks_come(from, 1), 1, "a single alarm comes");
	delay_us(5000);
	tap_eq(this_cpu()->ticks - from, 1, "once");
	from = this_cpu()->ticks;
	single(vmi_GetCycleCounter(0) - 1000);
	tap_eq(ticks_come(from, 1), 1, "an alarm for a time that is past comes at once");
	from = this_cpu()->ticks;
	timer_start(HZ);
	tap_ok(ticks_come(from, 5) >= 5, "a periodic alarm comes again and again");
	from = this_cpu()->ticks;
	single(in_us(1000));
	tap_ok(ticks_come(from, 1) >= 1, "a single alarm takes its place");
	delay_us(6 * 1000000 / HZ);
	tap_ok(this_cpu()->ticks - from <= 3, "and none comes after it, but what was on its way");
	timer_start(HZ);
	preempt_enable();
	check_stolen();
	check_taken();
	check_available();
	check_wallclock();
}
