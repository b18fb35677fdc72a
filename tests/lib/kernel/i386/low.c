/* SPDX-License-Identifier: GPL-2.0-only */
/* Low memory at its own address. */
#include "../boot.h"
#include "../x86.h"

const void *boot_low_entry(const void *root)
{
	return (const char *)root + (KERNEL_BASE >> ROOT_SHIFT) * PTE_BYTES;
}
