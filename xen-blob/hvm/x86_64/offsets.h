/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XEN_HVM_X86_64_OFFSETS_H
#define XEN_HVM_X86_64_OFFSETS_H

/* In the per-processor memory: this virtual CPU's state; 0 up to where it comes here first. */
#define PERCPU_STATE 72

/* Assembler knows none of the state's. */
#define OFFSETS_ARE_RIGHT 1

#endif
