/* SPDX-License-Identifier: GPL-2.0-only */
/* Per-processor data and the task state, as this architecture has them; each has this file. */
#ifndef GUEST_PERCPU_H
#define GUEST_PERCPU_H

#define PERCPU_REGISTER "gs"

/* Offsets in struct cpu, for assembler; checked in cpu.c and x86_64/desc.c. */
#define CPU_OFF_CURRENT 8
#define CPU_OFF_USER_SP 96
#define CPU_OFF_TSS 10368
#define CPU_OFF_SP0 (CPU_OFF_TSS + 4)

#define IST_NMI 1
#define IST_DF 2

#ifndef __ASSEMBLER__
#include <stdint.h>

struct tss {
	uint32_t reserved;
	uint64_t sp0, sp1, sp2;
	uint64_t reserved2;
	uint64_t ist[7];
	uint64_t reserved3;
	uint16_t reserved4, iomap;
} __attribute__((packed));

/* In struct cpu. */
#define CPU_OWN \
	uint64_t user_sp; /* while SYSCALL changes stacks */ \
	uint8_t blob[1024] __attribute__((aligned(128))); /* its memory, in the first page */ \
	uint8_t nmi_stack[4096] __attribute__((aligned(16))); \
	uint8_t fault_stack[2048] __attribute__((aligned(16)));

/* In struct aspace: the table below the first entry of the root. */
#define ASPACE_OWN pte_t *low;

#endif
#endif
