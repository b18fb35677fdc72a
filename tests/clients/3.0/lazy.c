// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lazy modes as such kernels keep them: their own word for the mode, and the ROM's.  A context switch within
 * a batch leaves the batch and takes it up again.  2.6.32 tells the ROM of the end before it changes
 * its own word, 2.6.24 the other way round (sections 9 and 14).
 */
#include "mm.h"

static void change(uint32_t from, uint32_t to)
{
	struct cpu *cpu = this_cpu();

	if (cpu->lazy != from)
		bail(NULL, "BUG: lazy mode %u where there should be %u", cpu->lazy, from);
	cpu->lazy = to;
}

void lazy_batch_begin(void)
{
	change(LAZY_NONE, LAZY_MMU);
	CALL0(lazy_mmu_enter);
}

void lazy_batch_end(void)
{
	if (kernel_24)
		change(LAZY_MMU, LAZY_NONE);
	CALL0(lazy_mmu_leave);
	if (!kernel_24)
		change(LAZY_MMU, LAZY_NONE);
}

/* In a handler, when something must be in force that has just been stored: out of the batch, and in again. */
void lazy_batch_flush(void)
{
	struct cpu *cpu = this_cpu();

	if (cpu->lazy != LAZY_MMU || (cpu->in_interrupt && !kernel_24))
		return;
	lazy_batch_end();
	lazy_batch_begin();
}

void lazy_switch_begin(void)
{
	struct cpu *cpu = this_cpu();

	cpu->batch_goes_on = cpu->lazy == LAZY_MMU;
	if (cpu->batch_goes_on)
		lazy_batch_end();
	change(LAZY_NONE, LAZY_CPU);
	CALL0(lazy_cpu_enter);
}

void lazy_switch_end(void)
{
	if (kernel_24)
		change(LAZY_CPU, LAZY_NONE);
	CALL0(lazy_cpu_leave);
	if (!kernel_24)
		change(LAZY_CPU, LAZY_NONE);
	if (this_cpu()->batch_goes_on)
		lazy_batch_begin();
}
