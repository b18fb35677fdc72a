/* SPDX-License-Identifier: GPL-2.0-only */
/* Per-processor data and the task state, as this architecture has them; each has this file. */
#ifndef GUEST_PERCPU_H
#define GUEST_PERCPU_H

#define PERCPU_REGISTER "fs"

/* Offsets in struct cpu, for assembler; checked in cpu.c. */
#define CPU_OFF_CURRENT 4

#ifndef __ASSEMBLER__
#include <stdint.h>

struct tss {
	uint32_t link, sp0, ss0, esp1, ss1, esp2, ss2, cr3, eip, eflags;
	uint32_t eax, ecx, edx, ebx, esp, ebp, esi, edi;
	uint32_t es, cs, ss, ds, fs, gs, ldt;
	uint16_t trap, iomap;
} __attribute__((packed));

/* In struct cpu. */
#define CPU_OWN \
	struct tss fault_tss; /* double fault's */ \
	uint8_t fault_stack[2048];

/* In struct aspace: nothing. */
#define ASPACE_OWN

#endif
#endif
