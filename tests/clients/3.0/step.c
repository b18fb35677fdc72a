// SPDX-License-Identifier: GPL-2.0-only
/* Single steps: what is so, or happens, between any two instructions of the ROM. */
#include "mm.h"

static void (*between)(const struct regs *r);
static uint32_t steps, all;
#define MOST 300000 /* far more than any call has, and this kernel about it */

bool in_rom(uint32_t eip) { return rom && eip - (uint32_t)rom < rom[2] * 512u; }

/* For a code path that sets the flag itself. */
void step_hook(void (*hook)(const struct regs *r))
{
	between = hook;
	steps = all = 0;
}

/* From now on, on this processor; all other code is stepped through as well, and nobody told. */
void step_begin(void (*hook)(const struct regs *r))
{
	step_hook(hook);
	__asm__ volatile("pushf; orl %0, (%%esp); popf" : : "i"(EFLAGS_TF) : "memory", "cc");
}

/* How many of the ROM's instructions there were. */
uint32_t step_end(void)
{
	__asm__ volatile("pushf; andl %0, (%%esp); popf" : : "i"(~EFLAGS_TF) : "memory", "cc");
	return steps;
}

/* The debug exception's part. */
bool stepped(const struct regs *r)
{
	if (!(r->eflags & EFLAGS_TF))
		return false;
	if (++all > MOST)
		bail(r, "no end after %u single steps, %u in the ROM", all, steps);
	if (in_rom(r->eip)) {
		steps++;
		between(r);
	}
	return true;
}
