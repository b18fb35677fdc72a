/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One slot of a real ROM at a time, in the emulator: what it was given, what
 * came out, and whether it kept its hands off everything else.
 */
#ifndef SLOTBENCH_H
#define SLOTBENCH_H

#include <vmirom/emulate.h>
#include "unit.h"

#include <vmi/calls.h>
#include <vmi/rom.h>

#define DATA EMULATE_DATA

/* Flags that no slot may change but those that are there for it. */
#define FLAG_ARITHMETIC 0x8d5u
#define FLAG_IOPL 0x3000u

struct bench {
	struct emulator *e;
	uint32_t base;
	struct emulate_regs in, out;
	uint8_t data[EMULATE_DATA_SIZE]; /* what the data area must hold after the call */
	uint32_t flags_may_change;
};

/* A fresh machine with the data area full of a pattern. */
void bench_open(struct bench *b, const struct image *rom, uint32_t base);
void bench_close(struct bench *b);

/* Memory of both the machine and the expectation. */
void bench_poke(struct bench *b, uint32_t address, const void *bytes, size_t len);

/* The call is expected to leave these bytes. */
void bench_expect(struct bench *b, uint32_t address, const void *bytes, size_t len);

/* Registers for the next call: junk, and the three arguments. */
void bench_args(struct bench *b, uint32_t eax, uint32_t edx, uint32_t ecx);

/*
 * Runs a slot with words on the stack; it must return.  Checks ESP, the
 * registers and flags that the table says are kept, the data area, the words
 * above, and that no more than 64 bytes of stack were used.
 */
void bench_call(struct bench *b, unsigned int call, const uint32_t *words, unsigned int nr);

/* The same for a call with three arguments at most. */
void bench_call3(struct bench *b, unsigned int call, uint32_t eax, uint32_t edx, uint32_t ecx);

uint32_t bench_slot(const struct bench *b, unsigned int call);

/* No register but those of the mask (bit 0 EAX, then ECX EDX EBX ESP EBP ESI EDI) differs. */
#define REG_EAX 0x01u
#define REG_ECX 0x02u
#define REG_EDX 0x04u
#define REG_EBX 0x08u
void bench_kept(const struct bench *b, unsigned int but);
void bench_memory(struct bench *b);

#endif
