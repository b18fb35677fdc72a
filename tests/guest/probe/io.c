/* SPDX-License-Identifier: GPL-2.0-only */
/* I/O privilege and delay. */
#include "probe.h"

/* The level that is there already. */
probe_why probe_args_SetIOPLMask(struct probe *p)
{
	p->gpr[EAX] = p->flags & EFLAGS_IOPL;
	return NULL;
}

/* Other bits of EAX say nothing. */
probe_why probe_effect_SetIOPLMask(struct probe *p)
{
	static const uint32_t junk[] = {0, 0xffffcfff};

	for (uint32_t level = 0; level <= EFLAGS_IOPL; level += 0x1000) {
		for (unsigned int i = 0; i < ARRAY_SIZE(junk); i++) {
			probe_go(p, level | junk[i], 0, 0, 0);
			/* Elsewhere a program with that level tells: the group user has one. */
			if (cpu_is_ours())
				PROBE_CHECK(p, "IOPL", p->out_eflags & EFLAGS_IOPL, level);
			PROBE_CHECK(p, "other flags", p->out_eflags & ~(EFLAGS_IOPL | FLAGS_ARITHMETIC), 2);
		}
	}
	if (!cpu_is_ours())
		vmi_SetIOPLMask(current_thread()->iopl);
	return NULL;
}

probe_why probe_args_IODelay(struct probe *p)
{
	(void)p;
	return NULL;
}

/* How long it takes is the platform's affair: it comes back. */
probe_why probe_effect_IODelay(struct probe *p)
{
	probe_go(p, 0, 0, 0, 0);
	return NULL;
}
