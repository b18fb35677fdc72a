/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a kernel that is at level 0 does all the time and a hypervisor may have to be entered for, each a hundred times.
 * A plugin of the emulator counts (tests/bench/exits), and knows by marks where each time begins.
 *
 * Where the blob has the time calls, time and alarms are by these.  Otherwise they are by the HPET's counter and the local
 * APIC's timer, as a kernel of 2009 does it where it can't trust the time-stamp counter.  The rest is the same.
 */
#include <apic.h>
#include "bench.h"
#include "groups.h"
#include "../bench/exits/marks.h"

#define LAPS 101
#define ALARM_US 6000 /* late for few on an emulator, and little else comes meanwhile */

#define HPET_PHYS 0xfed00000u
#define HPET (DEVICE_BASE + PAGE_SIZE)
#define HPET_ID 0x0
#define HPET_CONFIG 0x10
#define HPET_COUNTER 0xf0

static bool by_calls;
static uint32_t (*read_clock)(void);
static uint32_t apic_ticks; /* of its timer until the alarm */
static volatile uint32_t alarms, acknowledged;
static volatile bool invalidates, ended;
static volatile uint32_t sink;

/* bench_int.S: these call the two below, and return. */
void bench_alarm_entry(void);
void bench_ipi_entry(void);
void bench_alarm_came(void);
void bench_ipi_came(void);

static volatile uint32_t *hpet(uint32_t offset)
{
	return (volatile uint32_t *)(HPET + offset);
}

static uint32_t clock_call(void)
{
	return vmi_GetCycleCounter(0);
}

static uint32_t clock_hpet(void)
{
	return *hpet(HPET_COUNTER);
}

static uint32_t clock_tsc(void)
{
	return vmi_RDTSC();
}

static const char *choose_clock(void)
{
	by_calls = vmi_answer(VMI_CALL_GetCycleCounter) != VMI_ANSWER_NONE;
	if (by_calls) {
		read_clock = clock_call;
		return "GetCycleCounter";
	}
	kernel_map_device(HPET, HPET_PHYS);
	if (*hpet(HPET_ID) >> 16 == 0x8086) {
		*hpet(HPET_CONFIG) |= 1;
		read_clock = clock_hpet;
		return "HPET";
	}
	read_clock = clock_tsc;
	return "RDTSC, there is no HPET";
}

static void arm(void)
{
	uint64_t t;

	if (!by_calls) {
		vmi_APICWrite(APIC_TMICT, apic_ticks);
		return;
	}
	t = vmi_GetCycleCounter(0) + ALARM_US * cycles_per_us();
	vmi_SetAlarm(platform->alarm_wiring(), t, t >> 32, 0, 0);
}

void bench_alarm_came(void)
{
	vmi_APICWrite(APIC_EOI, 0);
	alarms++;
}

void bench_ipi_came(void)
{
	if (invalidates)
		vmi_InvalPage(WINDOW_BASE);
	vmi_APICWrite(APIC_EOI, 0);
	acknowledged++;
}

static void wait_for_change(volatile uint32_t *p, uint32_t from)
{
	do {
		bench_mark(MARK_WAIT);
		cpu_relax();
	} while (*p == from);
	bench_mark(MARK_GO);
}

static void nothing(void)
{
}

static void clock(void)
{
	sink = read_clock();
}

/*
 * With high resolution timers, Linux 2.6.32 reads the clock in hrtimer_interrupt, in tick_sched_timer, in
 * update_wall_time and in tick_dev_program_event; and its VMI timer once more, in vmi_timer_next_event.
 */
static void tick(void)
{
	uint32_t before = alarms, i;

	arm();
	wait_for_change(&alarms, before);
	for (i = 0; i < 4; i++)
		clock();
}

/* Of a machine that has nothing else to do: sets an alarm and halts. */
static void halt(void)
{
	uint32_t before = alarms;

	arm();
	while (alarms == before) {
		vmi_DisableInterrupts();
		if (alarms != before)
			break;
		vmi_Halt();
	}
	vmi_EnableInterrupts();
}

/* As __default_send_IPI_dest_field does it. */
static void send_ipi(void)
{
	while (vmi_APICRead(APIC_ICR) & ICR_PENDING)
		cpu_relax();
	vmi_APICWrite(APIC_ICR2, cpus[1]->apic_id << 24);
	vmi_APICWrite(APIC_ICR, VEC_TEST);
}

static void ipi(void)
{
	uint32_t before = acknowledged;

	send_ipi();
	wait_for_change(&acknowledged, before);
}

static void shootdown(void)
{
	invalidates = true;
	vmi_InvalPage(WINDOW_BASE);
	ipi();
	invalidates = false;
}

static void apic_read(void)
{
	sink = vmi_APICRead(APIC_ID);
}

static void apic_write(void)
{
	vmi_APICWrite(APIC_TPR, 0);
}

/* In this order: tests/bench/hvm numbers them by it. */
static const struct bench_op alone[] = {
	{"nothing", nothing},
	{"clock_reading", clock},
	{"timer_tick", tick},
	{"halt_and_wake", halt},
	{"apic_read", apic_read},
	{"apic_write", apic_write},
};

static const struct bench_op with_another[] = {
	{"ipi", ipi},
	{"tlb_shootdown", shootdown},
};

static void measure(const struct bench_op *ops, uint32_t count)
{
	uint32_t op, i;

	for (op = 0; op < count; op++) {
		tap_note("bench-exits %s", ops[op].name);
		bench_mark(MARK_OP);
		ops[op].run();
		for (i = 0; i < LAPS; i++) {
			bench_mark(MARK_BEGIN);
			ops[op].run();
			bench_mark(MARK_END);
		}
	}
}

static void timer_ready(void *arg)
{
	(void)arg;
	timer_stop();
	vmi_APICWrite(APIC_LVTT, VEC_TIMER);
}

/* The other processor, which is busy in the kernel. */
static void receiver(void *arg)
{
	(void)arg;
	while (!ended) {
		bench_mark(MARK_WAIT);
		cpu_relax();
	}
	bench_mark(MARK_GO);
}

static void calibrate(void)
{
	uint32_t before;

	vmi_APICWrite(APIC_TDCR, 0xb); /* undivided */
	vmi_APICWrite(APIC_TMICT, 0xffffffff);
	before = vmi_APICRead(APIC_TMCCT);
	delay_us(ALARM_US);
	apic_ticks = before - vmi_APICRead(APIC_TMCCT);
	vmi_APICWrite(APIC_TMICT, 0);
}

static void measure_two(void)
{
	struct thread *t = thread_create("receiver", cpus[1], receiver, NULL);

	thread_run(t);
	delay_us(100000);
	measure(with_another, ARRAY_SIZE(with_another));
	ended = true;
	thread_join(t);
}

/* Xen clears free memory while no processor has anything to do, for about a second. */
static void let_it_settle(void)
{
	uint32_t i;

	for (i = 0; i < 1000000 / ALARM_US; i++)
		halt();
}

void bench_exits(void)
{
	tap_note("bench-exits-clock %s", choose_clock());
	cpu_call_others(timer_ready, NULL);
	timer_ready(NULL);
	if (!by_calls)
		calibrate();
	idt_gate(VEC_TIMER, bench_alarm_entry, 0);
	idt_gate(VEC_TEST, bench_ipi_entry, 0);
	let_it_settle();
	measure(alone, ARRAY_SIZE(alone));
	if (nr_cpus > 1)
		measure_two();
}
