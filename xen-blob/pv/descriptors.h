/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XEN_PV_DESCRIPTORS_H
#define XEN_PV_DESCRIPTORS_H

#include "tables.h"

#define NR_EXCEPTIONS 32
#define NO_GATE_SIZE 4 /* of an entry for those without a gate */
#define VECTOR_NMI 2
#define VECTOR_BP 3
#define VECTOR_OF 4
#define VECTOR_NM 7
#define VECTOR_NP 11
#define VECTOR_GP 13

/* Of a descriptor's high word. */
#define DESC_S (1u << 12) /* code or data */
#define DESC_P (1u << 15) /* present */
#define DESC_DPL (3u << 13)
#define DESC_TYPE(high) ((high) >> 8 & 0x1f) /* with S */
/*
 * Of a gate's: P, S and the type but for its lowest bit; so they are in a present interrupt or trap gate of
 * 32 bits.
 */
#define GATE_BITS 0x9e00
#define GATE_THERE 0x8e00

#ifndef __ASSEMBLER__
#include "body.h"
#include <stdint.h>
#include <xen/xen.h>

/* Makes a table the GDT of virtual CPU n but for telling Xen; frames: those to tell it.  Under the lock. */
LOCAL void gdt_frames(unsigned long *frames, uint32_t n, uintptr_t base, uint32_t bytes);
/* An IDT as Xen takes it: a line for each of the 256 vectors. */
LOCAL void fill_trap_table(struct trap_info *trap, const uint32_t *idt, uint32_t bytes);
/* Loads this virtual CPU's IDT again if it was marked. */
LOCAL void idt_refresh(void);
/* Marks that of virtual CPU n, and makes it look. */
LOCAL void idt_mark_stale(uint32_t n);
#endif
#endif
