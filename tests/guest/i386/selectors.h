/* SPDX-License-Identifier: GPL-2.0-only */
/* Segment selectors; each architecture has this file. */
#ifndef GUEST_SELECTORS_H
#define GUEST_SELECTORS_H

/* SYSENTER and SYSEXIT fix the order of the first four. */
#define SEL_KERNEL_CS 0x08
#define SEL_KERNEL_DS 0x10
#define SEL_USER_CS 0x1b
#define SEL_USER_DS 0x23
#define SEL_PERCPU 0x28
#define SEL_TSS 0x30
#define SEL_LDT 0x38
#define SEL_TLS 0x43
#define SEL_FAULT_TSS 0x48
#define SEL_SPARE 0x50 /* for tests: entries SEL_SPARE / 8 to NR_GDT - 1 */
#define IDT_BYTES (256 * 8)

#endif
