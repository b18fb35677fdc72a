/* SPDX-License-Identifier: GPL-2.0-only */
/* Page-table entries of 64-bit tables, for mmu.c. */
#ifndef XEN_PV_X86_64_ENTRY_H
#define XEN_PV_X86_64_ENTRY_H

#include "body.h"
#include "mmu.h"
#include <stdint.h>
#include <xen/xen.h>

#define FRAME_MASK 0x000ffffffffff000ull
#define PTE_U 0x004
#define PTE_GUEST_KERNEL (1ull << 52) /* Xen's mark of a kernel's page */

/* What else the direct map's entries have: no page of tables is code. */
#define DIRECT_BITS GLOBAL->place.no_execute

/* The machine frame that an entry holds. */
#define MACHINE_IN(entry) ((*(const uint64_t *)(entry)&FRAME_MASK) >> 12)

/* From the root to the page directory of a linear address. */
#define WALK_DOWN(g, frame, va)                                                                              \
	(next_level(g, &(frame), (va) >> 39 & 511) && next_level(g, &(frame), (va) >> 30 & 511))

static inline uint64_t entry_to_machine(uint64_t entry)
{
	if (!(entry & PTE_P))
		return entry;
	/* The global bit is Xen's: it marks pages that the user may reach, too. */
	return (entry & ~(FRAME_MASK | PTE_G)) | to_machine((entry & FRAME_MASK) >> 12) << 12;
}

/*
 * A present entry without what Xen puts into it.  The kernel is in ring 3, so its pages are user pages with a
 * mark; those of the user are global.  An upper level's entry has U from Xen, too, without a mark; that
 * stays.
 */
static inline uint64_t as_written(uint64_t entry)
{
	if (entry & PTE_GUEST_KERNEL)
		entry &= ~(PTE_GUEST_KERNEL | PTE_U);
	return entry & ~(uint64_t)PTE_G;
}
#endif
