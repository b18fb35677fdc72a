/* SPDX-License-Identifier: GPL-2.0-only */
/* Debug registers of threads; single step into SYSENTER. */
#include "kernel.h"

#define DR6_BS 0x4000

void debug_switch(struct thread *prev, struct thread *next)
{
	unsigned int i;

	if (prev->debug_used)
		vmi_SetDR(7, 0);
	if (!next->debug_used)
		return;
	for (i = 0; i < NR_DEBUG; i++)
		vmi_SetDR(i, next->debug[i]);
	vmi_SetDR(7, next->dr7);
}

/*
 * SYSENTER does not clear TF: the step ends at the kernel's first instruction,
 * on cpu->emergency.  The thread goes on stepping when it is back in user mode.
 */
bool debug_trap(struct regs *r)
{
	if (from_user(r) || r->eip != (uint32_t)sysenter_entry || !(vmi_GetDR(6) & DR6_BS))
		return false;
	vmi_SetDR(6, 0);
	r->eflags &= ~EFLAGS_TF;
	current_thread()->single_step = true;
	return true;
}
