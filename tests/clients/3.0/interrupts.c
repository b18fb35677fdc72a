// SPDX-License-Identifier: GPL-2.0-only
/* The old interrupt controllers and one timer, for interrupts that come when a test wants them. */
#include "time.h"

#define PIT_ONE_SHOT 0x38 /* mode 4; mode 0 ticks never on Xen */

/* As such kernels wait between two words to these chips. */
void pic_delay(void)
{
	CALL0(io_delay);
}

uint8_t pic_vector(void) { return kernel_24 ? 0x20 : 0x30; }

void interrupts_init(void)
{
	pic_init(pic_vector(), PIC_ALL & ~PIC_TIMER);
}

uint32_t tick_again;
void (*on_tick)(const struct regs *r);

void tick_once(uint32_t pit_counts)
{
	outb(0x43, PIT_ONE_SHOT);
	outb(0x40, (uint8_t)pit_counts);
	outb(0x40, (uint8_t)(pit_counts >> 8));
}

/*
 * At once; false: with interrupts off it came all the same, or does not come.  Most of the
 * time nothing is asked, or QEMU's timers would get no turn on a busy machine.
 */
bool tick_waits(void)
{
	uint32_t before = this_cpu()->ticks;

	tick_once(1);
	for (uint32_t i = 0; i < 20000000 && this_cpu()->ticks == before; i++) {
		__asm__ volatile("pause");
		if (i % 1000)
			continue;
		if (pic_waits(0))
			return true;
	}
	return tap_ok(false, "interrupts: one waits while they are off");
}

static void apic_eoi(void)
{
	if (kernel_24)
		CALL2(apic_write_atomic, APIC_EOI, 0);
	else
		CALL2(apic_write, APIC_EOI, 0);
}

void interrupt(struct regs *r)
{
	if (r->vector == VEC_SPURIOUS)
		return;
	if (r->vector == alarm_vector()) {
		apic_eoi();
		time_alarm(ALARM_LVTT);
		return;
	}
	if (r->vector - pic_vector() < 16) {
		this_cpu()->ticks++;
		caught = *r;
		pic_eoi(0);
		if (r->vector == pic_vector())
			time_alarm(0);
		if (on_tick)
			on_tick(r);
		if (tick_again)
			tick_once(tick_again);
		return;
	}
	this_cpu()->ipis++;
	apic_eoi();
}
