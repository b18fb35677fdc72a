// SPDX-License-Identifier: GPL-2.0-only
/* A second processor, started by INIT and SIPI as on a machine whose ROM answers none to SetInitialAPState. */
#include <ap.h>
#include "time.h"

#define AP 1
#define CHANGES_SEEN 1000000
#define ENTRIES_READ 30000000

struct table_register ap_gdtr, ap_idtr;
void start_secondary(void) __attribute__((noreturn));

/* Whose turn it is: each waits for a number that the other passes. */
static volatile uint32_t step;

static void wait_for(uint32_t n, const char *what)
{
	for (uint32_t i = 0; step < n; i++) {
		if (i == 2000000000)
			bail(NULL, "the other processor: %s", what);
		__asm__ volatile("pause");
	}
}

static void pass(uint32_t to) { step = to; }

static void send(uint32_t to, uint32_t command) { apic_send_to(apic_id(to), command); }

/* 0 where the kernel doesn't use it. */
static uint64_t read_efer(void)
{
	uint32_t low, high;

	if (!mm_nx)
		return 0;
	__asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(MSR_EFER));
	return (uint64_t)high << 32 | low;
}

static void start_native(void)
{
	ap_prepare(swapper, CR0_RUN, CR4_PSE | (PTE_BYTES == 8 ? CR4_PAE : 0), read_efer());
	ap_gdtr = (struct table_register){sizeof(cpus[AP].gdt) - 1, (uint32_t)cpus[AP].gdt};
	CALL1(get_idt, &ap_idtr);
	send(AP, ICR_ASSERT | ICR_INIT);
	for (unsigned int i = 0; i < 1000; i++)
		CALL0(io_delay);
	send(AP, ICR_ASSERT | ICR_STARTUP | AP_TRAMPOLINE / PAGE_SIZE);
}

#ifdef CONFIG_PAE
static pte_t shared_entry __attribute__((aligned(8)));
#define ONE 0x0000000111111001ull
#define OTHER 0x0000000222222001ull

/* As the processor's own walk reads an entry: in one piece. */
static pte_t read_entry(void)
{
	pte_t v = 0;

	__asm__ volatile("lock cmpxchg8b %1" : "+A"(v), "+m"(shared_entry) : "b"(0), "c"(0) : "memory", "cc");
	return v;
}

/* Changes tell that both processors do run at a time, which an emulator on a busy machine doesn't owe us. Those before the first don't count. */
static uint32_t count_torn(void)
{
	uint32_t torn = 0, changes = 0;
	pte_t last = 0;

	for (uint32_t i = 0; i < ENTRIES_READ && changes < CHANGES_SEEN; i += changes != 0) {
		pte_t v = read_entry();

		if (v != last)
			changes++;
		last = v;
		if (v & PTE_P && v != ONE && v != OTHER)
			torn++;
	}
	return torn;
}
#endif

/* Each processor has alarms and IPIs of its own, while the other goes on with its; and one time. */
static void first_time(void)
{
	if (timer.frequency)
		event_periodic(100);
	pass(10);
	while (timer.frequency && step < 11)
		CALL0(safe_halt); /* each tick ends it */
	irq_disable();
	wait_for(11, "does not come to its alarms");
	if (timer.frequency) {
		uint64_t went = timer.counter(COUNTER_REAL) - event()->set;
		uint32_t periods = (uint32_t)div64(went, (uint32_t)event()->period, NULL);

		event_end();
		tap_ok(event()->come > periods / 10 && event()->come < periods + 3,
		       "smp: meanwhile the first had its own: %u in %u periods", event()->come, periods);
		pass(12);
		test_clock_together();
		wait_for(13, "does not end looking at the clock");
		test_clock_results();
	} else {
		pass(12);
		wait_for(13, "does not end");
	}
	test_apic_others(AP);
	irq_enable();
	wait_for(14, "does not end its IPIs");
	irq_disable();
}

static void other_time(void)
{
	irq_disable();
	if (timer.frequency) {
		time_ap_init();
		test_alarms_here();
		event_end();
	}
	pass(11);
	wait_for(12, "clock");
	if (timer.frequency)
		test_clock_together();
	pass(13);
	test_apic_others_other(0);
}

/* The ROM's first word on this processor is slot 0's mapping; then what cpu_init() does (section 11). */
void start_secondary(void)
{
	if (rom_calls.linear_mapping)
		wrap_map_lowmem();
	cpus[AP].mm = &init_mm;
	CALL1(set_cr4, RCALL0(get_cr4) | mm_features());
	desc_init(&cpus[AP]);
	apic_init();
	pass(1);

	wait_for(2, "first word");
	tap_eq(this_cpu()->id, AP, "smp: the second processor runs");
	/* A module's sites are asked for where it happens to be loaded. */
	for (uint32_t call = 0; rom_active && call < NR_CALLS; call++)
		rom_ask(call);
	tap_eq(changed_answers, 0, "smp: the second processor is given the answers of the first");
	mm_switch(cpus[0].mm);
	test_flags();
	test_cpu();
	test_returns_here();
	test_frames();
	pass(3);

	while (!this_cpu()->ipis)
		CALL0(safe_halt);
	while (!this_cpu()->nmis)
		CALL0(safe_halt);
	tap_ok(true, "smp: an IPI and an NMI end Halt");
	pass(4);

	test_frames_race_other();
	pass(5);

	test_storm_here();
	pass(6);
	wait_for(7, "storm");
	while (storm_nmis_wanted) {
		send(0, ICR_ASSERT | ICR_NMI);
		CALL0(io_delay);
	}
	pass(8);

#ifdef CONFIG_PAE
	if (rom_calls.set_pxe)
		tap_eq(count_torn(), 0, "smp: no entry of SetPxELong is seen half written");
#endif
	pass(9);

	wait_for(10, "alarms");
	other_time();
	pass(14);
	irq_disable();
	for (;;)
		__asm__ volatile("hlt");
}

void test_smp(void)
{
	if (!has_word(command_line, "smp"))
		return;
	if (rom_active)
		tap_eq(rom_ask(CALL_SetInitialAPState).type, RELOC_NONE,
		       "smp: bare hardware starts processors itself");
	start_native();
	wait_for(1, "does not start");
	pass(2);
	wait_for(3, "does not end its tests");
	send(AP, ICR_ASSERT | VEC_IPI);
	while (!cpus[AP].ipis)
		__asm__ volatile("pause");
	while (step < 4) {
		send(AP, ICR_ASSERT | ICR_NMI);
		for (unsigned int i = 0; i < 100; i++)
			CALL0(io_delay);
	}
	test_frames_race();
	wait_for(5, "does not end the race");
	pic_set_masks(PIC_ALL); /* nothing is to come but what is sent */
	test_storm_here();
	wait_for(6, "does not end the storm");
	storm_nmis_wanted = true;
	pass(7);
	test_storm_nmis();
	wait_for(8, "does not end its NMIs");
	test_storm_results();
	pic_set_masks(PIC_ALL & ~PIC_TIMER);
#ifdef CONFIG_PAE
	while (rom_calls.set_pxe && step < 9) {
		ops.set_pte(&shared_entry, ONE);
		ops.set_pte(&shared_entry, OTHER);
	}
#endif
	wait_for(9, "does not end");
	first_time();
}
