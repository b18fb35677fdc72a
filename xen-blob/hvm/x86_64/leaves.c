/* SPDX-License-Identifier: GPL-2.0-only */
/* Where Xen's CPUID leaves are. */
#include "cpu.h"
#include "start.h"

#define HYPERVISOR (1u << 31) /* leaf 1, ECX: there may be more leaves */
#define FIRST_LEAF                                                                                           \
	0x40000000 /* Xen's begin here, or further up if it shows those of another hypervisor, too */
#define LAST_LEAF 0x40010000
#define NEXT_LEAVES 0x100

LOCAL uint32_t xen_leaves(void)
{
	struct cpuid_regs r;
	uint32_t leaf;

	cpuid(&r, 1);
	if (!(r.ecx & HYPERVISOR))
		return 0;
	for (leaf = FIRST_LEAF; leaf < LAST_LEAF; leaf += NEXT_LEAVES) {
		cpuid(&r, leaf);
		if (r.ebx == 0x566e6558 && r.ecx == 0x65584d4d && r.edx == 0x4d4d566e) /* XenVMMXenVMM */
			return leaf;
	}
	return 0;
}
