/* SPDX-License-Identifier: GPL-2.0-only */
/* Segment selectors; each architecture has this file. */
#ifndef GUEST_SELECTORS_H
#define GUEST_SELECTORS_H

/* SYSCALL and SYSRET fix the order of the first four: user mode's 64-bit code follows its data. */
#define SEL_KERNEL_CS 0x08
#define SEL_KERNEL_DS 0x10
#define SEL_USER_DS 0x1b
#define SEL_USER_CS 0x23
#define SEL_TSS 0x30 /* two entries */
#define SEL_LDT 0x40 /* two entries */
#define SEL_TLS 0x53
#define SEL_SPARE 0x58 /* for tests: entries SEL_SPARE / 8 to NR_GDT - 1 */
#define STAR_USER 0x13 /* bits 48-63 of STAR: SYSRET adds 8 and 16 */
#define IDT_BYTES (256 * 16)

#endif
