// SPDX-License-Identifier: GPL-2.0-only
/* Clock events as such kernels have them on VMI: one device for each processor, first at IRQ0, then at its APIC's LVTT. */
#include "time.h"

#define PIT_SILENT 0x3a /* channel 0, mode 5, no count */

struct timer_calls timer;
uint64_t hertz;
uint32_t wiring;

uint64_t cycles(uint32_t us) { return div64(hertz * us, 1000000, NULL); }

/* By the operation, whose rate the frequency is said to be. */
void delay(uint32_t us)
{
	uint64_t from = QCALL0(rdtsc);

	while (QCALL0(rdtsc) - from < cycles(us))
		__asm__ volatile("pause");
}

uint8_t alarm_vector(void) { return kernel_24 ? 0x31 : 0x41; }

struct clock_event *event(void) { return &this_cpu()->event; }

/* What is called with the flags of the mode that is left. */
static uint32_t flags_of(enum event_mode mode) { return wiring | (mode == EVENT_PERIODIC ? ALARM_PERIODIC : 0); }

static void shut_down(struct clock_event *e)
{
	if (e->mode == EVENT_PERIODIC || e->mode == EVENT_ONE_SHOT)
		timer.cancel_alarm(flags_of(e->mode));
}

/* The first is due already. */
static void start_periodic(struct clock_event *e)
{
	e->set = timer.counter(COUNTER_REAL);
	e->mode = EVENT_PERIODIC;
	timer.set_alarm(flags_of(EVENT_PERIODIC), e->set, e->period);
}

static void begin(struct clock_event *e)
{
	e->come = e->early = e->strayed = e->after_off = 0;
	e->again = 0;
	e->shortest = ~0ull;
}

void event_periodic(uint32_t hz)
{
	begin(event());
	event()->period = div64(hertz, hz, NULL);
	start_periodic(event());
}

static void set_at(struct clock_event *e, uint64_t expiry)
{
	e->mode = EVENT_ONE_SHOT;
	e->expiry = expiry;
	timer.set_alarm(flags_of(EVENT_ONE_SHOT), expiry, 0);
}

void event_at(uint64_t expiry)
{
	begin(event());
	event()->set = timer.counter(COUNTER_REAL);
	set_at(event(), expiry);
}

void event_one_shot(uint64_t delta)
{
	event_at(timer.counter(COUNTER_REAL) + delta);
}

void event_off(void)
{
	shut_down(event());
	event()->mode = EVENT_OFF;
}

void event_end(void)
{
	event_off();
	event()->mode = EVENT_NONE;
}

/* With interrupts on until it has come so often, or so many cycles are over. */
bool event_awaited(uint32_t come, uint64_t most)
{
	uint64_t from = timer.counter(COUNTER_REAL);

	irq_enable();
	for (uint32_t i = 0; event()->come < come && timer.counter(COUNTER_REAL) - from < most; i++) {
		if (i == 1000000000)
			bail(NULL, "time: the counter stands still");
		__asm__ volatile("pause");
	}
	irq_disable();
	return event()->come >= come;
}

static void note(struct clock_event *e, uint64_t now)
{
	uint64_t *begun = &e->before[e->come % EVENT_ROW];

	if (e->come >= EVENT_ROW && now - *begun < e->shortest)
		e->shortest = now - *begun;
	*begun = e->at = now;
	e->come++;
}

/* The interrupt.  One that comes before its time is set again, as a kernel with high-resolution timers does. */
void time_alarm(uint32_t at)
{
	struct clock_event *e = event();
	uint64_t now;

	if (e->mode == EVENT_NONE)
		return;
	now = timer.counter(COUNTER_REAL);
	if (at != wiring) {
		e->strayed++;
	} else if (e->mode == EVENT_OFF) {
		e->after_off++;
	} else if (e->mode == EVENT_ONE_SHOT && now < e->expiry) {
		e->early++;
		set_at(e, e->expiry);
	} else {
		note(e, now);
		if (e->mode == EVENT_ONE_SHOT && e->again)
			set_at(e, now + e->again);
	}
}

void time_init(void)
{
	hertz = timer.frequency();
	outb(0x43, PIT_SILENT);
	event()->mode = EVENT_OFF;
}

/* Between suspend and resume, which set no mode but bring it back. */
void time_bsp_init(void)
{
	struct clock_event *e = event();

	shut_down(e);
	wiring = ALARM_LVTT;
	CALL2(apic_write, APIC_LVTT, alarm_vector());
	if (e->mode == EVENT_PERIODIC)
		start_periodic(e);
	else if (e->mode == EVENT_ONE_SHOT)
		set_at(e, e->expiry);
}

void time_ap_init(void)
{
	event()->mode = EVENT_OFF;
	CALL2(apic_write, APIC_LVTT, alarm_vector());
}
