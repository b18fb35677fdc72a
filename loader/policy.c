/* SPDX-License-Identifier: MIT */
/* The hook between check and bind. */
#include <vmi/policy.h>

VMI_CALLCONV enum vmi_status vmi_bind_allowed(const struct vmi_rom *rom, vmi_policy_fn *allows,
					      const void *policy, const struct vmi_mask *mask,
					      const struct vmi_caller *caller, struct vmi_binding *binding)
{
	if ((mask && mask->off) || allows(policy, rom))
		return vmi_bind(rom, mask, caller, binding);
	/* What vmi_locate_refused and a report read of it. */
	binding->rom = *rom;
	binding->init_result = VMI_INIT_NOT_RUN;
	binding->culprit = VMI_NO_CALL;
	return VMI_NOT_ALLOWED;
}
