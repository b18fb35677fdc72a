/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * NMIs and the handler of #NM.  A platform that clears TS to deliver the trap has to set it again where the
 * handler leaves it alone.  An NMI's IRET between could do that in the wrong place, or take away what
 * somebody has just looked at.  Then TS is set and the client believes it clear, or an interrupt comes into
 * code that has them off.  Expected: an NMI, or a trap, at any instruction of CLTS, SetCR0 and IRET changes
 * nothing, in such a handler and elsewhere.
 */
#include "step.h"
#include "pending.h"
#include "../groups.h"
#include "../options.h"

#define MAX_STEPS 400 /* more than any of them has */
#define STORM_NMIS repeats(2000)
#define MOST_US (options.brief ? 3000000 : 30000000)
#define FNOP_BYTES 2

static void clts(void *arg)
{
	(void)arg;
	vmi_CLTS();
}

static void set_cr0(void *cr0)
{
	vmi_SetCR0((uint32_t)cr0);
}

static void nothing(void *arg)
{
	(void)arg;
}

static struct act {
	const char *name;
	void (*fn)(void *arg);
	enum { NO_ARG, CR0_WITH, CR0_WITHOUT, FLAGS_ON, FLAGS_OFF } arg;
	bool ts;      /* as it should be afterwards */
	bool waiting; /* an interrupt does, meanwhile */
} acts[] = {
	{"no call", nothing, NO_ARG, true, false}, /* the handler's own IRET sets it again */
	{"CLTS", clts, NO_ARG, false, false},
	{"SetCR0 without TS", set_cr0, CR0_WITHOUT, false, false},
	{"SetCR0 with TS", set_cr0, CR0_WITH, true, false},
	{"IRET to code with interrupts off", step_iret, FLAGS_OFF, true, false},
	{"IRET to code with interrupts off, one waiting", step_iret, FLAGS_OFF, true, true},
	{"IRET to code with interrupts on", step_iret, FLAGS_ON, true, false},
	{"IRET to code with interrupts on, one waiting", step_iret, FLAGS_ON, true, true},
};

/* The run that is under way, and what came of it. */
static struct {
	const struct act *act;
	enum shot kind;
	uint32_t step, sent, early;
	bool on, in_place;
} now;

/* Of all runs of an act. */
static struct {
	uint32_t runs, ts, cr0, flag, early, lost, elsewhere;
} bad;

static volatile uint32_t traps;

static bool pass_over(struct regs *r)
{
	traps++;
	r->ip += FNOP_BYTES;
	return true;
}

/* Leaves TS as it is. */
static bool ts_acts(void)
{
	trap_hook *old = trap_set_hook(VEC_NM, pass_over);

	traps = 0;
	asm volatile("fnop");
	trap_set_hook(VEC_NM, old);
	return traps;
}

static void *argument(const struct act *act)
{
	uint32_t cr0 = vmi_GetCR0();

	switch (act->arg) {
	case CR0_WITH:
		return (void *)(cr0 | CR0_TS);
	case CR0_WITHOUT:
		return (void *)(cr0 & ~CR0_TS);
	case FLAGS_ON:
		return (void *)(2 | EFLAGS_IF);
	case FLAGS_OFF:
		return (void *)2;
	default:
		return NULL;
	}
}

static void act(void)
{
	now.sent = step_through(now.kind, now.step, now.act->fn, argument(now.act));
	now.on = irqs_on();
	vmi_DisableInterrupts();
	now.early = now.act->waiting ? pending_taken() : 0;
	now.in_place = !now.early || pending_frame.ip == (uint32_t)step_iret_end;
}

static bool in_handler(struct regs *r)
{
	act();
	r->ip += FNOP_BYTES;
	return true;
}

/* TS is set, and the platform's is not. */
static void act_in_handler(void)
{
	trap_hook *old = trap_set_hook(VEC_NM, in_handler);

	asm volatile("fnop");
	trap_set_hook(VEC_NM, old);
	/* Before an outer handler returns. */
	bad.ts += ts_acts() != now.act->ts;
}

static void act_in_nmi(void)
{
	step_in_nmi(act_in_handler);
}

static const struct {
	const char *name;
	void (*run)(void);
} places[] = {
	{"in a handler of #NM", act_in_handler},
	{"in a handler of #NM in an NMI's", act_in_nmi},
	{"elsewhere", act},
};

static void check(void)
{
	const struct act *a = now.act;
	bool to_on = a->arg == FLAGS_ON;

	bad.runs++;
	bad.cr0 += !(vmi_GetCR0() & CR0_TS) == a->ts;
	bad.ts += ts_acts() != a->ts;
	bad.flag += now.on != to_on;
	bad.early += now.early && !to_on;
	bad.elsewhere += !now.in_place;
	vmi_EnableInterrupts();
	bad.lost += a->waiting && pending_taken() != 1;
}

static bool run(void (*where)(void), uint32_t step)
{
	uint32_t mask = irq_save();

	now.step = step;
	vmi_SetCR0(vmi_GetCR0() | CR0_TS);
	if (now.act->waiting)
		pending_raise();
	where();
	check();
	irq_restore(mask);
	return now.sent;
}

static void at_each(const struct act *a, enum shot kind, unsigned int place)
{
	uint32_t step = 1;

	memset(&bad, 0, sizeof(bad));
	now.act = a;
	now.kind = kind;
	while (step < MAX_STEPS && run(places[place].run, step))
		step++;
	if (!tap_ok(step > 1 && step < MAX_STEPS && !bad.ts && !bad.cr0 && !bad.flag && !bad.early &&
			    !bad.lost && !bad.elsewhere,
		    "%s %s: %s at each of %u instructions", a->name, places[place].name,
		    kind == SHOT_NMI ? "an NMI" : "a trap", step - 1))
		tap_note("  of %u runs wrong: TS %u, CR0 %u, flag %u; the interrupt came too early %u, lost "
			 "or twice %u, in another place %u",
			 bad.runs, bad.ts, bad.cr0, bad.flag, bad.early, bad.lost, bad.elsewhere);
}

static void check_each(void)
{
	unsigned int i, place;

	for (i = 0; i < ARRAY_SIZE(acts); i++)
		for (place = 0; place < ARRAY_SIZE(places); place++) {
			at_each(&acts[i], SHOT_NMI, place);
			at_each(&acts[i], SHOT_TRAP, place);
		}
}

static volatile bool over;
static volatile uint32_t came;

static bool on_storm(struct regs *r)
{
	(void)r;
	came++;
	return true;
}

static void send(void *arg)
{
	unsigned int i;

	(void)arg;
	/* Unevenly, so that no two loops keep step. */
	for (i = 0; !over; i++) {
		platform->send_ipi(cpus[0]->apic_id, VEC_NMI);
		delay_us(10 + i % 7);
	}
}

static volatile bool clears;

static bool clear_or_not(struct regs *r)
{
	traps++;
	if (clears)
		vmi_CLTS();
	else
		r->ip += FNOP_BYTES;
	return true;
}

/* A use, twice: traps once if the handler clears TS, else each time. */
static bool use_twice(void)
{
	uint32_t want = clears ? 1 : 2;

	traps = 0;
	vmi_SetCR0(vmi_GetCR0() | CR0_TS);
	asm volatile("fnop\n\tfnop");
	return traps == want && !(vmi_GetCR0() & CR0_TS) == clears;
}

/* Also where no step can stop: in the platform, on the way to a handler, where one IRET ends in another. */
static void check_storm(void)
{
	trap_hook *old = trap_set_hook(VEC_NM, clear_or_not), *old_nmi = trap_set_hook(VEC_NMI, on_storm);
	uint64_t end = vmi_GetCycleCounter(0) + MOST_US * cycles_per_us();
	struct thread *t = thread_create("NMIs", cpus[1], send, NULL);
	uint32_t wrong = 0, i;

	over = false;
	came = 0;
	thread_run(t);
	for (i = 0; came < STORM_NMIS && vmi_GetCycleCounter(0) < end; i++) {
		clears = i & 1;
		wrong += !use_twice();
	}
	over = true;
	thread_join(t);
	trap_set_hook(VEC_NM, old);
	trap_set_hook(VEC_NMI, old_nmi);
	tap_ok(!wrong && came,
	       "%u times TS, #NM and its handler under %u NMIs of another processor, %u wrong", i, came,
	       wrong);
}

void test_nmi(void)
{
	if (!ipis_work() || !features.fpu) {
		tap_skip("no NMIs to oneself, or no FPU", "NMIs at each instruction");
		return;
	}
	preempt_disable();
	timer_stop(); /* a tick that waits would end a stepped IRET early */
	steps_begin();
	check_each();
	steps_end();
	timer_start(HZ);
	if (platform->late_nmis)
		tap_skip("an NMI that waits comes when the platform gets to it", "each NMI came once, and where it was sent to");
	else
		tap_eq(steps_astray(), 0, "each NMI came once, and where it was sent to");
	if (nr_cpus > 1)
		check_storm();
	else
		tap_skip("one processor", "NMIs from another in a handler of #NM");
	vmi_SetCR0(vmi_GetCR0() | CR0_TS);
	preempt_enable();
}
