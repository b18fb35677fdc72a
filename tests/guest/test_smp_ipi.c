/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Interrupts between processors, for test_smp.c.  A blob that takes the interrupt command register over must know all of
 * its ways to name whom; and one that keeps the gates must know that they are one table for all.  Expected: an interrupt
 * comes to those that were named, once, by the gate that stands there now.
 */
#include <apic.h>
#include "kernel.h"
#include "groups.h"

static volatile uint32_t hit[MAX_CPUS];

static bool on_hit(struct regs *r)
{
	platform->eoi(r->vector);
	atomic_add(&hit[this_cpu()->id], 1);
	return true;
}

/* Bit n: processor n got it, once. */
static uint32_t who_got(void)
{
	uint32_t i, got = 0;

	for (i = 0; i < nr_cpus; i++)
		got |= (hit[i] == 1) << i;
	return got;
}

#define ANY 0

/* Waits for those that are to come (or for one), and a little for those that are not. */
static uint32_t who_gets(uint32_t to, uint32_t want)
{
	uint32_t i;

	for (i = 0; i < MAX_CPUS; i++)
		hit[i] = 0;
	vmi_APICWrite(APIC_ICR, to | ICR_ASSERT | VEC_TEST);
	for (i = 0; i < 2000 && (want == ANY ? !who_got() : who_got() != want); i++)
		delay_us(1000);
	delay_us(5000);
	return who_got();
}

/* The logical APIC id of a flat model; where APIC ids are a hypervisor's it is this already. */
static void set_logical(void *bit)
{
	vmi_APICWrite(APIC_LDR, (uint32_t)bit << (24 + this_cpu()->id));
}

static void set_logical_all(uint32_t bit)
{
	if (!cpu_is_ours())
		return;
	set_logical((void *)bit);
	cpu_call_others(set_logical, (void *)bit);
}

/* To a set of processors, of which one takes it. */
static void check_lowest(uint32_t set)
{
	uint32_t i, got, n = 0;

	set_logical_all(1);
	vmi_APICWrite(APIC_ICR2, set << 24);
	/* Waits for one of them; and a little for all the others. */
	got = who_gets(ICR_LOGICAL | ICR_LOWEST, ANY);
	for (i = 0; i < nr_cpus; i++)
		n += hit[i];
	tap_ok(n == 1 && got & set, "an interrupt of lowest priority comes to one of a set: %u came", n);
	set_logical_all(0);
}

static void check_shorthands(void)
{
	uint32_t all = (1u << nr_cpus) - 1, me;
	trap_hook *old = trap_set_hook(VEC_TEST, on_hit);

	preempt_disable();
	me = 1u << this_cpu()->id;
	tap_eq(who_gets(ICR_SELF, me), me, "an interrupt by shorthand: self");
	tap_eq(who_gets(ICR_ALL, all), all, "all");
	tap_eq(who_gets(ICR_OTHERS, all & ~me), all & ~me, "all others");
	check_lowest(all);
	preempt_enable();
	trap_set_hook(VEC_TEST, old);
}

static void int_test(void *arg)
{
	(void)arg;
	asm volatile("int %0" : : "i"(VEC_TEST) : "memory", "cc");
}

static volatile uint32_t vector_seen;

static bool on_either(struct regs *r)
{
	vector_seen = r->vector;
	return true;
}

/* Under a hypervisor in emulation an INT's vector may be another: VEC_INSTEAD. */
static const uint8_t int_vectors[] = {VEC_TEST, VEC_INSTEAD(VEC_TEST)};

static void lead_to(unsigned int vector)
{
	unsigned int i;

	for (i = 0; i < (cpu_is_ours() ? 1 : ARRAY_SIZE(int_vectors)); i++)
		idt_gate(int_vectors[i], trap_entries[vector], 0);
}

/* The table is one for all: a gate that one processor changes is changed for each. */
static void check_gate(void)
{
	unsigned int other = VEC_TEST + 1, i;
	trap_hook *old = trap_set_hook(VEC_TEST, on_either), *old_other = trap_set_hook(other, on_either);
	uint64_t gates[ARRAY_SIZE(int_vectors)];

	for (i = 0; i < ARRAY_SIZE(int_vectors); i++)
		gates[i] = idt[int_vectors[i]];
	lead_to(other);
	vector_seen = 0;
	cpu_call(1, int_test, NULL);
	tap_eq(vector_seen, other, "a gate that another processor has changed");
	lead_to(VEC_TEST);
	cpu_call(1, int_test, NULL);
	tap_eq(vector_seen, VEC_TEST, "and changed again");
	for (i = 0; i < ARRAY_SIZE(int_vectors); i++)
		vmi_WriteIDTEntry((uint32_t)idt, int_vectors[i], gates[i], gates[i] >> 32);
	trap_set_hook(VEC_TEST, old);
	trap_set_hook(other, old_other);
}

/* Two processors interrupt each other as fast as they can. */
static volatile uint32_t ball;

static bool on_ball(struct regs *r)
{
	struct cpu *to = cpus[this_cpu()->id ? 0 : 1];

	platform->eoi(r->vector);
	if (++ball < 1000)
		platform->send_ipi(to->apic_id, VEC_TEST);
	return true;
}

static void check_ball(void)
{
	unsigned int ms;

	ball = 0;
	trap_set_hook(VEC_TEST, on_ball);
	platform->send_ipi(cpus[1]->apic_id, VEC_TEST);
	for (ms = 0; ms < 10000 && ball < 1000; ms++)
		delay_us(1000);
	tap_eq(ball, 1000, "two processors interrupted each other 1000 times");
	trap_set_hook(VEC_TEST, NULL);
}

void test_smp_ipi(void)
{
	check_shorthands();
	check_gate();
	check_ball();
}
