/* SPDX-License-Identifier: GPL-2.0-only */
/* Low memory at its own address. */
#include <stdint.h>
#include "../boot.h"
#include "../x86.h"

extern char boot_low[];

const void *boot_low_entry(const void *root)
{
	static uint64_t entry;

	(void)root;
	entry = PHYS((uintptr_t)boot_low) | PTE_P | PTE_W;
	return &entry;
}
