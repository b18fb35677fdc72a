/* SPDX-License-Identifier: GPL-2.0-only */
/* Sends this processor an interrupt from itself. */
#include "pending.h"

#define VEC_PENDING (VEC_TEST + 2)

struct regs pending_frame;
void (*pending_then)(void);
static volatile unsigned int taken;

bool pending_possible(void)
{
	return ipis_work();
}

static bool take(struct regs *r)
{
	taken++;
	if (pending_then)
		pending_then();
	/* A kernel's frame ends before ESP. */
	memcpy(&pending_frame, r, from_user(r) ? offsetof(struct regs, v86_es) : offsetof(struct regs, sp));
	platform->eoi(r->vector);
	return true;
}

void pending_raise(void)
{
	taken = 0;
	trap_set_hook(VEC_PENDING, take);
	platform->send_ipi(this_cpu()->apic_id, VEC_PENDING);
}

unsigned int pending_taken(void)
{
	return taken;
}
