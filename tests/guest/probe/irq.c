/* SPDX-License-Identifier: GPL-2.0-only */
/* The interrupt flag, IRET to the same privilege, halt.  SYSEXIT is in sysexit.c. */
#include "probe.h"
#include "native.h"
#include "pending.h"

probe_why probe_args_EnableInterrupts(struct probe *p)
{
	p->want_eflags |= EFLAGS_IF;
	return NULL;
}

probe_why probe_effect_EnableInterrupts(struct probe *p)
{
	probe_go(p, 0, 0, 0, 0);
	PROBE_CHECK(p, "IF, was 0", p->out_eflags & EFLAGS_IF, EFLAGS_IF);
	probe_go_flags(p, EFLAGS_IF, 0, 0, 0, 0);
	PROBE_CHECK(p, "IF, was 1", p->out_eflags & EFLAGS_IF, EFLAGS_IF);
	return NULL;
}

probe_why probe_args_DisableInterrupts(struct probe *p)
{
	p->want_eflags &= ~EFLAGS_IF;
	return NULL;
}

probe_why probe_effect_DisableInterrupts(struct probe *p)
{
	probe_go(p, 0, 0, 0, 0);
	PROBE_CHECK(p, "IF, was 0", p->out_eflags & EFLAGS_IF, 0);
	probe_go_flags(p, EFLAGS_IF, 0, 0, 0, 0);
	PROBE_CHECK(p, "IF, was 1", p->out_eflags & EFLAGS_IF, 0);
	return NULL;
}

probe_why probe_args_GetInterruptMask(struct probe *p)
{
	(void)p;
	return NULL;
}

probe_why probe_effect_GetInterruptMask(struct probe *p)
{
	static const uint32_t others[] = {0, FLAGS_ARITHMETIC | EFLAGS_IOPL | EFLAGS_AC};

	for (unsigned int i = 0; i < ARRAY_SIZE(others); i++) {
		probe_go_flags(p, others[i], 0, 0, 0, 0);
		PROBE_CHECK(p, "bit 9 with interrupts off", p->out[EAX] & EFLAGS_IF, 0);
		probe_go_flags(p, others[i] | EFLAGS_IF, 0, 0, 0, 0);
		PROBE_CHECK(p, "bit 9 with interrupts on", p->out[EAX] & EFLAGS_IF, EFLAGS_IF);
	}
	return NULL;
}

/*
 * A value as GetInterruptMask gave it when all flags but IF were as now.  IF is
 * turned on or off by the poison: with each pattern, both happen.
 */
probe_why probe_args_SetInterruptMask(struct probe *p)
{
	bool on = p->gpr[EBX] & 0x10;

	p->gpr[EAX] = (p->flags & ~EFLAGS_IF) | (on ? EFLAGS_IF : 0);
	p->want_eflags = p->gpr[EAX];
	return NULL;
}

probe_why probe_effect_SetInterruptMask(struct probe *p)
{
	for (unsigned int i = 0; i < 4; i++) {
		uint32_t before = i & 1 ? EFLAGS_IF : 0, want = i & 2 ? EFLAGS_IF : 0;

		probe_go_flags(p, before, 2 | want, 0, 0, 0);
		PROBE_CHECK(p, "IF", p->out_eflags & EFLAGS_IF, want);
	}
	return NULL;
}

/*
 * A frame of the privilege that we have, back to behind the site, with other
 * arithmetic flags.  NT would make the instruction a task switch.
 */
probe_why probe_args_IRET(struct probe *p)
{
	uint32_t flags = (p->flags & ~EFLAGS_TF) ^ FLAGS_ARITHMETIC;

	p->flags &= ~EFLAGS_NT;
	p->stack[0] = (uint32_t)p->call->end;
	p->stack[1] = native_get_cs();
	p->stack[2] = flags;
	p->want_eflags = flags;
	p->want_esp = p->frame + 12;
	return NULL;
}

/* Every flag that a kernel's own frame may hold comes out of it. */
probe_why probe_effect_IRET(struct probe *p)
{
	static const uint32_t flags[] = {0,         FLAGS_ARITHMETIC, EFLAGS_IF, EFLAGS_DF,
					 EFLAGS_NT, EFLAGS_IOPL,      EFLAGS_AC, EFLAGS_ID};
	uint32_t all =
		FLAGS_ARITHMETIC | EFLAGS_IF | EFLAGS_DF | EFLAGS_NT | EFLAGS_IOPL | EFLAGS_AC | EFLAGS_ID;

	if (!cpu_is_ours())
		all &= ~EFLAGS_IOPL;
	for (unsigned int i = 0; i < ARRAY_SIZE(flags); i++) {
		probe_poison(p, p->call, 0);
		p->flags = 2 | (i & 1 ? EFLAGS_IF : 0);
		probe_args_IRET(p);
		p->stack[2] = 2 | flags[i];
		probe_run_once(p);
		PROBE_CHECK(p, "exception", p->faulted, 0);
		PROBE_CHECK(p, "EFLAGS", p->out_eflags & all, flags[i] & all);
		PROBE_CHECK(p, "ESP", p->out_esp, p->want_esp);
	}
	return NULL;
}

probe_why probe_args_Halt(struct probe *p)
{
	p->want_eflags |= EFLAGS_IF;
	return NULL;
}

/*
 * An interrupt that waits already ends it.  With a gap before the halt it is taken in
 * the gap, and only the next timer tick ends the halt; one try in eight may
 * meet a tick by chance.
 */
static void halt_with_pending(struct probe *p)
{
	bool at_once = false;

	for (unsigned int i = 0; i < 8 && !at_once; i++) {
		unsigned int ticks = this_cpu()->ticks;

		pending_raise();
		probe_go(p, 0, 0, 0, 0);
		PROBE_CHECK(p, "interrupts taken", pending_taken(), 1);
		at_once = ticks == this_cpu()->ticks;
	}
	PROBE_CHECK(p, "ended by the interrupt that waited", at_once, true);
}

probe_why probe_effect_Halt(struct probe *p)
{
	unsigned int ticks = this_cpu()->ticks;

	if (pending_possible())
		halt_with_pending(p);
	ticks = this_cpu()->ticks;
	probe_go_flags(p, EFLAGS_IF, 0, 0, 0, 0);
	PROBE_CHECK(p, "IF", p->out_eflags & EFLAGS_IF, EFLAGS_IF);
	probe_go(p, 0, 0, 0, 0);
	PROBE_CHECK(p, "IF", p->out_eflags & EFLAGS_IF, EFLAGS_IF);
	PROBE_CHECK(p, "returned without an interrupt", this_cpu()->ticks == ticks, false);
	return NULL;
}
