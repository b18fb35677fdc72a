// SPDX-License-Identifier: GPL-2.0-only
/*
 * A ROM's timer in C, with this machine's chips: the word model.  It is there to try the tests of the
 * timer on, where no ROM has one; and, by the word model=FAULT, to see them fail.
 */
#include "time.h"

#define PIT_HZ 1193182u
#define PIT_MOST 65535u
#define PIT_MODE 0x43
#define PIT_CHANNEL_0 0x40
#define PIT_CHANNEL_2 0x42
#define PIT_SILENT 0x3a
#define PIT_PERIODIC 0x34
#define PIT_ONE_SHOT 0x38
#define GATE_2 0x61
#define CALIBRATED (PIT_HZ / 20)
#define DIVIDE_BY_16 3
#define LVTT_PERIODIC 0x20000u

enum fault {
	NO_FAULT,
	PAST_IS_LOST,
	CANCEL_DOES_NOTHING,
	MASK_IS_IGNORED,
	ALL_AT_IRQ0,
	TWICE_AS_FAST,
	HALF_AS_FAST,
	COMES_ONCE,
	FAR_IS_AT_ONCE,
	COUNTER_IS_BACK,
	COUNTER_HAS_NO_HIGH_WORD,
	TSC_HAS_ANOTHER_RATE,
	WALL_CLOCK_STANDS,
	WALL_CLOCK_IS_LOCAL,
	NEVER_REPLACED,
	NR_FAULTS
};
static const char *const fault_name[] = {
	[PAST_IS_LOST] = "past-is-lost",
	[CANCEL_DOES_NOTHING] = "cancel-does-nothing",
	[MASK_IS_IGNORED] = "mask-is-ignored",
	[ALL_AT_IRQ0] = "all-at-irq0",
	[TWICE_AS_FAST] = "twice-as-fast",
	[HALF_AS_FAST] = "half-as-fast",
	[COMES_ONCE] = "comes-once",
	[FAR_IS_AT_ONCE] = "far-is-at-once",
	[COUNTER_IS_BACK] = "counter-is-back",
	[COUNTER_HAS_NO_HIGH_WORD] = "counter-has-no-high-word",
	[TSC_HAS_ANOTHER_RATE] = "tsc-has-another-rate",
	[WALL_CLOCK_STANDS] = "wall-clock-stands",
	[WALL_CLOCK_IS_LOCAL] = "wall-clock-is-local",
	[NEVER_REPLACED] = "never-replaced",
};

static enum fault fault;
static uint64_t tsc_hertz, tsc_at_start;
static uint32_t apic_hertz, seconds_at_start;

static uint64_t tsc(void)
{
	uint64_t t;

	__asm__ volatile("rdtsc" : "=A"(t));
	return t;
}

static void apic(uint32_t offset, uint32_t v) { *(volatile uint32_t *)(APIC_VA + offset) = v; }
static uint32_t apic_now(uint32_t offset) { return *(volatile uint32_t *)(APIC_VA + offset); }

static void pit(uint8_t mode, uint16_t data, uint32_t count)
{
	outb(PIT_MODE, mode);
	outb(data, (uint8_t)count);
	outb(data, (uint8_t)(count >> 8));
}

/* Channel 2, of which nothing is heard, counts down a twentieth of a second. */
static void wait_a_twentieth(void)
{
	outb(GATE_2, (inb(GATE_2) & ~2) | 1);
	pit(0xb0, PIT_CHANNEL_2, CALIBRATED);
	while (!(inb(GATE_2) & 0x20))
		;
}

static uint64_t frequency(void) { return fault == TSC_HAS_ANOTHER_RATE ? tsc_hertz / 2 : tsc_hertz; }

static uint64_t counter(uint32_t which)
{
	uint64_t t = tsc() - tsc_at_start;

	if (which == COUNTER_STOLEN)
		return 0;
	if (fault == TSC_HAS_ANOTHER_RATE)
		t >>= 1;
	if (fault == COUNTER_IS_BACK && this_cpu()->id)
		t -= div64(tsc_hertz, 100, NULL);
	if (fault == COUNTER_HAS_NO_HIGH_WORD)
		t = (uint32_t)t;
	return t;
}

/* 0 is no time; most: what fits into the chip. */
static uint32_t in_ticks(uint64_t cycles, uint32_t rate, uint32_t most)
{
	uint64_t ms = div64(cycles, (uint32_t)div64(frequency(), 1000, NULL), NULL), ticks;

	if (ms > 1000000)
		return most;
	/* In hundreds, to stay within 64 bits. */
	ticks = div64(div64(cycles, 100, NULL) * (rate / 100), (uint32_t)div64(frequency(), 10000, NULL), NULL);
	return ticks > most ? most : ticks ? (uint32_t)ticks : 1;
}

static bool armed[MAX_CPUS];

static void set_irq0(bool periodic, uint64_t delta)
{
	pit(periodic ? PIT_PERIODIC : PIT_ONE_SHOT, PIT_CHANNEL_0, in_ticks(delta, PIT_HZ, PIT_MOST));
}

static void set_lvtt(bool periodic, uint64_t delta)
{
	uint32_t lvtt = apic_now(APIC_LVTT) & ~LVTT_PERIODIC;

	if (fault == MASK_IS_IGNORED)
		lvtt &= ~LVT_MASKED;
	apic(APIC_LVTT, lvtt | (periodic ? LVTT_PERIODIC : 0));
	apic(APIC_TDCR, DIVIDE_BY_16);
	apic(APIC_TMICT, in_ticks(delta, apic_hertz, ~0u));
}

static void set_alarm(uint32_t flags, uint64_t expiry, uint64_t period)
{
	bool periodic = flags & ALARM_PERIODIC && fault != COMES_ONCE;
	uint64_t now = counter(COUNTER_REAL), delta = expiry > now ? expiry - now : 0;

	if (fault == FAR_IS_AT_ONCE && delta > 0xffffffff)
		delta = 0;
	if (flags & ALARM_PERIODIC)
		delta = period;
	else if (!delta && fault == PAST_IS_LOST)
		return;
	if (fault == TWICE_AS_FAST)
		delta /= 2;
	if (fault == HALF_AS_FAST)
		delta *= 2;
	if (fault == NEVER_REPLACED && armed[this_cpu()->id] && !(flags & ALARM_PERIODIC))
		return;
	armed[this_cpu()->id] = true;
	if (flags & ALARM_LVTT && fault != ALL_AT_IRQ0)
		set_lvtt(periodic, delta);
	else
		set_irq0(periodic, delta);
}

static void cancel_alarm(uint32_t flags)
{
	armed[this_cpu()->id] = false;
	if (fault == CANCEL_DOES_NOTHING)
		return;
	if (flags & ALARM_LVTT)
		apic(APIC_TMICT, 0);
	else
		outb(PIT_MODE, PIT_SILENT);
}

static uint64_t wallclock(void)
{
	uint64_t t = fault == WALL_CLOCK_STANDS ? 0 : counter(COUNTER_REAL);
	uint32_t ms = (uint32_t)div64(t, (uint32_t)div64(frequency(), 1000, NULL), NULL);

	if (fault == WALL_CLOCK_IS_LOCAL)
		ms += 3600000;
	return seconds_at_start * 1000000000ull + ms * 1000000ull;
}

static uint32_t wallclock_updated(void) { return 0; }

bool model_wanted(void)
{
	if (has_word(command_line, "model"))
		return true;
	for (unsigned int i = 1; i < NR_FAULTS; i++) {
		char word[40];

		ksnprintf(word, sizeof(word), "model=%s", fault_name[i]);
		if (has_word(command_line, word)) {
			fault = (enum fault)i;
			return true;
		}
	}
	return false;
}

/* By the PIT; a busy host makes a twentieth longer, and never shorter. */
static void calibrate(void)
{
	uint64_t shortest = ~0ull;

	apic(APIC_LVTT, LVT_MASKED);
	apic(APIC_TDCR, DIVIDE_BY_16);
	apic(APIC_TMICT, ~0u);
	for (unsigned int i = 0; i < 5; i++) {
		uint32_t count = apic_now(APIC_TMCCT);
		uint64_t from = tsc(), took;

		wait_a_twentieth();
		took = tsc() - from;
		if (took < shortest) {
			shortest = took;
			apic_hertz = (count - apic_now(APIC_TMCCT)) * 20;
		}
	}
	tsc_hertz = shortest * 20;
	apic(APIC_TMICT, 0);
}

/* The APIC is mapped by now, which a ROM couldn't tell. */
void model_init(void)
{
	calibrate();
	tsc_at_start = tsc();
	seconds_at_start = rtc_seconds();
	kprintf("# model: %u kHz, APIC %u kHz\n", (uint32_t)div64(tsc_hertz, 1000, NULL), apic_hertz / 1000);
	timer = (struct timer_calls){
		.frequency = watch(CALL_GetCycleFrequency, frequency),
		.counter = watch(CALL_GetCycleCounter, counter),
		.set_alarm = watch(CALL_SetAlarm, set_alarm),
		.cancel_alarm = watch(CALL_CancelAlarm, cancel_alarm),
		.wallclock = watch(CALL_GetWallclockTime, wallclock),
		.wallclock_updated = watch(CALL_WallclockUpdated, wallclock_updated),
	};
}
