// SPDX-License-Identifier: GPL-2.0-only
/* IRET to the kernel, and halt. */
#include "kernel.h"

void test_returns(void)
{
	static const uint32_t segments[] = {SEL_KDATA, SEL_UDATA, 0, SEL_ODD};

	for (unsigned int i = 0; i < 8; i++) {
		uint32_t flags = i & 4 ? 0 : 0x8d5; /* all arithmetic flags */

		probe_begin(VMI_IRET);
		flags |= probe.in[EFLAGS];
		probe.segment = segments[i & 3];
		probe.words[0] = (uint32_t)probe_landed;
		probe.words[1] = SEL_KTEXT;
		probe.words[2] = flags;
		probe.nr_words = 3;
		probe_call(KEEPS_ALL, "IRET to the kernel");
		tap_ok(probe.landed && probe.out[EFLAGS] == flags,
		       "IRET to the kernel, DS 0x%x: there, with its flags", segments[i & 3]);
	}
	/* From interrupts off to on, as the end of an interrupt's handler. */
	probe_begin(VMI_IRET);
	probe.words[0] = (uint32_t)probe_landed;
	probe.words[1] = SEL_KTEXT;
	probe.in[EFLAGS] &= ~IF;
	probe.words[2] = probe.in[EFLAGS] | IF;
	probe.nr_words = 3;
	probe_call(MAY_CHANGE(EFLAGS), "IRET, interrupts off to on");
	is(probe.out[EFLAGS], probe.words[2], "IRET, interrupts off to on");
}

/* An address of the ROM's at which a halt was interrupted; ours has hlt just before it, in its slot. */
static bool in_hlt(uint32_t eip)
{
	if (!eip || !ours)
		return eip;
	return eip - vmicall[VMI_Halt] - 1 < SLOT_SIZE - 1 && *(const uint8_t *)(eip - 1) == 0xf4;
}

/* A panic halts with interrupts off and must not be woken. Only an NMI can look in: the PIT's tick as one. */
static void test_panic_halt(void)
{
	if (!map_apic()) {
		tap_skip("no APIC", "Halt, interrupts off");
		return;
	}
	*apic(APIC_LVT0) = LVT_NMI;
	nmis = nmi_eip = 0;
	ticks = 0;
	ticks_on();
	probe_begin(VMI_Halt);
	halting = true;
	probe_run();
	halting = false;
	*apic(APIC_LVT0) = LVT_EXTINT;
	ticks_off();
	tap_ok(in_hlt(nmi_eip) && !(nmi_eflags & IF),
	       "Halt, interrupts off: only an NMI finds it halted, with interrupts off");
	is(ticks, 0, "Halt, interrupts off: no interrupt got through");
}

/* No tick is due when it is called: the last has just been. */
void test_halt(void)
{
	ticks = 0;
	ticks_on();
	while (!ticks)
		asm volatile("sti; hlt; cli" : : : "memory");
	tick_eip = 0;
	probe_begin(VMI_Halt);
	probe.in[EFLAGS] |= IF;
	halting = true;
	probe_call(C_CALL, "Halt, interrupts on");
	halting = false;
	ticks_off();
	tap_ok(in_hlt(tick_eip) && probe.out[EFLAGS] & IF,
	       "Halt, interrupts on: a tick finds it halted, and they are on");
	test_panic_halt();
}
