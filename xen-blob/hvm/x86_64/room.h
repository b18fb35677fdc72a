/* SPDX-License-Identifier: GPL-2.0-only */
/* Start's own of x86-64: for start.c. */
#include <vmi/start.h>

/*
 * The state area's second page gets Xen's shared page, for moments.  The boot data is not looked at: there is
 * none that all ways to start such a domain have in common.
 */
CALLCONV uint32_t Start(const struct vmi_start_block *block)
{
	uint32_t leaves = xen_leaves(), cs;

	asm("mov %%cs, %0" : "=r"(cs));
	if ((cs & 3) || !leaves)
		return VMI_START_WRONG_PLATFORM;
	if (block->size < VMI_START_SIZE)
		return VMI_START_NO_STATE;
	return set_up_or_leave(GLOBAL, block->direct + ((block->state_frame + 1) << 12), block->direct,
			       leaves);
}
