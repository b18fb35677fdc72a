/* SPDX-License-Identifier: GPL-2.0-only */
/* Page tables of which depth; each architecture has this file. */
#ifndef KERNEL_TABLES_H
#define KERNEL_TABLES_H

#define PTE_BYTES 8
#define PT_ENTRIES 512
#define PD_SHIFT 21
#define PDP_SHIFT 30
#define ROOT_SHIFT 39 /* an entry of the top-level table maps so much */

#endif
