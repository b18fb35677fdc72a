// SPDX-License-Identifier: GPL-2.0-only
/* The old interrupt controllers and one timer, for interrupts that come when a test wants them. */
#include "mm.h"

#define PIC1 0x20
#define PIC2 0xa0
#define PIT_ONE_SHOT 0x30
#define APIC_EOI 0xb0

void pic_init(void)
{
	static const uint8_t words[][2] = {{0x11, 0x11}, {VEC_PIC, VEC_PIC + 8}, {4, 2}, {1, 1}, {0xfe, 0xff}};

	for (unsigned int i = 0; i < COUNT(words); i++) {
		outb(PIC1 + (i > 0), words[i][0]);
		CALL0(io_delay);
		outb(PIC2 + (i > 0), words[i][1]);
		CALL0(io_delay);
	}
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
		outb(PIC1, 0x0a); /* IRR */
		if (inb(PIC1) & 1)
			return true;
	}
	return ok(false, "interrupts: one waits while they are off");
}

void interrupt(struct regs *r)
{
	if (r->vector >= VEC_PIC && r->vector < VEC_PIC + 16) {
		this_cpu()->ticks++;
		caught = *r;
		outb(PIC1, 0x20);
		if (on_tick)
			on_tick(r);
		if (tick_again)
			tick_once(tick_again);
		return;
	}
	this_cpu()->ipis++;
	if (kernel_24)
		CALL2(apic_write_atomic, APIC_EOI, 0);
	else
		CALL2(apic_write, APIC_EOI, 0);
}
