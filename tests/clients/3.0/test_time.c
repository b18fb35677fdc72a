// SPDX-License-Identifier: GPL-2.0-only
/*
 * Alarms, as such a kernel sets them.  Of how late one comes little can be said on a busy host: a rate is
 * that of the best of some tries, by the ROM's own counter.  That too many come, or none, or
 * one before its time, is wrong in any.
 */
#include "time.h"

#define TRIES 6
#define MS 1000u
#define LONG 4000000u /* no alarm is so late, in us */

/* Which of the two, and whose. */
static char where[32];

static void name_place(void)
{
	if (!wiring)
		ksnprintf(where, sizeof(where), "time: IRQ0");
	else
		ksnprintf(where, sizeof(where), "time: LVTT%s", this_cpu()->id ? " of the other" : "");
}

/* Time goes by, with interrupts on. */
static void pass_time(uint32_t us) { event_awaited(~0u, cycles(us)); }

static uint32_t periods_since_set(uint64_t to)
{
	return (uint32_t)div64(to - event()->set, (uint32_t)event()->period, NULL);
}

/* One may be on its way already when a ROM is told to cancel. */
static void cancel_periodic(const char *what)
{
	event_off();
	pass_time(50 * MS);
	tap_ok(event()->after_off <= 1, "%s: %s: none comes after CancelAlarm (%u)", where, what, event()->after_off);
}

/*
 * A busy host loses ticks, or has them made up for later. So it isn't too slow if at some time a few in a row take no longer
 * than they should, and not too fast if all are no more than there were periods.
 */
static bool periodic(uint32_t hz)
{
	bool slow = true, many = false;

	for (unsigned int i = 0; i < TRIES && slow && (!i || event()->come); i++) {
		event_off();
		event_periodic(hz);
		event_awaited(hz / 4, cycles(LONG));
		slow = event()->shortest > event()->period * EVENT_ROW + event()->period / 2;
		many |= event()->come > periods_since_set(event()->at) + 3;
	}
	tap_ok(!slow, "%s: periodic, %u Hz: %u in a row take %u us", where, hz, EVENT_ROW,
	       (uint32_t)div64(event()->shortest, (uint32_t)cycles(1), NULL));
	tap_ok(!many, "%s: periodic, %u Hz: not more than there are periods: %u in %u", where, hz, event()->come,
	       periods_since_set(event()->at));
	cancel_periodic("periodic");
	return !slow;
}

/* Nobody takes them for a while; how many are made up for is the ROM's choice. */
static void periodic_held_back(void)
{
	uint64_t from;
	uint32_t held, periods;

	event_periodic(250);
	event_awaited(3, cycles(LONG));
	held = event()->come;
	from = timer.counter(COUNTER_REAL);
	while (timer.counter(COUNTER_REAL) - from < cycles(100 * MS))
		;
	tap_eq(event()->come, held, "%s: none comes while interrupts are off", where);
	tap_ok(event_awaited(held + 1, cycles(LONG)), "%s: but when they are on again", where);
	pass_time(40 * MS);
	held = event()->come;
	periods = periods_since_set(timer.counter(COUNTER_REAL));
	tap_ok(held <= periods + 3, "%s: no more than there were periods: %u in %u", where, held, periods);
	tap_ok(event_awaited(held + 5, cycles(LONG)), "%s: and they go on", where);
	cancel_periodic("periodic, held back");
}

/* Longer than the PIT can count: it may come more often then, and as often as asked for it must. */
static void periodic_slow(void)
{
	uint32_t come, most;

	event_periodic(5);
	event_awaited(4, 2 * cycles(LONG));
	come = event()->come;
	most = (periods_since_set(timer.counter(COUNTER_REAL)) + 3) * (wiring ? 1 : 4);
	tap_ok(come >= 4 && come <= most, "%s: periodic, 5 Hz: %u come, of %u at most", where, come, most);
	cancel_periodic("periodic, slow");
}

/* A ROM for which this is too far may let it come before, but then not at once, again and again. */
static void not_too_often_early(const char *what, uint64_t delta)
{
	uint32_t most = 4 + (uint32_t)div64(delta, (uint32_t)cycles(25 * MS), NULL);

	tap_ok(event()->early <= most, "%s: %s: %u come early", where, what, event()->early);
}

/* On Xen another domain or virtual processor may have its turn first, of 30 ms. */
static uint32_t lateness_borne(uint32_t ms) { return on_xen && ms < 160 ? 40 * MS : ms * MS / 4; }

static void one_shot(uint32_t ms)
{
	uint64_t best = ~0ull, most = cycles(lateness_borne(ms));
	uint32_t other_than_once = 0;

	for (unsigned int i = 0; i < TRIES && best > most && (!i || event()->come); i++) {
		event_one_shot(cycles(ms * MS));
		event_awaited(1, cycles(LONG));
		if (event()->come && event()->at - event()->expiry < best)
			best = event()->at - event()->expiry;
		pass_time(5 * MS);
		other_than_once += event()->come != 1;
	}
	tap_ok(best <= most, "%s: one in %u ms: at best it is late by %u us at most", where, ms, lateness_borne(ms));
	tap_eq(other_than_once, 0, "%s: one in %u ms: comes once", where, ms);
	not_too_often_early("one", cycles(ms * MS));
}

/* Its handler sets the next. */
static void chain(void)
{
	event_one_shot(cycles(5 * MS));
	event()->again = cycles(5 * MS);
	event_awaited(20, cycles(LONG));
	event()->again = 0;
	tap_ok(event()->come >= 20 && event()->at - event()->set >= cycles(100 * MS),
	       "%s: 20, each set by the one before", where);
	event_off();
}

static void past(void)
{
	static const char *const name[] = {"now", "10 ms ago", "counter 0"};

	for (unsigned int i = 0; i < COUNT(name); i++) {
		uint64_t now = timer.counter(COUNTER_REAL);

		event_at(i == 0 ? now : i == 1 ? now - cycles(10 * MS) : 0);
		tap_ok(event_awaited(1, cycles(LONG)), "%s: one for %s comes", where, name[i]);
		pass_time(20 * MS);
		tap_eq(event()->come, 1, "%s: one for %s comes once", where, name[i]);
	}
}

/* Each processor has one alarm. */
static void replaced(void)
{
	event_one_shot(cycles(60 * MS));
	event_one_shot(cycles(5 * MS));
	pass_time(30 * MS);
	tap_eq(event()->come, 1, "%s: an earlier one takes the place of one that is set", where);
	pass_time(100 * MS);
	tap_eq(event()->come + event()->early, 1, "%s: which doesn't come then", where);
	event_one_shot(cycles(5 * MS));
	event_one_shot(cycles(80 * MS));
	tap_ok(event_awaited(1, cycles(LONG)), "%s: and so does a later one", where);
	event_periodic(250);
	event_awaited(2, cycles(LONG));
	event_one_shot(cycles(200 * MS));
	pass_time(100 * MS);
	/* One that was on its way counts as early. */
	tap_ok(!event()->come && event()->early <= 5, "%s: a periodic one ends where one single is set", where);
	event_off();
}

/* What the PIT has begun to count it may count to the end. */
static void cancelled(void)
{
	event_one_shot(cycles(20 * MS));
	event_off();
	pass_time(60 * MS);
	tap_ok(event()->after_off <= !wiring, "%s: CancelAlarm before its time: it doesn't come (%u)", where,
	       event()->after_off);
	timer.cancel_alarm(wiring);
	timer.cancel_alarm(wiring | ALARM_PERIODIC);
	event_one_shot(cycles(5 * MS));
	tap_ok(event_awaited(1, cycles(LONG)), "%s: CancelAlarm with none set: the next comes", where);
}

/* The most that such a kernel asks for, and what nobody does. */
static void far(void)
{
	static const struct {
		const char *name;
		uint64_t delta;
	} never[] = {{"2^32 + 1000", 0x1000003e8}, {"2^40", 1ull << 40}, {"2^62", 1ull << 62}};
	uint64_t delta = 0xffffffff;

	for (unsigned int i = 0; i < COUNT(never); i++) {
		event_one_shot(never[i].delta);
		pass_time(300 * MS);
		tap_eq(event()->come, 0, "%s: one in %s cycles doesn't come for now", where, never[i].name);
		not_too_often_early(never[i].name, cycles(300 * MS));
		event_off();
	}
	/* Where the counter is slow that would be long. */
	if (delta > cycles(5000 * MS))
		delta = cycles(5000 * MS);
	event_one_shot(delta);
	tap_ok(event_awaited(1, 2 * cycles(LONG)), "%s: one in %llu cycles comes", where, delta);
	not_too_often_early("one that is far", delta);
	event_off();
}

/* It waits in Halt; with the flag off before, none gets lost in between. */
static void halted(void)
{
	event_one_shot(cycles(3 * MS));
	if (!tap_ok(event_awaited(1, cycles(LONG)), "%s: alarms do come, to end Halt", where))
		return;
	for (unsigned int i = 0; i < 5; i++) {
		event_one_shot(cycles(3 * MS));
		while (!event()->come) {
			CALL0(safe_halt);
			irq_disable();
		}
	}
	tap_ok(true, "%s: alarms end Halt", where);
	event_off();
}

static void set_mask(bool masked)
{
	uint32_t v = RCALL1(apic_read, APIC_LVTT);

	CALL2(apic_write, APIC_LVTT, masked ? v | LVT_MASKED : v & ~(uint32_t)LVT_MASKED);
}

/* As such a kernel's interrupt chip does, with what else there is in the register left as it is. */
static void masked(void)
{
	uint32_t come;

	event_periodic(100);
	event_awaited(2, cycles(LONG));
	set_mask(true);
	pass_time(5 * MS); /* one may be on its way */
	come = event()->come;
	pass_time(60 * MS);
	tap_eq(event()->come, come, "%s: masked while periodic: none comes", where);
	set_mask(false);
	tap_ok(event_awaited(come + 3, cycles(LONG)), "%s: unmasked: they come again", where);
	event_off();
	pass_time(20 * MS);
	set_mask(true);
	event_one_shot(cycles(10 * MS));
	pass_time(50 * MS);
	tap_eq(event()->come + event()->early, 0, "%s: masked: a single one doesn't come", where);
	event_periodic(100);
	pass_time(50 * MS);
	tap_eq(event()->come, 0, "%s: masked: nor do periodic ones", where);
	event_off();
	set_mask(false);
	event_one_shot(cycles(10 * MS));
	tap_ok(event_awaited(1, cycles(LONG)), "%s: unmasked and set again: it comes", where);
	tap_eq(RCALL1(apic_read, APIC_LVTT) & 0x1ff, alarm_vector() + 0u, "%s: the vector in the register is the kernel's",
	       where);
	event_off();
}

/* Suspend and resume: the mode is left, and taken up again. */
static void suspended(void)
{
	event_periodic(100);
	event_awaited(3, cycles(LONG));
	event_off();
	pass_time(100 * MS);
	event_periodic(100);
	tap_ok(event_awaited(3, cycles(LONG)), "%s: resumed: periodic ones go on", where);
	event_off();
	event_one_shot(cycles(10 * MS));
	event_off();
	pass_time(30 * MS);
	event_one_shot(cycles(10 * MS));
	tap_ok(event_awaited(1, cycles(LONG)), "%s: resumed: a single one comes", where);
	event_off();
}

void test_alarms_here(void)
{
	name_place();
	if (!periodic(100)) /* what waits for more would take long */
		return;
	periodic(250);
	periodic_held_back();
	one_shot(20);
	one_shot(100);
	chain();
	past();
	replaced();
	cancelled();
	halted();
	suspended();
	if (wiring)
		masked();
	tap_eq(event()->strayed, 0, "%s: none comes elsewhere", where);
}

/* From IRQ0 to LVTT with alarms that go on. */
static void change_over(bool goes_on)
{
	if (goes_on) {
		event_periodic(100);
		event_awaited(3, cycles(LONG));
	} else {
		event_one_shot(cycles(100 * MS));
	}
	time_bsp_init();
	event()->come = event()->strayed = 0;
	tap_ok(event_awaited(goes_on ? 5 : 1, cycles(LONG)), "time: LVTT: %s at IRQ0 comes here after the change",
	       goes_on ? "what was periodic" : "one that was set");
	/* One was on its way, perhaps. */
	tap_ok(event()->strayed <= 1, "time: LVTT: and no longer there (%u)", event()->strayed);
	event_off();
}

static void begin(void)
{
	irq_disable();
	pic_set_masks(PIC_ALL & ~PIC_TIMER);
}

void test_time(void)
{
	uint32_t masks = pic_masks();

	if (!timer.frequency) {
		tap_skip("no ROM gives a timer", "time: clocks and alarms");
		return;
	}
	begin();
	time_init();
	name_place();
	pass_time(200 * MS);
	/* Emulators let it tick on in mode 5. */
	kprintf("# %u ticks of the old timer when it should be silent\n", event()->after_off);
	test_clock();
	test_alarms_here();
	periodic_slow();
	far();
	event_end();
	pic_set_masks(masks);
}

/* The local APIC is there by now. */
void test_time_apic(void)
{
	uint32_t masks = pic_masks();

	if (!timer.frequency)
		return;
	begin();
	change_over(true);
	wiring = 0;
	change_over(false);
	test_alarms_here();
	periodic_slow();
	far();
	event_end();
	pic_set_masks(masks);
}
