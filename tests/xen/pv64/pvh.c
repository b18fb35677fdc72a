/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The same ROM at privilege level 0, in a PVH domain: what it answers there, time, alarms, the local APIC.
 *
 * Could go wrong: the wrong back end answers; the APIC's registers aren't found, or as the wrong kind; time
 * goes back.
 */
#include "pv64.h"
#include "calls.h"
#include <stddef.h>
#include <exit.h>
#include <xen/arch-x86/hvm/start_info.h>

#define MSR_APIC_BASE 0x1b
#define APIC_X2 0x400
#define CODE 8

void pvh64(const struct hvm_start_info *boot);
extern uint8_t native_iret[];

static void wrmsr(uint32_t msr, uint64_t value)
{
	asm volatile("wrmsr" : : "c"(msr), "a"((uint32_t)value), "d"((uint32_t)(value >> 32)) : "memory");
}

static uint64_t rdmsr(uint32_t msr)
{
	uint32_t low, high;

	asm volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr));
	return (uint64_t)high << 32 | low;
}

static void test_answers(void)
{
	is(answers[VMI_CALL_IRET], VMI_ANSWER_NONE, "IRET stays native");
	is(answers[VMI_CALL_SetCR3], VMI_ANSWER_NONE, "so does SetCR3");
	is(answers[VMI_CALL_EnterTrap], VMI_ANSWER_NOP, "EnterTrap is nothing");
	is(answers[VMI_CALL_SetAlarm], VMI_ANSWER_CALL, "alarms are called");
}

/* One alarm, and an interrupt to itself. */
static void test_apic(const char *name)
{
	uint64_t t;
	uint32_t before = count[0x40];

	APICWrite(0xf0, 0x1ff);
	is(APICRead(0xf0) & 0x1ff, 0x1ff, name);
	APICWrite(0x320, 0x40);
	t = GetCycleCounter(0);
	SetAlarm(VMI_ALARM_WIRED_LVTT, t + 5000000, 0);
	while (count[0x40] == before)
		asm volatile("sti; hlt; cli" : : : "memory");
	ok(GetCycleCounter(0) >= t + 5000000, "an alarm comes, and not before its time");
	APICWrite(0xb0, 0);
	before = count[0x41];
	APICWrite(0x300, 0x40041);
	asm volatile("sti; nop; cli" : : : "memory");
	is(count[0x41], before + 1, "an interrupt to itself");
	APICWrite(0xb0, 0);
	APICWrite(0x300, (APICRead(0x20) >> (rdmsr(MSR_APIC_BASE) & APIC_X2 ? 0 : 24)) << 32 | 0x41);
	asm volatile("sti; nop; cli" : : : "memory");
	is(count[0x41], before + 2, "and by its number");
	APICWrite(0xb0, 0);
}

void pvh64(const struct hvm_start_info *boot)
{
	const struct hvm_modlist_entry *module = (const void *)boot->modlist_paddr;
	struct vmi_start_block block = {
		.size = sizeof(block),
		.image_frame = frame_of(window),
		.direct = 0,
		.percpu = PERCPU,
		.percpu_frame = frame_of(percpu[0]),
	};
	struct table_register r = {4095, (uint64_t)idt};
	uint32_t v;

	state = boot->nr_modules ? place((const uint8_t *)module->paddr, module->size, PERCPU) : 0;
	if (!state)
		asm volatile("out %0, %1" : : "a"(EXIT_PANIC), "N"(DEBUG_EXIT_PORT));
	block.state_frame = frame_of(window + state);
	wrmsr(0xc0000101, (uint64_t)percpu[0]);
	/* What a loader makes of EnterTrap's sites here. */
	for (v = 0; v < 256; v++) {
		entries[16 * v] = 0x0f;
		entries[16 * v + 1] = 0x1f;
		entries[16 * v + 2] = 0x00;
	}
	gates();
	for (v = 0; v < 256; v++)
		idt[2 * v] = (idt[2 * v] & ~0xffff0000ull) | CODE << 16;
	asm volatile("lidt %0" : : "m"(r));
	addresses[VMI_CALL_IRET] = (uint64_t)native_iret;
	is(Start(&block), VMI_START_OK, "Start");
	test_answers();
	test_time();
	if (!(rdmsr(MSR_APIC_BASE) & APIC_X2))
		test_apic("the APIC's page");
	wrmsr(MSR_APIC_BASE, rdmsr(MSR_APIC_BASE) | APIC_X2);
	test_apic("the APIC's MSRs");
	tap_end();
}
