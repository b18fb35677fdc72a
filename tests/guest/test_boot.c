/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What must hold after boot.  The loader could have left the kernel half
 * patched, the processor in a state that the kernel did not ask for, or
 * interrupts off.  Expected: every site is in the form that the report says, tables
 * are those that were loaded, the tick comes.
 */
#include "kernel.h"
#include "groups.h"

void test_boot(void)
{
	struct desc_ptr p;
	uint32_t ticks = this_cpu()->ticks;
	unsigned int ms;

	tap_ok(irqs_on(), "interrupts are on");
	for (ms = 0; ms < 1000 && this_cpu()->ticks == ticks; ms++)
		delay_us(1000);
	tap_ok(this_cpu()->ticks != ticks, "the tick comes");
	vmi_GetGDT((vmi_word_t)&p);
	tap_eq(p.base, (vmi_word_t)this_cpu()->gdt, "GDT base");
	tap_eq(p.limit, NR_GDT * 8 - 1, "GDT limit");
	vmi_GetIDT((vmi_word_t)&p);
	tap_eq(p.base, (vmi_word_t)idt, "IDT base");
	tap_eq(vmi_GetTR(), SEL_TSS, "task register");
	tap_eq(vmi_GetLDT(), 0, "no LDT");
}
