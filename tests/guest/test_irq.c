/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The interrupt flag.  It could come back wrong from a nested save, be lost or
 * gained over an IRET, or leave a gap between enabling and halting in which a
 * wake-up is lost.  Expected: each level gets back what it saved, handlers run
 * with interrupts off, an IRET to code with them off leaves them off, NMIs at any
 * instruction change nothing.
 */
#include "kernel.h"
#include "groups.h"
#include "options.h"

#define VEC_A VEC_TEST
#define VEC_B (VEC_TEST + 1)
#define VEC_SOFT (VEC_TEST + 2)
#define OP_HLT 0xf4

static volatile uint32_t count_a, count_b, depth, max_depth, wrong, gaps;

static void self(unsigned int vector)
{
	platform->send_ipi(this_cpu()->apic_id, vector);
}

static bool on_a(struct regs *r)
{
	count_a++;
	wrong += irqs_on();
	wrong += !(r->flags & EFLAGS_IF);
	/* Taken before the HLT that should wait for it. */
	gaps += r->cs == read_cs() && *(const uint8_t *)r->ip == OP_HLT;
	platform->eoi(r->vector);
	return true;
}

/* Nests: interrupts on inside. */
static bool on_b(struct regs *r)
{
	uint32_t mask = vmi_GetInterruptMask();

	depth++;
	if (depth > max_depth)
		max_depth = depth;
	count_b++;
	platform->eoi(r->vector);
	if (depth < 5) {
		self(VEC_B);
		wrong += irqs_on();
		vmi_EnableInterrupts();
		wrong += !irqs_on();
		vmi_DisableInterrupts();
	}
	depth--;
	irq_restore(mask);
	return true;
}

/* By INT from code with interrupts off; turns them on for a while. */
static bool on_soft(struct regs *r)
{
	(void)r;
	self(VEC_A);
	vmi_EnableInterrupts();
	while (!count_a)
		cpu_relax();
	vmi_DisableInterrupts();
	return true;
}

static void check_nesting(void)
{
	uint32_t outer, inner;

	vmi_EnableInterrupts();
	outer = irq_save();
	tap_ok(!irqs_on(), "off after the first save");
	inner = irq_save();
	tap_ok(!irqs_on(), "off after the second");
	irq_restore(inner);
	tap_ok(!irqs_on(), "still off after the inner restore");
	irq_restore(outer);
	tap_ok(irqs_on(), "on after the outer restore");
	vmi_DisableInterrupts();
	outer = irq_save();
	vmi_EnableInterrupts();
	irq_restore(outer);
	tap_ok(!irqs_on(), "a restore turns off as well as on");
	vmi_EnableInterrupts();
}

/* SetInterruptMask takes a whole EFLAGS image and uses one bit of it. */
static void check_mask_bits(void)
{
	vmi_SetInterruptMask(0);
	tap_ok(!irqs_on(), "mask 0 is off");
	vmi_SetInterruptMask(EFLAGS_IF);
	tap_ok(irqs_on(), "mask 0x200 is on");
	vmi_DisableInterrupts();
	vmi_SetInterruptMask(vmi_GetInterruptMask() | EFLAGS_IF);
	tap_ok(irqs_on(), "what GetInterruptMask gave, with bit 9 set, is on");
}

static void check_delivery(void)
{
	uint32_t mask = irq_save();

	count_a = 0;
	self(VEC_A);
	delay_us(50);
	tap_eq(count_a, 0, "no interrupt while they are off");
	vmi_EnableInterrupts();
	asm volatile("nop");
	delay_us(50);
	tap_eq(count_a, 1, "it comes when they are turned on");
	vmi_DisableInterrupts();
	self(VEC_A);
	irq_restore(mask);
	delay_us(50);
	tap_eq(count_a, 2, "or restored");
}

static void check_halt(void)
{
	unsigned int i;

	count_a = gaps = 0;
	for (i = 0; i < 200; i++) {
		vmi_DisableInterrupts();
		self(VEC_A);
		vmi_Halt();
		wrong += !irqs_on();
		if (count_a != i + 1)
			break;
	}
	tap_eq(count_a, 200, "a halt wakes for an interrupt that was waiting");
	if (platform->sti_may_not_hold && vmi_answer(VMI_CALL_Halt) == VMI_ANSWER_NONE)
		tap_skip("the processor's own, and an emulated one may let it in", "one is taken before the halt");
	else
		tap_eq(gaps, 0, "and not one was taken before the halt");
}

static void check_inner(void)
{
	uint32_t mask;

	max_depth = count_b = 0;
	self(VEC_B);
	delay_us(100);
	tap_ok(max_depth == 5 && count_b == 5, "interrupts nest when a handler turns them on");
	tap_ok(irqs_on(), "and are on after it all");
	mask = irq_save();
	count_a = 0;
	asm volatile("int %0" : : "i"(VEC_SOFT) : "memory");
	tap_eq(count_a, 1, "an interrupt inside a trap from code with them off");
	tap_ok(!irqs_on(), "they are off after the IRET to there");
	irq_restore(mask);
}

/* Irq-flag paths hit by NMIs, which also must not let anything else in. */
static void check_nmi(void)
{
	unsigned int i, rounds = repeats(500);
	uint32_t before = this_cpu()->nmis, bad = 0, mask;

	preempt_disable();
	for (i = 0; i < rounds; i++) {
		mask = irq_save();
		self(VEC_NMI);
		bad += irqs_on();
		irq_restore(mask);
		bad += !irqs_on();
	}
	delay_us(100);
	tap_eq(bad, 0, "NMIs leave the flag alone");
	tap_ok(this_cpu()->nmis != before, "NMIs came: %u", this_cpu()->nmis - before);
	preempt_enable();
}

#define CHAIN 1000

static volatile uint32_t links, places;
static struct regs *place;

/* Sends the next before it ends; so that one waits at its IRET. */
static bool on_chain(struct regs *r)
{
	platform->eoi(r->vector);
	if (r != place) {
		place = r;
		places++;
	}
	if (++links < CHAIN)
		self(VEC_A);
	return true;
}

/* Each comes in place of the return from the one before, or right behind it: the stack is as deep as for one. */
static void check_chain(void)
{
	trap_hook *old = trap_set_hook(VEC_A, on_chain);
	unsigned int ms;

	links = places = 0;
	place = NULL;
	self(VEC_A);
	for (ms = 0; ms < 10000 && links < CHAIN; ms++)
		delay_us(1000);
	tap_eq(links, CHAIN, "%u interrupts, each sent by the one before", CHAIN);
	/* The timer comes between, now and then. */
	tap_ok(places < CHAIN / 10, "nest no deeper than one");
	trap_set_hook(VEC_A, old);
}

static volatile uint32_t irq0s;

static bool on_irq0(struct regs *r)
{
	irq0s++;
	platform->eoi(r->vector);
	return true;
}

static void check_irq0(void)
{
	trap_hook *old = trap_set_hook(VEC_IRQ0, on_irq0);
	unsigned int ms;

	irq0s = 0;
	platform->irq0_periodic(1000);
	for (ms = 0; ms < 5000 && irq0s < 5; ms++)
		delay_us(1000);
	platform->irq0_periodic(0);
	tap_ok(irq0s >= 5, "interrupts of the timer chip");
	delay_us(2000);
	trap_set_hook(VEC_IRQ0, old);
}

void test_irq(void)
{
	wrong = 0;
	check_nesting();
	check_mask_bits();
	if (platform->irq0_periodic)
		check_irq0();
	if (!ipis_work()) {
		tap_skip("no local APIC", "interrupts to oneself");
		return;
	}
	trap_set_hook(VEC_A, on_a);
	trap_set_hook(VEC_B, on_b);
	trap_set_hook(VEC_SOFT, on_soft);
	if (!cpu_is_ours())
		trap_set_hook(VEC_INSTEAD(VEC_SOFT), on_soft);
	preempt_disable();
	check_delivery();
	check_halt();
	check_inner();
	check_chain();
	preempt_enable();
	check_nmi();
	trap_set_hook(VEC_A, NULL);
	trap_set_hook(VEC_B, NULL);
	trap_set_hook(VEC_SOFT, NULL);
	if (!cpu_is_ours())
		trap_set_hook(VEC_INSTEAD(VEC_SOFT), NULL);
	tap_eq(wrong, 0, "handlers began with interrupts off, in code that had them on");
}
