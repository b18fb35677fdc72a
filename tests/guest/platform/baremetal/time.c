/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bare machine: the native form of the time calls, on the time-stamp counter
 * and the local APIC's timer or the 8254.  Where a domain has no 8254 to measure the
 * others by, Xen says how fast the counter is.
 */
#include "kernel.h"
#include "baremetal.h"
#include <pic.h>
#include <port.h>
#include <xen_hvm.h>

#define PIT_HZ 1193182u
#define PIT0 0x40
#define PIT2 0x42
#define PIT_MODE 0x43
#define PORT61 0x61
#define CALIBRATE_US 10000

static uint32_t tsc_khz, apic_khz;

NATIVE uint64_t vmi_native_GetCycleFrequency(void);
NATIVE uint64_t vmi_native_GetCycleCounter(uint32_t counter);
NATIVE vmi_word_t vmi_native_SetAlarm(uint32_t flags, uint64_t expiry, uint64_t period);
NATIVE void vmi_native_CancelAlarm(uint32_t flags);
NATIVE uint64_t vmi_native_GetWallclockTime(void);
NATIVE vmi_word_t vmi_native_WallclockUpdated(void);

/* Waits on channel 2, whose gate and output are in port 61. */
static void pit_wait(uint32_t count)
{
	outb(PORT61, (inb(PORT61) & ~3) | 1);
	outb(PIT_MODE, 0xb0);
	outb(PIT2, count & 0xff);
	outb(PIT2, count >> 8);
	while (!(inb(PORT61) & 0x20))
		;
}

static void tsc_wait(uint64_t cycles)
{
	uint64_t t = vmi_RDTSC();

	while (vmi_RDTSC() - t < cycles)
		cpu_relax();
}

void baremetal_delay_us(unsigned int us)
{
	if (machine.no_chips)
		tsc_wait(div64((uint64_t)us * tsc_khz, 1000, NULL) + 1);
	else
		pit_wait(PIT_HZ / 1000 * us / 1000 + 1);
}

void baremetal_time_init(void)
{
	uint64_t t;

	if (!features.tsc)
		panic(NULL, "this processor has no time-stamp counter");
	if (machine.no_chips) {
		tsc_khz = xen_hvm_tsc_khz();
		if (!tsc_khz || !baremetal_has_apic())
			panic(NULL, "nothing here to tell the time by");
	} else {
		/* Channel 0 silent until asked for. */
		outb(PIT_MODE, 0x3a);
	}
	if (baremetal_has_apic()) {
		vmi_APICWrite(0xf0, 0x100 | VEC_SPURIOUS);
		vmi_APICWrite(0x3e0, 0xb);
		baremetal_apic_timer(0xffffffff, false);
	}
	t = vmi_RDTSC();
	baremetal_delay_us(CALIBRATE_US);
	if (!machine.no_chips)
		tsc_khz = div64(vmi_RDTSC() - t, CALIBRATE_US / 1000, NULL);
	if (baremetal_has_apic()) {
		apic_khz = (0xffffffff - baremetal_apic_timer_count()) / (CALIBRATE_US / 1000);
		baremetal_apic_timer(0, false);
	}
}

NATIVE uint64_t vmi_native_GetCycleFrequency(void)
{
	return (uint64_t)tsc_khz * 1000;
}

NATIVE uint64_t vmi_native_GetCycleCounter(uint32_t counter)
{
	/* Nobody steals cycles of a bare machine. */
	return counter == 2 ? 0 : vmi_RDTSC();
}

/* Cycles to ticks of a timer, at least 1. */
static uint32_t to_ticks(uint64_t cycles, uint32_t khz)
{
	uint64_t ticks = div64(cycles, tsc_khz, NULL) * khz;
	uint32_t rest;

	div64(cycles, tsc_khz, &rest);
	ticks += div64((uint64_t)rest * khz, tsc_khz, NULL);
	if (ticks > 0xffffffff)
		return 0xffffffff;
	return ticks ? ticks : 1;
}

/* QEMU's 8254 goes on counting in its new mode, so it is masked as well. */
static void pit_stop(void)
{
	outb(PIT_MODE, 0x3a);
	pic_set_masks(PIC_ALL);
}

static void pit_start(uint32_t count, bool periodic)
{
	uint32_t mask = irq_save();

	if (count > 0xffff)
		count = 0xffff;
	outb(PIT_MODE, periodic ? 0x34 : 0x30);
	pic_set_masks(PIC_ALL & ~PIC_TIMER);
	pic_drop();
	outb(PIT0, count & 0xff);
	outb(PIT0, count >> 8);
	irq_restore(mask);
}

void baremetal_irq0_periodic(unsigned int hz)
{
	if (hz)
		pit_start(PIT_HZ / hz, true);
	else
		pit_stop();
}

NATIVE vmi_word_t vmi_native_SetAlarm(uint32_t flags, uint64_t expiry, uint64_t period)
{
	bool periodic = flags & VMI_ALARM_PERIODIC;
	uint64_t now = vmi_RDTSC();
	uint64_t delta = periodic ? period : expiry > now ? expiry - now : 0;

	if (flags & VMI_ALARM_WIRED_LVTT)
		baremetal_apic_timer(to_ticks(delta, apic_khz), periodic);
	else
		pit_start(to_ticks(delta, PIT_HZ / 1000), periodic);
	return 0; /* where there is a status: done */
}

NATIVE void vmi_native_CancelAlarm(uint32_t flags)
{
	if (flags & VMI_ALARM_WIRED_LVTT)
		baremetal_apic_timer(0, false);
	else
		pit_stop();
}

static uint8_t cmos(uint8_t reg)
{
	uint8_t v;

	outb(0x70, reg);
	v = inb(0x71);
	return (v >> 4) * 10 + (v & 15);
}

uint64_t baremetal_ns(uint64_t cycles)
{
	uint32_t rest;
	uint64_t ms = div64(cycles, tsc_khz, &rest);

	return ms * 1000000 + div64(rest * 1000000ull, tsc_khz, NULL);
}

/* To the second, from the real-time clock, which QEMU and most others keep in BCD and UTC. */
NATIVE uint64_t vmi_native_GetWallclockTime(void)
{
	uint32_t s, min, h, d, m, y, days;

	if (machine.wallclock)
		return machine.wallclock();
	do {
		s = cmos(0);
		min = cmos(2);
		h = cmos(4);
		d = cmos(7);
		m = cmos(8);
		y = cmos(9) + 2000;
	} while (s != cmos(0));
	/* Years begin in March, so that a leap day is the last. */
	if (m <= 2) {
		m += 12;
		y--;
	}
	days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * (m - 3) + 2) / 5 + d - 1 - 719468;
	return (uint64_t)(days * 86400 + h * 3600 + min * 60 + s) * 1000000000;
}

NATIVE vmi_word_t vmi_native_WallclockUpdated(void)
{
	return 0;
}
