/* SPDX-License-Identifier: GPL-2.0-only */
/* The interrupt flag, time, exceptions, IRET, events and NMIs. */
#include "pv64.h"
#include "calls.h"

static void test_flag(void)
{
	uint64_t changed, mask;

	ok(!(GetInterruptMask() & 0x200), "events are off at the begin");
	EnableInterrupts();
	ok(GetInterruptMask() & 0x200, "on");
	mask = GetInterruptMask();
	DisableInterrupts();
	ok(!(GetInterruptMask() & 0x200), "off");
	SetInterruptMask(mask);
	ok(GetInterruptMask() & 0x200, "on by the mask");
	SetInterruptMask(0);
	ok(!(GetInterruptMask() & 0x200), "off by the mask");
	keeps(EnableInterrupts, 0, &changed);
	is(changed, 0, "EnableInterrupts keeps registers");
	keeps(DisableInterrupts, 0, &changed);
	is(changed, 0, "DisableInterrupts keeps registers");
	keeps((void (*)(void))GetInterruptMask, 0, &changed);
	is(changed, 0, "GetInterruptMask keeps registers");
	keeps((void (*)(void))GetCR3, 0, &changed);
	is(changed, 0, "GetCR3 keeps registers");
	keeps(PhysicalToMachine, 0x1003, &changed);
	is(changed, 0, "PhysicalToMachine keeps registers");
	is(GetInline(VMI_CALL_DisableInterrupts), 9, "DisableInterrupts may be inline, of 9 bytes");
	is(GetInline(VMI_CALL_EnableInterrupts), 25, "EnableInterrupts, of 25");
	is(GetInline(VMI_CALL_EnterTrap), 3, "EnterTrap, of 3");
	is(*(uint32_t *)(addresses[VMI_CALL_EnterTrap] + VMI_INLINE_SKIP) & 0xffffff, 0x5b4159,
	   "those that this kernel begins its handlers with");
}

void test_time(void)
{
	uint64_t a = GetCycleCounter(0), b, i;

	for (i = 0; i < 100000; i++) {
		b = GetCycleCounter(0);
		if (b < a)
			break;
		a = b;
	}
	is(i, 100000, "the real counter never goes back");
	ok(GetCycleCounter(1) <= GetCycleCounter(0), "the available one isn't ahead");
	is(GetCycleFrequency(), 1000000000, "counters are in ns");
	ok(GetWallclockTime() > 1600000000ull * 1000000000, "the wall clock is in this century");
}

static void test_traps(void)
{
	uint64_t a;

	asm volatile("int3");
	is(count[3], 1, "INT3 comes");
	is(last_cs, 0xe030, "from the kernel's CS, with RPL 0");
	expected_fault = 14;
	asm volatile("lea 1f(%%rip), %0; mov %0, %1; mov (%2), %0; 1:"
		     : "=&r"(a), "=m"(fault_go)
		     : "r"(0x123456789000ull));
	is(count[14], 1, "a page fault comes");
	is(GetCR2(), 0x123456789000, "with its address");
	expected_fault = 13;
	asm volatile("lea 1f(%%rip), %0; mov %0, %1; int $0x50; 1:" : "=&r"(a), "=m"(fault_go));
	is(count[13], 1, "INT to no gate is a general protection fault");
	/* QEMU before 8 counts gates of 8 bytes there, and Xen sees twice the vector: it has no gate either.
	 */
	ok(last_error == 0x50 * 8 + 2 || last_error == 0x50 * 16 + 2, "with the vector in its error code");
	expected_fault = ~0ull;
}

static void test_iret(void)
{
	is(iret_here(0x202, 0xe030), 0, "IRET to the kernel keeps registers");
	ok(GetInterruptMask() & 0x200, "and turns events on");
	is(iret_here(0x002, 0xe030), 0, "also with events off");
	ok(!(GetInterruptMask() & 0x200), "which they are then");
}

static void ipi_self(uint32_t vector)
{
	APICWrite(0x300, 0x40000 | vector);
}

static void test_events(void)
{
	uint64_t t, i, top = (uint64_t)__builtin_frame_address(0);

	ipi_self(0x41);
	is(count[0x41], 0, "an interrupt to itself waits while events are off");
	EnableInterrupts();
	is(count[0x41], 1, "and comes when they are on");
	ok(last_flags & 0x200, "its frame has the flag");
	ipi_self(0x42);
	is(count[0x42], 1, "one comes at once when they are on");
	DisableInterrupts();
	ipi_self(0x41);
	iret_here(0x202, 0xe030);
	is(count[0x41], 2, "IRET delivers what waits");
	DisableInterrupts();
	ipi_self(0x41);
	ipi_self(0x42);
	ipi_self(0x43);
	iret_here(0x202, 0xe030);
	is(count[0x41] * 100 + count[0x42] * 10 + count[0x43], 321, "all of it");
	APICWrite(0x320, 0x40);
	t = GetCycleCounter(0);
	SetAlarm(VMI_ALARM_WIRED_LVTT, t + 5000000, 0);
	while (!count[0x40])
		Halt();
	ok(GetCycleCounter(0) >= t + 5000000, "an alarm comes, and not before its time");
	is(count[0x40], 1, "once");
	SetAlarm(VMI_ALARM_WIRED_LVTT | VMI_ALARM_PERIODIC, GetCycleCounter(0) + 1000000, 1000000);
	for (i = 0; i < 20; i++)
		Halt();
	ok(count[0x40] >= 20, "a periodic one wakes from Halt");
	lowest = ~0ull;
	t = GetCycleCounter(0);
	SetAlarm(VMI_ALARM_WIRED_LVTT | VMI_ALARM_PERIODIC, t, 1);
	for (i = 0; i < 20000 && GetCycleCounter(0) < t + 3000000000; i++) {
		DisableInterrupts();
		iret_here(0x202, 0xe030);
	}
	CancelAlarm(VMI_ALARM_WIRED_LVTT);
	say("# storm: ");
	say_number(count[0x40]);
	say(" interrupts, stack ");
	say_number(top - lowest);
	say("\n");
	ok(count[0x40] > 100, "a storm of alarms comes");
	ok(top - lowest < 2048, "and doesn't nest");
	DisableInterrupts();
}

/* An event before each instruction of IRET is delivered once, and in the frame's place from where events are
 * on. */
static void test_steps(void)
{
	uint32_t kept = 0, once = 0, in_place = 0, on = 0, n = 0;

	do {
		DisableInterrupts();
		steps = fired_on = 0;
		fire_at = ++n;
		count[0x44] = 0;
		fired_into = 0;
		kept += !iret_stepped(0x202, 0xe030);
		once += count[0x44] == (steps >= n);
		on += fired_on;
		in_place += !in_rom(fired_into);
	} while (steps >= n);
	DisableInterrupts();
	ok(n > 6 && on > 2, "IRET can be stepped through, some of it with events on");
	is(kept, n, "with an event before each of its instructions it keeps registers");
	is(once, n, "each comes once");
	is(in_place, n, "in the place of the frame that IRET was for");
}

/* What it costs to return to the kernel. */
static void test_cost(void)
{
	uint32_t before = PlatformCalls();

	iret_here(0x202, 0xe030);
	iret_here(0x002, 0xe030);
	is(PlatformCalls() - before, 0, "IRET to the kernel is no hypercall");
}

static void test_nmi(void)
{
	APICWrite(0x300, 0x40400);
	is(count[2], 1, "an NMI to itself comes with events off");
	APICWrite(0x300, 0x40400);
	is(count[2], 2, "and again after its IRET");
	SetCR0(GetCR0() | 8);
	asm volatile("fninit");
	is(count[7], 1, "with TS the FPU is not available");
	ok(GetCR0() & 8, "TS is still set for who looks");
	CLTS();
	asm volatile("fninit");
	is(count[7], 1, "CLTS clears it");
}

void test_calls(void)
{
	test_flag();
	test_time();
	test_traps();
	test_iret();
	test_events();
	test_cost();
	test_steps();
	test_nmi();
	test_cost();
}
