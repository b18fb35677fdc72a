/* SPDX-License-Identifier: GPL-2.0-only */
/* Debug registers of threads. */
#include "kernel.h"

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
