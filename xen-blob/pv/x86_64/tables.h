/* SPDX-License-Identifier: GPL-2.0-only */
/* Descriptors and gates of x86-64, and Xen's selectors. */
#ifndef XEN_PV_X86_64_TABLES_H
#define XEN_PV_X86_64_TABLES_H

/*
 * Selectors that Xen keeps in every GDT (public/arch-x86/xen-x86_64.h); the kernel is in ring 3, as user code is.
 * In frames the kernel's CS has RPL 0: so they differ.
 */
#define XEN_CS 0xe033
#define XEN_SS 0xe02b
#define KERNEL_RPL 3
#define FRAME_CS (XEN_CS & ~3)

#ifndef __ASSEMBLER__
#include "words.h"
#include <stdint.h>
#include <xen/xen.h>

/* What SetGDT and its like point to. */
struct table_register {
	uint16_t limit;
	uint64_t base;
} __attribute__((packed));

/* A descriptor as an argument is a word. */
#define DESCRIPTOR_ARG(d) uint64_t d
#define DESCRIPTOR_PASS(d) d
#define DESCRIPTOR_STORE(at, d) (*(volatile uint64_t *)(at) = d)
/* The upper half of a base is in the second 8 bytes. */
#define LDT_BASE_HIGH(at) ((uintptr_t)(at)[2] << 32)

/* An update_descriptor: of what is at the linear address at, in a machine frame. */
#define UPDATE_WORDS(machine, at, d) (machine) << 12 | ((uintptr_t)(at) & 0xfff), d, 0, 0
#define UPDATE_FRAME(a, b) ((void)(b), (a) >> 12)
#define UPDATE_IS_OF(args, frame, offset) ((args)[0] == ((frame) << 12 | (offset)))
#define UPDATE_TAKE(descriptor, args)                                                                        \
	((descriptor)[0] = (uint32_t)(args)[1], (descriptor)[1] = (uint32_t)((args)[1] >> 32))

/* A gate: words, and the handler that the first three of them name. */
#define GATE_WORDS 4
#define GATE_BYTES 16
#define HANDLER(low, high, upper)                                                                            \
	(((low) & 0xffff) | ((high) & 0xffff0000) | (uintptr_t)(upper) << 32)

/* Faults that the blob makes itself, beside those of which it always must know: none. */
#define TRAP_OF_OURS(vector) 0

/*
 * What a call that writes an entry has of it; write: one descriptor, its high half as changed says.  That of a
 * system segment has a second half, which goes first.
 */
#define ENTRY_ARG uint64_t low, uint64_t high
#define CHANGED(changed, low) ((uint64_t)(changed(low >> 32)) << 32 | (uint32_t)(low))
#define WRITE_ENTRY(write, table, index, changed)                                                            \
	do {                                                                                                 \
		uint32_t *at = (table) + 2 * (uintptr_t)(index);                                             \
                                                                                                             \
		if (!(low >> 32 & DESC_S) && low >> 32 & DESC_P)                                             \
			write(at + 2, high);                                                                 \
		write(at, CHANGED(changed, low));                                                            \
	} while (0)
#define GATE_STORE(at) (*(volatile uint64_t *)((at) + 2) = high, *(volatile uint64_t *)(at) = low)

/* For SYSRET, which is on the user's stack. */
#define NOTE_KERNEL_STACK(sp)                                                                                \
	asm volatile("mov %1, %%gs:vmi_percpu+%c0" : : "i"(PERCPU_STACK), "r"(sp) : "memory")
#endif
#endif
