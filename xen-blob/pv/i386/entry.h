/* SPDX-License-Identifier: GPL-2.0-only */
/* Page-table entries of PAE, for mmu.c. */
#ifndef XEN_PV_I386_ENTRY_H
#define XEN_PV_I386_ENTRY_H

#include "body.h"
#include "mmu.h"
#include <stdint.h>
#include <xen/xen.h>

#define FRAME_MASK 0x000ffffffffff000ull

/* What else the direct map's entries have. */
#define DIRECT_BITS 0

/* The machine frame that an entry holds. */
#define MACHINE_IN(entry) ((entry)[0] >> 12 | (entry)[1] << 20)

/* From the root to the page directory of a linear address. */
#define WALK_DOWN(g, frame, va) next_level(g, &(frame), (va) >> 30)

/* In halves: gcc spills whole ones. */
static inline __attribute__((always_inline)) uint64_t entry_to_machine(uint32_t low, uint32_t high)
{
	uint32_t machine;

	if (!(low & PTE_P))
		return (uint64_t)high << 32 | low;
	machine = to_machine(low >> 12 | high << 20);
	/* Xen's own global mappings only: the bit is refused in a guest's. */
	low = (low & 0xfff & ~PTE_G) | machine << 12;
	high = (high & HIGH(~FRAME_MASK)) | machine >> 20;
	return (uint64_t)high << 32 | low;
}

/* A present entry without what Xen puts into it: nothing here. */
static inline uint64_t as_written(uint64_t entry)
{
	return entry;
}
#endif
