/* SPDX-License-Identifier: GPL-2.0-only */
/* Single step into SYSENTER. */
#include "kernel.h"

#define DR6_BS 0x4000

/*
 * SYSENTER does not clear TF: the step ends at the kernel's first instruction,
 * on cpu->emergency.  The thread goes on stepping when it is back in user mode.
 */
bool debug_trap(struct regs *r)
{
	if (from_user(r) || r->ip != (uint32_t)sysenter_entry || !(vmi_GetDR(6) & DR6_BS))
		return false;
	vmi_SetDR(6, 0);
	r->flags &= ~EFLAGS_TF;
	current_thread()->single_step = true;
	return true;
}
