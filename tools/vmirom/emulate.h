/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A ROM's code, run on the host by libunicorn: for vmirom, which asks a ROM it
 * has never seen, and for the unit tests, which run one slot at a time.
 *
 * The image is mapped readable and executable only; beside it there are a
 * stack, a data area, a GDT and nothing else, so that a stray access ends the run.
 * Segments are flat, CPL is 0 but for emulate_level, paging is off (on at EMULATE_LOW_A and _B).
 */
#ifndef EMULATE_H
#define EMULATE_H

#include <rombytes/image.h>

#define EMULATE_STACK 0x00010000u /* lowest address; grows down towards it */
#define EMULATE_STACK_SIZE 0x2000u
#define EMULATE_DATA 0x00020000u
#define EMULATE_DATA_SIZE 0x4000u
#define EMULATE_RETURN 0x00030000u /* where a call returns to */

/* A GDT of flat segments. */
#define EMULATE_GDT 0x00040000u
#define EMULATE_CS 0x08u
#define EMULATE_DS 0x10u

/* Two places of different alignment; what a blob does must not depend on it. */
#define EMULATE_BASE_A 0xC00CA000u
#define EMULATE_BASE_B 0x7F0DB800u

/*
 * The same in the BIOS's window.  There the machine is a 13.3 client's: paging is on and the first
 * 4 MiB are mapped one to one, with the page directory among them.  Linear addresses elsewhere lead to
 * nothing, but emulate_translate knows what a ROM has mapped there.
 */
#define EMULATE_LOW_A 0x000CA000u
#define EMULATE_LOW_B 0x000DB800u
#define EMULATE_LOW_SIZE 0x400000u
#define EMULATE_PDIR 0x00100000u /* then its tables of the low 4 MiB and of the client's system page */

/*
 * Of an image of 4.0, which runs in 64-bit mode: two windows that it is placed in, and where its
 * per-processor memory is from the base of GS.  All that it may only read before it is started can't be
 * written.
 */
#define EMULATE_LONG_A 0x3C00CA000ull
#define EMULATE_LONG_B 0xFFFFFFFFA0DB8000ull
#define EMULATE_GS_BASE 0x00050000u
#define EMULATE_PERCPU 0x680

/* Instructions; the native blob needs about ten for a question. */
#define EMULATE_LIMIT 100000u

#define EMULATE_FLAG_IF 0x200u
#define EMULATE_FLAG_DF 0x400u

struct emulate_regs {
	uint32_t eax, ecx, edx, ebx, esp, ebp, esi, edi, eip, eflags;
};

struct emulate_regs64 {
	uint64_t rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi, r8, r9, r10, r11, r12, r13, r14, r15, rip, rflags;
};

enum emulate_end {
	EMULATE_RETURNED,    /* reached EMULATE_RETURN */
	EMULATE_HUNG,        /* more instructions than the limit */
	EMULATE_HALTED,      /* HLT with interrupts off */
	EMULATE_FAULTED,     /* exception, INT n, or an access to nothing */
	EMULATE_WROTE_IMAGE, /* tried to */
	EMULATE_BUSY,    /* 16-bit entry: not done at the limit, and no fault of it is known; emulate16.h */
	EMULATE_GAVE_UP, /* the emulator itself died of it; see sandboxed.h */
	EMULATE_RAN_OUT, /* of processor time; see sandboxed.h */
};

struct emulator;

/* NULL if the emulator can't be had.  The image is copied. */
struct emulator *emulate_open(const struct image *image, uint32_t base);
/* The same of an image of 4.0, placed at base; it is placeable by p, and both stay.  For emulate_call64 only.
 */
struct placement;
struct emulator *emulate_open64(const struct image *image, const struct placement *p, uint64_t base);
/* As emulate_level. */
bool emulate_level64(struct emulator *e, unsigned int level);
void emulate_junk64(struct emulate_regs64 *regs);
enum emulate_end emulate_call64(struct emulator *e, uint64_t entry, struct emulate_regs64 *regs,
				uint32_t limit);
void emulate_close(struct emulator *e);

/* All runs from here on are at that privilege level, 1 or 3, with flat segments of it. */
bool emulate_level(struct emulator *e, unsigned int level);

/* Recognisable junk in all registers, flags clear, ESP at the top of the stack. */
void emulate_junk(struct emulate_regs *regs);

/* Runs from regs->eip on, with regs as they are; regs hold the outcome. */
enum emulate_end emulate_run(struct emulator *e, struct emulate_regs *regs, uint32_t limit);

/*
 * The same after a near call to entry with nr words on the stack, the first one
 * lowest.  HLT with interrupts on goes on behind it, as if one had come.
 */
enum emulate_end emulate_call(struct emulator *e, uint32_t entry, struct emulate_regs *regs,
			      const uint32_t *words, unsigned int nr, uint32_t limit);

/* Instructions of the last run. */
uint32_t emulate_taken(const struct emulator *e);

/* One line on how the last run ended, if it did not return. */
const char *emulate_why(const struct emulator *e);

/* The last OUT of the last run: the port, or -1. */
int emulate_out_port(const struct emulator *e);

/* The physical address that the page tables have for a linear one; false if they have none. */
bool emulate_translate(struct emulator *e, uint32_t linear, uint32_t *physical);

/*
 * The first page of the kernel's that a 13.3 client lets a user name in a system call, for some content of
 * memory.  It takes what has a directory entry for a page table, and looks for the user bit there.
 */
bool emulate_open_page(struct emulator *e, uint32_t *linear);

/* Another GDT in the place of the first, of a page at most; CS and SS are as they were. */
bool emulate_load_gdt(struct emulator *e, const uint64_t *entries, size_t nr);

bool emulate_peek(struct emulator *e, uint64_t address, void *bytes, size_t len);
bool emulate_poke(struct emulator *e, uint64_t address, const void *bytes, size_t len);

#endif
