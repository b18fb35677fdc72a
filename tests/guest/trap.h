/* SPDX-License-Identifier: GPL-2.0-only */
/* Traps and interrupts: frames, hooks, expected faults. */
#ifndef GUEST_TRAP_H
#define GUEST_TRAP_H

#include <x86.h>

/* Vectors of ours; the processor's are in x86.h. */
#define VEC_IRQ0 0x20 /* 16 lines of the interrupt controllers */
#define VEC_SYSCALL 0x80
#define VEC_TEST 0xe0  /* 0xe0 to 0xef: free for tests */
#define VEC_TIMER 0xf0 /* local APIC timer */
#define VEC_RESCHED 0xf1
#define VEC_CALL 0xf2 /* cpu_call */
#define VEC_SPURIOUS 0xff
#define VEC_BAD_RETURN 256 /* not a vector: a return to user mode faulted */
#define NR_TRAPS 257
#define ERROR_IDT 2 /* in the error code of a #GP: bits 3 and up are a vector */

/*
 * Where INT n may arrive instead when the processor is not ours: the hypervisor knows n by
 * the error code of a fault, in which QEMU's software emulation counts 16 bytes for a gate.
 */
#define VEC_INSTEAD(n) (2 * (n) & 0xff)

/* struct regs, its offsets, and what stacks it. */
#include <regs.h>

#ifndef __ASSEMBLER__
#include <stdbool.h>
#include <stdint.h>
#include "lib.h"
#include "desc.h"
#include "cpu.h"

static inline bool from_user(const struct regs *r)
{
	return (r->cs & 3) == 3 || (r->flags & EFLAGS_VM);
}

/*
 * A hook sees a trap first, with interrupts off, on the stack that was
 * interrupted; it returns true if that is all that should happen (an interrupt
 * must then have been acknowledged with platform->eoi).  Returns the hook
 * that was there; put it back afterwards.
 */
typedef bool trap_hook(struct regs *r);
trap_hook *trap_set_hook(unsigned int vector, trap_hook *hook);

/* Called in each timer interrupt of each processor, before anything else; NULL: none. */
typedef void tick_hook(struct regs *r);
void set_tick_hook(tick_hook *hook);

/* What an expected fault was. */
struct fault {
	bool happened;
	uint32_t vector, error;
	vmi_word_t ip, cr2, cs, flags;
};

/*
 * Runs fn(arg).  If it faults (vectors 0 to 31 but NMI) it is cut off there,
 * and *f says where.  The interrupt flag comes back as it was.  Returns
 * f->happened.  May nest.
 */
bool expect_fault(void (*fn)(void *arg), void *arg, struct fault *f);

/* Prints "Bail out!" and registers (r may be NULL), and ends the run. */
void panic(const struct regs *r, const char *fmt, ...) PRINTF(2, 3) NORETURN;

/* For panic(): whoever holds the console. */
void panic_print(const char *fmt, ...) PRINTF(1, 2);
void regs_print(const struct regs *r);

/* Trap entries, by vector (entry.S). */
extern void (*const trap_entries[])(void);

#endif
#endif
