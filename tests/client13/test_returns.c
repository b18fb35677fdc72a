// SPDX-License-Identifier: GPL-2.0-only
/* IRET to the kernel, halt, and a user's life: entered by IRET, interrupted, faulting, calling. */
#include "kernel.h"

#define USER_CODE 0x10000
#define USER_DATA 0x20000
#define USER_STACK 0x21000
#define USER_FAULT 0x30000
#define USER_ROM 0x40000
#define APIC_LVT0 0x350
#define LVT_NMI 0x400
#define LVT_EXTINT 0x700

void enter_user(uint32_t eip, uint32_t esp);
uint32_t syscall(uint32_t number, uint32_t parameters);
extern const uint8_t user_begin[], user_end[], sysentry[];
extern volatile uint32_t sysentry_seen[5];

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
		ok(probe.landed && probe.out[EFLAGS] == flags,
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
		skip("no APIC", "Halt, interrupts off");
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
	ok(in_hlt(nmi_eip) && !(nmi_eflags & IF),
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
	ok(in_hlt(tick_eip) && probe.out[EFLAGS] & IF,
	   "Halt, interrupts on: a tick finds it halted, and they are on");
	test_panic_halt();
}

uint32_t syscall(uint32_t number, uint32_t parameters)
{
	return number + parameters + 1;
}

static void copy_user(void)
{
	map_page(USER_CODE, alloc_frame(), PTE_W | PTE_U | PTE_SOFT);
	map_page(USER_DATA, alloc_frame(), PTE_W | PTE_U | PTE_SOFT);
	for (uint32_t page = 0; page < 0x3000; page += PAGE)
		map_page(USER_ROM + page, (rom & ~(PAGE - 1)) + page, PTE_U);
	/* where the ROM was, a user may have anything */
	for (uint32_t page = rom & ~(PAGE - 1); page < rom + 0x2000; page += PAGE) {
		map_page(page, alloc_frame(), PTE_W | PTE_U);
		for (uint32_t i = 0; i < PAGE; i += 4)
			*(volatile uint32_t *)(page + i) = 0x0b0f0b0f;
	}
	for (unsigned int i = 0; i < (unsigned int)(user_end - user_begin); i++)
		((volatile uint8_t *)USER_CODE)[i] = user_begin[i];
	for (unsigned int i = 0; i < PAGE / 4; i++)
		((volatile uint32_t *)USER_DATA)[i] = 0;
}

void test_user(void)
{
	static const uint32_t entered[] = {0xa1a1a1a1, 0xc3c3c3c3, 0xd4d4d4d4, 0xb2b2b2b2,
					   0x97979797, 0xe5e5e5e5, 0xf6f6f6f6};
	volatile uint32_t *seen = (volatile uint32_t *)USER_DATA;
	unsigned int same = 0;
	uint32_t id[4];
	bool sep;

	cpuid(1, id);
	sep = id[3] & 1 << 11;
	copy_user();
	set_kernel_stack(TCB + 0x1800);
	if (sep) {
		wrmsr(0x174, SEL_KTEXT, 0);
		wrmsr(0x175, SYSPAGE + 4, 0);
		wrmsr(0x176, (uint32_t)sysentry, 0);
	}
	seen[33] = sep;
	seen[35] = ours ? USER_ROM + rom % PAGE + VMI_Init * SLOT_SIZE : 0;
	ticks = 0;
	ticks_on();
	enter_user(USER_CODE, USER_STACK);
	cli();
	ticks_off();
	for (unsigned int i = 0; i < 7; i++)
		same += seen[i] == entered[i];
	is(same, 7, "IRET to a user: 7 registers");
	is(seen[7] & (IF | DF | 0x3000), IF, "IRET to a user: flags");
	ok(seen[8] == SEL_UDATA && seen[9] == SEL_UDATA && seen[10] == SEL_UTEXT && seen[11] == SEL_UDATA &&
		   seen[12] == USER_STACK,
	   "IRET to a user: segments and stack");
	ok(seen[32], "a user is interrupted");
	ok(user_faults == 1 && seen[34] == 0x13131313, "a user's page is made at its fault");
	if (ours)
		is(seen[36], -1, "Init: refused to a user");
	if (!sep) {
		skip("no SEP", "SYSEXIT");
		return;
	}
	ok(sysentry_seen[0] == 7 && sysentry_seen[1] == 0x70 && sysentry_seen[2] == seen[23] &&
		   sysentry_seen[3] == seen[24],
	   "EnableInterrupts in sysentry: EAX, EDX, ECX, EBP are kept");
	ok(sysentry_seen[4] & IF, "EnableInterrupts in sysentry: they are on");
	is(seen[16], 0x78, "SYSEXIT: the result");
	ok(seen[17] == 0xb2b2b2b2 && seen[18] == 0xe5e5e5e5 && seen[19] == 0xf6f6f6f6 &&
		   seen[20] == seen[24] && seen[21] == seen[24],
	   "SYSEXIT: registers and stack");
	if (ours)
		is(seen[22] & IF, IF, "SYSEXIT: interrupts are on");
}
