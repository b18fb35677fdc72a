/* SPDX-License-Identifier: GPL-2.0-only */
/* Page tables of which depth; each architecture has this file. */
#ifndef KERNEL_TABLES_H
#define KERNEL_TABLES_H

#ifdef CONFIG_PAE
#define PTE_BYTES 8
#define PT_ENTRIES 512
#define PD_SHIFT 21
#define ROOT_SHIFT 30 /* an entry of the top-level table maps so much */
#else
#define PTE_BYTES 4
#define PT_ENTRIES 1024
#define PD_SHIFT 22
#define ROOT_SHIFT PD_SHIFT
#endif

#endif
