/* SPDX-License-Identifier: GPL-2.0-only */
/* A further processor's way from its start-up interrupt to the kernel: trampoline.S, and high.h of each architecture. */
#ifndef KERNEL_AP_H
#define KERNEL_AP_H

#define AP_TRAMPOLINE 0x8000 /* a page below 1 MiB that nobody uses: where it starts */

/* struct ap_start, for assembler */
#define AP_START_CR0 0
#define AP_START_CR3 4
#define AP_START_CR4 8
#define AP_START_EFER 12

/* The trampoline's own, which are valid until the kernel loads a table of its own. */
#define AP_BOOT_CS 0x08
#define AP_BOOT_DS 0x10
#define AP_LONG_CS 0x18

#ifndef __ASSEMBLER__
#include <stdint.h>

/* The registers that paging needs, in the order in which they are none of each other's business. */
struct ap_start {
	uint32_t cr0, cr3, cr4;
	uint64_t efer; /* 0: there is none */
} __attribute__((packed));

/*
 * Makes all ready for a processor to start at AP_TRAMPOLINE with these registers and to come out at ap_high, which the
 * kernel has.  Paging is on, with the kernel's half of `root` and the same memory at 0; CPL 0; CS, SS and DS flat and about
 * to be replaced, no stack, interrupts off.  There is one copy of it: start another when this one has shown up.
 */
void ap_prepare(const void *root, uint32_t cr0, uint32_t cr4, uint64_t efer);
#endif
#endif
