// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every call once with interrupts off and once with them on, with a selector in GS that
 * is not null: watch.c looks at what each keeps.
 */
#include "time.h"

static void processor(struct cpu *cpu)
{
	struct table_register r;
	uint32_t id[4] = {0}, d[2];

	CALL1(set_cr0, RCALL0(get_cr0));
	CALL1(set_cr2, RCALL0(get_cr2));
	CALL1(set_cr3, RCALL0(get_cr3));
	CALL1(set_cr4, RCALL0(get_cr4));
	CALL0(clts);
	CALL2(set_dr, 0, RCALL1(get_dr, 0));
	CALL1(cpuid, id);
	CALL0(wbinvd);
	QCALL0(rdtsc);
	CALL1(get_gdt, &r);
	CALL1(set_gdt, &r);
	CALL1(get_idt, &r);
	CALL1(set_idt, &r);
	desc_write_segment(d, (uint32_t)cpu->tss, sizeof(cpu->tss) - 1, TSS_FREE);
	CALL4(write_gdt, cpu->gdt, TSS_SEL / 8, d[0], d[1]);
	CALL1(set_tr, TSS_SEL);
	RCALL0(get_tr);
	CALL2(set_ldt, NULL, 0);
	CALL1(set_iopl, 0);
	CALL0(io_delay);
	set_esp0(cpu->tss[1]);
}

static void memory(struct mm *mm, uint32_t at, pte_t *e, uint32_t page)
{
	static uint64_t table[2];

	CALL4(write_ldt, table, 0, 0, 0);
	CALL4(write_idt, table, 1, 0, 0);
	CALL0(lazy_mmu_enter);
	mm_set_at(mm, at, e, 0);
	CALL3(pte_update, mm, at, e);
	CALL0(lazy_mmu_leave);
	CALL1(flush_single, at);
	CALL0(flush_user);
	CALL0(flush_kernel);
	CALL1(alloc_pt, page);
	CALL3(map_pt_hook, WINDOW_KM_PTE0, (uint32_t)va(page << 12), page);
	CALL1(release_pt, page);
}

/* Alarms that don't come: interrupts are off while they are set, and it is long until then. */
static void clocks(void)
{
	uint32_t mask = save_mask();

	timer.frequency();
	for (uint32_t which = 0; which < 3; which++)
		timer.counter(which);
	timer.wallclock();
	if (timer.wallclock_updated)
		timer.wallclock_updated();
	irq_disable();
	timer.set_alarm(wiring, timer.counter(COUNTER_REAL) + 1000000000, 0);
	timer.cancel_alarm(wiring);
	restore_mask(mask);
}

/* By pointer: at a site they are test_flags()'s. */
static void interrupt_flag(void)
{
	uint32_t mask = ops.save_mask();

	ops.irq_disable();
	ops.restore_mask(mask);
	ops.irq_enable();
	ops.restore_mask(mask);
}

static void make_all(void)
{
	static uint32_t page;
	struct cpu *cpu = this_cpu();
	uint32_t at = 0x48000000;

	if (!page)
		page = mm_frame();
	processor(cpu);
	memory(cpu->mm, at, mm_entry(cpu->mm, at, false), page);
	interrupt_flag();
	if (timer.frequency)
		clocks();
}

void test_calls(void)
{
	pic_set_masks(PIC_ALL); /* nothing is to come meanwhile */
	__asm__ volatile("mov %0, %%gs" : : "r"(TLS_SEL));
	for (unsigned int on = 0; on < 2; on++) {
		if (on)
			__asm__ volatile("sti");
		make_all();
		if (rom_active)
			rom_ask(CALL_IRET);
		tap_eq(read_flags() & EFLAGS_IF, on ? EFLAGS_IF : 0, "calls: each with interrupts %s",
		       on ? "on" : "off");
	}
	__asm__ volatile("cli; mov %0, %%gs" : : "r"(0));
	pic_set_masks(PIC_ALL & ~PIC_TIMER);
}

/* And with something else between any two of the ROM's instructions; again it is watch.c that looks. */
void test_calls_stepped(void (*hook)(const struct regs *r))
{
	uint32_t steps;

	make_all(); /* takes memory, which is slow to step through */
	step_begin(hook);
	make_all();
	steps = step_end();
	kprintf("# %u steps within the ROM at all calls\n", steps);
}
