/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The same calls in other places: in interrupts, within each other, on other processors.
 * All is run first and reported later, call by call.
 */
#include "contexts.h"
#include "guard.h"
#include "../options.h"

#define MAX_CALLS VMI_NR_CALLS

static struct {
	bool run;
	unsigned int faults;
	char text[PROBE_TEXT];
} results[NR_CONTEXTS][MAX_CALLS];

static volatile uint32_t tick_begun, tick_done;

/* Halt waits for an interrupt, which these places hold back. */
static bool may_run(const struct probe_call *c, enum probe_context where)
{
	if (c->number == VMI_CALL_Halt)
		return where == CONTEXT_INTERRUPT || where == CONTEXT_NESTED;
	return true;
}

static const char *skip_reason(const struct probe_call *c, enum probe_context where)
{
	if (where == CONTEXT_CPU && nr_cpus == 1)
		return "there is one processor only";
	if (where == CONTEXT_TICK && !tick_begun)
		return "the timer's interrupt does not come any more";
	if (!may_run(c, where))
		return where == CONTEXT_STEP ? "a halted processor does not step"
					     : "the interrupt that would end it is held back here";
	return NULL;
}

static void run_shape(const struct probe_call *c, enum probe_context where, const struct probe_shape *shape)
{
	char text[PROBE_TEXT] = "";
	unsigned int faults;

	if (!may_run(c, where) || probe_why_not(c))
		return;
	faults = probe_shaped(c, shape, text);
	results[where][c->number].run = true;
	if (!results[where][c->number].faults)
		memcpy(results[where][c->number].text, text, sizeof(text));
	results[where][c->number].faults |= faults;
}

/* For whoever boots us: who is to blame for what comes now. */
static void say_at(const struct probe_call *c)
{
	if (options.conform)
		tap_note("at %s", c->name);
}

/* All calls once with each kind of poison that differs from register to register. */
static void run_all(enum probe_context where)
{
	for (unsigned int i = 0; i < probe_nr_calls; i++) {
		struct guard guard;

		say_at(&probe_calls[i]);
		guard_begin(&guard);
		for (unsigned int pattern = 0; pattern < 2; pattern++) {
			struct probe_shape shape = {.pattern = pattern};

			run_shape(&probe_calls[i], where, &shape);
		}
		guard_end(&guard, probe_calls[i].number);
	}
}

static void in_interrupt(void (*fn)(void))
{
	asm volatile("int %0" : : "i"(VEC_TEST), "a"(fn) : "memory", "cc");
}

static bool interrupt_hook(struct regs *r)
{
	((void (*)(void))r->ax)();
	return true;
}

static void run_interrupt(void)
{
	run_all(CONTEXT_INTERRUPT);
}

static void run_nested_inner(void)
{
	run_all(CONTEXT_NESTED);
}

static void run_nested(void)
{
	in_interrupt(run_nested_inner);
}

static void run_tick(struct regs *r)
{
	(void)r;
	if (this_cpu()->id || atomic_swap(&tick_begun, 1))
		return;
	run_all(CONTEXT_TICK);
	WRITE_ONCE(tick_done, 1);
}

/* A call may have stopped the kernel's timer: it is started again, once. */
static void wait_for_tick(void)
{
	struct wait wait;

	set_tick_hook(run_tick);
	for (unsigned int try = 0; try < 2 && !READ_ONCE(tick_done); try++) {
		if (try)
			timer_start(HZ);
		wait_begin(&wait, 2000, 100000);
		while (!READ_ONCE(tick_done) && (tick_begun || !wait_over(&wait)))
			cpu_relax();
	}
	set_tick_hook(NULL);
}

static void run_cpu(void *arg)
{
	(void)arg;
	run_all(CONTEXT_CPU);
}

static void run_cpus(void)
{
	for (unsigned int i = 1; i < nr_cpus; i++)
		cpu_call(i, run_cpu, NULL);
}

/*
 * The calls that an interrupt handler makes most, and that may change no register.
 * What one of them does wrong is its own fault, not that of the call that is stepped; one
 * that has changed what it may not isn't made.
 */
static void calls_at_step(struct probe *p, const struct regs *r)
{
	(void)p;
	(void)r;
	for (unsigned int i = 0; i < probe_nr_calls; i++) {
		struct probe_shape shape = {.pattern = i & 1};

		if (probe_calls[i].clob == CLOB_KEEP && probe_calls[i].seg == SEG_STACK &&
		    !guard_changed(probe_calls[i].number) && !guard_changed_image(probe_calls[i].number))
			run_shape(&probe_calls[i], CONTEXT_STEP, &shape);
	}
}

static void run_steps(void)
{
	for (unsigned int i = 0; i < probe_nr_calls; i++) {
		struct guard guard;

		say_at(&probe_calls[i]);
		guard_begin(&guard);
		for (unsigned int run = 0; run < 4; run++) {
			struct probe_shape shape = {.pattern = run & 1, .irqs = run >> 1, .on_step = calls_at_step};

			run_shape(&probe_calls[i], CONTEXT_STEP, &shape);
		}
		guard_end(&guard, probe_calls[i].number);
	}
}

void probe_contexts(void)
{
	trap_hook *old = trap_set_hook(VEC_TEST, interrupt_hook);

	if (!cpu_is_ours())
		trap_set_hook(VEC_INSTEAD(VEC_TEST), interrupt_hook);
	in_interrupt(run_interrupt);
	in_interrupt(run_nested);
	wait_for_tick();
	run_cpus();
	run_steps();
	trap_set_hook(VEC_TEST, old);
	if (!cpu_is_ours())
		trap_set_hook(VEC_INSTEAD(VEC_TEST), NULL);
}

enum context_result probe_context_result(const struct probe_call *c, enum probe_context where, probe_why *why,
					 const char **text)
{
	*text = results[where][c->number].text;
	*why = skip_reason(c, where);
	if (*why)
		return CONTEXT_SKIPPED;
	if (!results[where][c->number].run) {
		*text = "it was not run";
		return CONTEXT_BAD;
	}
	return results[where][c->number].faults ? CONTEXT_BAD : CONTEXT_GOOD;
}

const char *probe_context_name(enum probe_context where)
{
	static const char *const names[NR_CONTEXTS] = {
		[CONTEXT_INTERRUPT] = "in an interrupt",
		[CONTEXT_NESTED] = "in a nested interrupt",
		[CONTEXT_TICK] = "in a timer interrupt",
		[CONTEXT_CPU] = "on another processor",
		[CONTEXT_STEP] = "with calls made between its instructions",
	};

	return names[where];
}
