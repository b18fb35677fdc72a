// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel of a 13.3 client, as far as a ROM can tell: its order of events, then tests.
 * Words of the command line:
 *   ours       hold the ROM to this project's own promises, not only to what a client needs
 *   state      test what Init finds
 *   early      call it before paging is on, too; pae: under PAE; noid: without CPUID; hostile: hostile.c
 *   busy       the window's entries are in use
 *   elsewhere  the page directory is not where CR3 says; twin: but a copy of it is; copied: nor is the ROM
 *   high       it is beyond 4 MiB; far: the first page table is; aloft: the window's is; shifted: is a copy
 *   flagged    CR3 has flags
 *   slow       QEMU counts so much for an instruction that the TSC soon has a high half: wait for it
 *   bench; poweroff, reboot (end.c)
 */
#include "kernel.h"

bool ours;

void kernel_main(void);

static void native_boot(void)
{
	bool unchanged = nothing_changed();

	init_traps();
	init_pdir();
	ticks_on();
	sti();
	while (ticks < 2)
		hlt();
	cli();
	tap_ok(true, "boots natively");
	test_pointers("Nothing");
	if (!ours)
		finish();
	tap_ok(unchanged, "CR4, page directory and page tables are as they were");
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
		tap_ok(true, "booted again");
		finish();
	}
	ours = has_word(cmdline, "ours");
	fill_low_memory();
	make_it_hard();
	for (unsigned int window = 0; window < 2; window++)
		sums_before[window] = tables_sum(window);
	if (!probe_vmi() || (try_init(), !init_vmi()))
		native_boot();
	test_pointers("Init");
	test_init();
	test_questions();
	leave_out_calls();
	init_pdir();
	init_traps();
	test_gates();
	load_tib((uint32_t)cmdline);
	test_pdir();
	come_to_an_end();
	if (has_word(cmdline, "bench"))
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
