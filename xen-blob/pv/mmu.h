/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XEN_PV_MMU_H
#define XEN_PV_MMU_H

/* Bits of a page-table entry. */
#define PTE_P 0x001
#define PTE_W 0x002
#define PTE_A 0x020
#define PTE_D 0x040
#define PTE_G 0x100
#define PTE_RW (PTE_P | PTE_W | PTE_A | PTE_D)

#ifndef __ASSEMBLER__
#include "body.h"
#include <stdint.h>
#include <xen/xen.h>

/* The client's frame at an address of the direct map; does not return for another address. */
LOCAL uint32_t direct_frame(uintptr_t linear);
/* The client's number of a machine frame; one that is not the client's comes back as it is. */
LOCAL xen_pfn_t to_client(xen_pfn_t machine);
/* The machine frame for CR3; pins the root when it is first loaded. */
LOCAL xen_pfn_t root_load(uintptr_t cr3);
/* The calls themselves: for what else drops entries. */
CALLCONV void InvalPage(uintptr_t linear);
CALLCONV void FlushTLB(uint32_t which);
/* Makes the page at an address of the direct map writable, or read-only (0). */
LOCAL void set_writable_deferred(uintptr_t linear, int writable);
#endif
#endif
