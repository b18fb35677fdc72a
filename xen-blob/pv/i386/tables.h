/* SPDX-License-Identifier: GPL-2.0-only */
/* Descriptors and gates of i386, and Xen's selectors. */
#ifndef XEN_PV_I386_TABLES_H
#define XEN_PV_I386_TABLES_H

/* Selectors that Xen keeps in every GDT (public/arch-x86/xen-x86_32.h), and the client's kernel's ring. */
#define XEN_CS 0xe019
#define XEN_DS 0xe021
#define KERNEL_RPL 1

#ifndef __ASSEMBLER__
#include "words.h"
#include <stdint.h>
#include <xen/xen.h>

/* What SetGDT and its like point to. */
struct table_register {
	uint16_t limit;
	uint32_t base;
} __attribute__((packed));

/* A descriptor as an argument is its two words; stored, it is such an array. */
#define DESCRIPTOR_ARG(d) uint32_t d##_low, uint32_t d##_high
#define DESCRIPTOR_PASS(d) d##_low, d##_high
#define DESCRIPTOR_STORE(at, d) ((at)[0] = d##_low, (at)[1] = d##_high)
#define LDT_BASE_HIGH(at) 0

/* An update_descriptor: of what is at the linear address at, in a machine frame. */
#define UPDATE_WORDS(machine, at, d)                                                                         \
	(machine) << 12 | ((uint32_t)(at)&0xfff), (machine) >> 20, d##_low, d##_high
#define UPDATE_FRAME(a, b) ((b) << 20 | (a) >> 12)
#define UPDATE_IS_OF(args, frame, offset)                                                                    \
	((args)[0] == ((frame) << 12 | (offset)) && (args)[1] == (frame) >> 20)
#define UPDATE_TAKE(descriptor, args) ((descriptor)[0] = (args)[2], (descriptor)[1] = (args)[3])

/* A gate: words, and the handler that the first three of them name. */
#define GATE_WORDS 2
#define GATE_BYTES 8
#define HANDLER(low, high, upper) (((low)&0xffff) | ((high)&0xffff0000))

/* Faults that deliver makes itself, beside those of which the blob always must know. */
#define TRAP_OF_OURS(vector) ((vector) == VECTOR_NP || (vector) == VECTOR_GP)
/* What a call that writes an entry has of it; write: one descriptor, its high half as changed says. */
#define ENTRY_ARG uint32_t low, uint32_t high
#define WRITE_ENTRY(write, table, index, changed) write((table) + 2 * (index), low, changed(high))
#define GATE_STORE(at) ((at)[0] = low, (at)[1] = high)

#define NOTE_KERNEL_STACK(sp) ((void)0)
#endif
#endif
