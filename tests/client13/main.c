// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel of a 13.3 client, as far as a ROM can tell: its order of events, then tests.
 * Words of the command line:
 *   ours       hold the ROM to this project's own promises, not only to what a client needs
 *   state      test what Init finds
 *   early      call it before paging is on, too; pae: under PAE; noid: without CPUID
 *   busy       the window's entry is in use
 *   elsewhere  the page directory is not where CR3 says; twin: but a copy of it is; copied: nor is the ROM
 *   high       it is beyond 4 MiB; far: the first page table is
 *   flagged    CR3 has flags
 *   slow       QEMU counts so much for an instruction that the TSC soon has a high half: wait for it
 *   bench; poweroff, reboot (end.c)
 */
#include "kernel.h"

bool ours;

void kernel_main(void);

static void native_boot(void)
{
	uint32_t cr4;

	init_traps();
	init_pdir();
	ticks_on();
	sti();
	while (ticks < 2)
		hlt();
	cli();
	ok(true, "boots natively");
	if (!ours)
		finish();
	asm volatile("mov %%cr4, %0" : "=r"(cr4));
	is(cr4, 0, "CR4 is as it was");
	is(*pde_of(0xFFC00000), 0, "the last entry of the page directory is as it was");
	finish();
}

/* Each of these in each state that a call may be made in. */
static void each_pass(void (*test)(void))
{
	for (unsigned int pass = 0; pass < NR_PASSES; pass++) {
		probe_pass(pass);
		test();
	}
	probe_pass(0);
}

void kernel_main(void)
{
	if (booted_again()) {
		ok(true, "booted again");
		finish();
	}
	ours = asked("ours");
	make_it_hard();
	if (!probe_vmi() || (try_init(), !init_vmi())) {
		if (asked("busy"))
			*pde_of(0xFFC00000) = 0;
		native_boot();
	}
	test_init();
	test_questions();
	leave_out_calls();
	init_pdir();
	init_traps();
	test_gates();
	load_tib((uint32_t)cmdline);
	test_pdir();
	come_to_an_end();
	if (asked("bench"))
		bench();
	each_pass(test_used_calls);
	each_pass(test_io);
	each_pass(test_returns);
	test_halt();
	each_pass(test_unused_calls);
	test_user();
	test_threads();
	finish();
}
