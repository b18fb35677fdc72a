/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An NMI at an instruction of one's choice.  There is no flag that would hold one back up to there, and a
 * step's handler that sends one takes it itself.  But an NMI's handler holds others back, until the next
 * IRET: so the step's handler takes a first NMI, whose handler sends a second and goes on in the step's
 * without an IRET.  That returns by the platform's own IRET, which no blob sees; and there the second comes,
 * before the instruction, and all that a blob has noted for its next IRET is still noted.
 */
#include "step.h"

void step_run(void (*fn)(void *arg), void *arg);

static struct {
	struct cpu *cpu; /* that steps */
	enum shot kind;
	uint32_t step, steps, sent, came, astray, ip;
	volatile bool holding;
	void (*inside)(void); /* what an NMI is to run */
	volatile bool inside_done;
	bool held; /* others are held back already */
	struct fault_jump jump;
} shot;

static trap_hook *old_debug, *old_nmi;

static bool on_nmi(struct regs *r)
{
	uint32_t counter;

	if (this_cpu() != shot.cpu)
		return true;
	if (shot.holding) {
		shot.holding = false;
		platform->send_ipi(this_cpu()->apic_id, VEC_NMI);
		fault_longjmp(&shot.jump);
	}
	if (shot.inside) {
		void (*fn)(void) = shot.inside;

		shot.inside = NULL;
		shot.held = true;
		fn();
		shot.inside_done = true;
		return true;
	}
	/* What a handler may do. */
	for (counter = 0; counter < 3; counter++)
		vmi_GetCycleCounter(counter);
	shot.came++;
	shot.astray += r->ip != shot.ip;
	return true;
}

/* Back with one that waits for the next IRET. */
static void hold_nmi(void)
{
	unsigned int traps = current_thread()->nr_traps;

	if (fault_setjmp(&shot.jump)) {
		current_thread()->nr_traps = traps;
		return;
	}
	shot.holding = !shot.held;
	platform->send_ipi(this_cpu()->apic_id, VEC_NMI);
	while (READ_ONCE(shot.holding))
		cpu_relax();
}

static void nmi_to_others(void)
{
	unsigned int i;

	for (i = 0; i < nr_cpus; i++)
		if (cpus[i] != shot.cpu)
			platform->send_ipi(cpus[i]->apic_id, VEC_NMI);
}

static bool on_step(struct regs *r)
{
	if (++shot.steps == shot.step || shot.step == EACH_STEP) {
		shot.sent++;
		shot.ip = r->ip;
		if (shot.kind == SHOT_TRAP)
			return true;
		if (shot.kind == SHOT_NMI_ALL)
			nmi_to_others();
		hold_nmi();
	}
	shot.held = false;
	current_thread()->nr_traps--;
	platform->resume(r);
}

void steps_begin(void)
{
	shot.astray = 0;
	shot.cpu = this_cpu();
	old_debug = trap_set_hook(VEC_DB, on_step);
	old_nmi = trap_set_hook(VEC_NMI, on_nmi);
}

void steps_end(void)
{
	trap_set_hook(VEC_DB, old_debug);
	trap_set_hook(VEC_NMI, old_nmi);
	vmi_SetDR(6, 0);
}

uint32_t step_through(enum shot kind, uint32_t step, void (*fn)(void *arg), void *arg)
{
	shot.kind = kind;
	shot.step = step;
	shot.steps = shot.sent = shot.came = 0;
	step_run(fn, arg);
	if (kind != SHOT_TRAP && shot.came != shot.sent)
		shot.astray++;
	return shot.sent;
}

void step_in_nmi(void (*fn)(void))
{
	shot.inside_done = false;
	shot.inside = fn;
	platform->send_ipi(this_cpu()->apic_id, VEC_NMI);
	while (!shot.inside_done)
		cpu_relax();
}

uint32_t steps_astray(void)
{
	return shot.astray;
}
