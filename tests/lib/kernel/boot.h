/* SPDX-License-Identifier: GPL-2.0-only */
/* From a boot loader to a kernel linked at KERNEL_BASE: boot.S of each architecture. */
#ifndef KERNEL_BOOT_H
#define KERNEL_BOOT_H

#include <base.h>

#define BOOT_MAP 0x1000000 /* bytes that boot_paging maps */
#define PHYS(x) ((x) - KERNEL_BASE)

#ifndef __ASSEMBLER__
/* The page table of the first BOOT_MAP bytes; what CR3 points to; its page directory, which is the same without PAE. */
extern char boot_pt[], boot_root[], boot_pd[];
/* The entry that, first in a top-level table, maps low memory where it really is; root has the kernel's half. */
const void *boot_low_entry(const void *root);
extern char boot_stack[], boot_stack_top[];
#endif
#endif
