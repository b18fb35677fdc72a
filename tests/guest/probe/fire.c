/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Under fire: an interrupt at each instruction of the calls that turn the flag or return, and of those that read
 * what each processor has its own of.
 * One could be lost, come twice, or leave something on the stack, where a body looks
 * whether one waits, lets it in, and returns.  Expected: each comes once, the flag is on
 * again or comes on, and the call ends as if nothing had been.
 *
 * The same once more with a thread that each interrupt takes to another processor: where it was between two
 * instructions, it goes on there.  (An emulator takes no other interrupt in the middle of such a body.)
 *
 * The interrupt is sent by a single step's handler, so that it waits when that handler
 * returns to the instruction.  Calls without a body have no instruction to stop at.
 */
#include "contexts.h"
#include "pending.h"
#include "native.h"
#include "../groups.h"
#include "../options.h"

#define ROUNDS repeats(1000)
#define SHOTS 10 /* times the rounds: more of one call need not be */
#define WANDERS ((options.brief ? 1 : 8) * PROBE_PATTERNS) /* times each step */
#define MAX_STEPS 200 /* far more than any of them has */

/*
 * CR2 of the processors: where the thread is it has one value, and as it leaves another takes its place.  A body that
 * has found out where it runs, and reads there after it has been taken away, shows it.
 */
#define CR2_HERE 0x12345000u
#define CR2_LEFT 0xdead0000u

static const uint8_t under_fire[] = {
	VMI_CALL_EnableInterrupts, VMI_CALL_DisableInterrupts, VMI_CALL_GetInterruptMask,
	VMI_CALL_SetInterruptMask, VMI_CALL_IRET,	    VMI_CALL_GetCR0,
	VMI_CALL_GetCR2,	   VMI_CALL_GetCR3,	    VMI_CALL_GetCR4,
	VMI_CALL_GetLDT,	   VMI_CALL_GetTR,	    VMI_CALL_GetCycleCounter,
};

static struct {
	const struct probe *probe;
	uint32_t step; /* at which the interrupt is sent */
	bool sent;
} shot;

/* Of all runs of a call. */
static struct {
	uint32_t sent, lost, twice, bad, steps;
	char text[PROBE_TEXT];
} count;

static void shoot(struct probe *p, const struct regs *r)
{
	(void)r;
	shot.probe = p;
	if (p->steps != shot.step || shot.sent)
		return;
	shot.sent = true;
	pending_raise();
}

/* Returns whether the call has that many steps. */
static bool fire(const struct probe_call *c, uint32_t step, unsigned int run)
{
	struct probe_shape shape = {.pattern = run % PROBE_PATTERNS,
				    .irqs = run & 1,
				    .irets_on = c->number == VMI_CALL_IRET && !(run & 1),
				    .on_step = shoot};
	char text[PROBE_TEXT];
	unsigned int taken;

	shot.step = step;
	shot.sent = false;
	if (probe_shaped(c, &shape, text)) {
		count.bad++;
		memcpy(count.text, text, sizeof(text));
	}
	if (!shot.sent)
		return false;
	if (pending_then && c->number == VMI_CALL_GetCR2 && shot.probe->out[EAX] != CR2_HERE) {
		count.bad++;
		ksnprintf(count.text, PROBE_TEXT, "step %u: CR2 is 0x%x", step, shot.probe->out[EAX]);
	}
	/* It may have had to wait for the flag: probe_shaped has put that back on. */
	taken = pending_taken();
	/* Where the IRET turned the flag on, it comes in the place of the frame: nothing is left below. */
	if (shape.irets_on && taken && pending_frame.ip != (uint32_t)c->end) {
		count.bad++;
		ksnprintf(count.text, PROBE_TEXT, "step %u: the handler's frame has EIP 0x%x, not where the IRET returns to", step,
			  pending_frame.ip);
	}
	count.sent++;
	count.lost += taken == 0;
	count.twice += taken > 1;
	return true;
}

/* A long call is stepped through from its begin for each of its instructions: fewer rounds of it are as many interrupts. */
static void fire_rounds(const struct probe_call *c, unsigned int rounds)
{
	memset(&count, 0, sizeof(count));
	for (unsigned int run = 0; run < rounds && count.sent < SHOTS * rounds; run++) {
		uint32_t step = 1;

		while (step < MAX_STEPS && fire(c, step, run))
			step++;
		if (step - 1 > count.steps)
			count.steps = step - 1;
	}
	if (count.bad)
		tap_note("the last: %s", count.text);
}

static void fire_at_all(const struct probe_call *c)
{
	/* What only reads leaves less to go wrong, and takes long on slow models of a processor. */
	fire_rounds(c, c->number >= VMI_CALL_EnableInterrupts && c->number <= VMI_CALL_IRET ? ROUNDS : ROUNDS / 10);
	tap_ok(!count.bad && !count.lost && !count.twice,
	       "%s: %u interrupts at %u instructions, %u lost, %u twice, %u calls spoilt", c->name, count.sent,
	       count.steps, count.lost, count.twice, count.bad);
}

static uint32_t moves;
static volatile bool over;
static volatile uint32_t left; /* the processor that it was on last */
static volatile bool may_come[MAX_CPUS];

static void welcome(void)
{
	if (left == this_cpu()->id)
		return;
	vmi_SetCR2(CR2_HERE);
	may_come[this_cpu()->id] = true;
}

/* By the interrupt's handler: this thread goes on elsewhere. */
static void move_on(void)
{
	uint32_t me = this_cpu()->id;

	vmi_SetCR2(CR2_LEFT);
	may_come[me] = false;
	left = me;
	while (!may_come[(me + 1) % nr_cpus])
		cpu_relax();
	current_thread()->wanders = 1;
	this_cpu()->need_resched = true;
	moves++;
}

static pte_t others[PAGE_SIZE / sizeof(pte_t)] __attribute__((aligned(PAGE_SIZE)));
static uint32_t written;

/* By the interrupt's handler, which has entries to write, too. */
static void write_other(void)
{
	written++;
	vmi_SetPxELong(written << 1, 0, (uint32_t)&others[written % ARRAY_SIZE(others)], VMI_PAGE_PT);
}

/* What a section for page tables has collected: the call's own entry, and the handler's. */
static uint32_t queue_wrong(void)
{
	const struct probe *p = shot.probe;
	uint64_t want = vmi_PhysicalToMachine((uint64_t)p->gpr[EDX] << 32 | p->gpr[EAX]);

	return (p->buffer[0] != want) + (others[written % ARRAY_SIZE(others)] != written << 1);
}

/* SetPxELong in a lazy section, where it may only note the entry. */
static void fire_queue(void)
{
	const struct probe_call *c = probe_find(VMI_CALL_SetPxELong);
	uint32_t run, step, wrong = 0;
	bool more;

	if (PTE_BYTES != 8)
		return;
	memset(&count, 0, sizeof(count));
	pending_then = write_other;
	for (run = 1; run < ROUNDS / 4; run += 2) {
		for (step = 1, more = true; more && step < MAX_STEPS; step++) {
			vmi_SetLazyMode(VMI_LAZY_MMU);
			vmi_SetPxELong(0, 0, (uint32_t)&others[0], VMI_PAGE_PT);
			more = fire(c, step, run);
			vmi_SetLazyMode(VMI_LAZY_NONE);
			if (more)
				wrong += queue_wrong();
		}
	}
	pending_then = NULL;
	tap_ok(!count.bad && !count.lost && !count.twice && !wrong && written >= count.sent,
	       "SetPxELong in a lazy section: %u interrupts that write entries, too, %u lost, %u twice, %u calls spoilt, %u entries wrong",
	       count.sent, count.lost, count.twice, count.bad, wrong);
	if (count.bad)
		tap_note("the last: %s", count.text);
}

static void wander(void *arg)
{
	(void)arg;
	left = MAX_CPUS;
	welcome();
	pending_then = move_on;
	for (unsigned int i = 0; i < ARRAY_SIZE(under_fire); i++) {
		const struct probe_call *c = probe_find(under_fire[i]);

		moves = 0;
		fire_rounds(c, WANDERS);
		tap_ok(!count.bad && !count.lost && !count.twice && moves >= count.sent,
		       "%s: %u interrupts that take its thread to another processor, %u lost, %u twice, %u calls spoilt",
		       c->name, count.sent, count.lost, count.twice, count.bad);
	}
	pending_then = NULL;
	over = true;
}

/* Somebody to go on with where the thread leaves or a rescheduling interrupt finds it, who takes no interrupt from it. */
static void stand_in(void *arg)
{
	(void)arg;
	vmi_DisableInterrupts();
	while (!over) {
		welcome();
		schedule();
	}
	vmi_EnableInterrupts();
}

/*
 * No tick: it would give the processor to another thread, which would get the interrupt.  The same SS: some may
 * still have the platform's, and a thread that changes processors would find its own changed.
 */
static void settle(void *arg)
{
	(void)arg;
	timer_stop();
	asm volatile("mov %0, %%ss" : : "r"(this_cpu()->tss.ss0));
}

static void ticks_on(void *arg)
{
	(void)arg;
	timer_start(HZ);
}

static void fire_wandering(void)
{
	struct thread *t[MAX_CPUS], *w = thread_create("wander", cpus[0], wander, NULL);

	over = false;
	settle(NULL);
	cpu_call_others(settle, NULL);
	for (unsigned int i = 0; i < nr_cpus; i++) {
		t[i] = thread_create("stand-in", cpus[i], stand_in, NULL);
		thread_run(t[i]);
	}
	thread_run(w);
	vmi_DisableInterrupts(); /* as the stand-ins do, and for the same reason */
	thread_join(w);
	for (unsigned int i = 0; i < nr_cpus; i++)
		thread_join(t[i]);
	vmi_EnableInterrupts();
	ticks_on(NULL);
	cpu_call_others(ticks_on, NULL);
}

void test_fire(void)
{
	unsigned int i;

	if (!pending_possible()) {
		tap_skip("no interrupts to oneself", "an interrupt at each instruction");
		return;
	}
	preempt_disable();
	probe_traps_on();
	for (i = 0; i < ARRAY_SIZE(under_fire); i++)
		fire_at_all(probe_find(under_fire[i]));
	fire_queue();
	preempt_enable();
	if (nr_cpus > 1)
		fire_wandering();
	else
		tap_skip("one processor", "interrupts that take the thread to another processor");
	probe_traps_off();
}
