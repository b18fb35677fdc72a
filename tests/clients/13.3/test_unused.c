// SPDX-License-Identifier: GPL-2.0-only
/*
 * The calls that the client never makes: callable, and what profiles/i386-13.def says of them, unless they do
 * nothing.  What they are to find is set, and what they have done is seen, by instructions.
 */
#include "kernel.h"

#define JUNK 0xa1a1a1a1
#define SEL_LDT 0x48
#define TSS_BUSY 0x200u

static struct descriptor {
	uint16_t limit;
	uint32_t base;
} __attribute__((packed)) table;
static volatile uint32_t entry[2] __attribute__((aligned(8)));

/* Arguments EAX, EDX, ECX; the result's place is probe.out. */
static void call(unsigned int nr, uint32_t eax, uint32_t edx, uint32_t ecx)
{
	probe_begin(nr);
	probe.in[EAX] = eax;
	probe.in[EDX] = edx;
	probe.in[ECX] = ecx;
	probe_run();
}

/* Nothing to see but that it comes back. */
static void comes_back(unsigned int nr, uint32_t eax, uint32_t edx, const char *name)
{
	call(nr, eax, edx, JUNK);
	probe_check(C_CALL, true, false, name);
}

static void gives(uint32_t value, uint32_t mask, const char *name)
{
	probe_check(C_CALL, !((probe.out[EAX] ^ value) & mask), probe_empty(), name);
}

static volatile uint32_t *gdt_entry(unsigned int selector)
{
	return (volatile uint32_t *)(SYSPAGE + GDT_OFFSET + (selector & ~7u));
}

static void stored(uint32_t base, uint16_t limit, const char *name)
{
	probe_check(C_CALL, table.base == base && table.limit == limit, !table.base && !table.limit, name);
	table.base = table.limit = 0;
}

static void test_tables(void)
{
	static struct descriptor gdt = {GDT_LIMIT, SYSPAGE + GDT_OFFSET},
				 idt = {IDT_LIMIT, SYSPAGE + IDT_OFFSET};
	static volatile uint32_t ldt[4];
	uint32_t selector;

	call(12, (uint32_t)&table, 0, 0);
	stored(gdt.base, gdt.limit, "GetGDT");
	call(14, (uint32_t)&table, 0, 0);
	stored(idt.base, idt.limit, "GetIDT");

	gdt.limit -= 8;
	call(8, (uint32_t)&gdt, 0, 0);
	asm volatile("sgdt %0" : "=m"(table));
	gdt.limit = GDT_LIMIT;
	probe_check(C_CALL, table.base == gdt.base && table.limit == GDT_LIMIT - 8,
		    table.base == gdt.base && table.limit == GDT_LIMIT, "SetGDT");
	asm volatile("lgdt %0" : : "m"(gdt));
	idt.limit -= 8;
	call(10, (uint32_t)&idt, 0, 0);
	asm volatile("sidt %0" : "=m"(table));
	idt.limit = IDT_LIMIT;
	probe_check(C_CALL, table.base == idt.base && table.limit == IDT_LIMIT - 8,
		    table.base == idt.base && table.limit == IDT_LIMIT, "SetIDT");
	asm volatile("lidt %0" : : "m"(idt));
	table.base = table.limit = 0;

	for (unsigned int i = 0; i < 4; i++)
		ldt[i] = 0;
	gdt_entry(SEL_LDT)[0] = (uint32_t)ldt << 16 | (sizeof(ldt) - 1);
	gdt_entry(SEL_LDT)[1] = ((uint32_t)ldt & 0xff000000) | 0x8200 | ((uint32_t)ldt >> 16 & 0xff);
	call(9, SEL_LDT, 0, 0);
	asm volatile("sldt %0; lldt %w1" : "=&r"(selector) : "r"(SEL_LDT));
	probe_check(C_CALL, (uint16_t)selector == SEL_LDT, !(uint16_t)selector, "SetLDT");
	call(13, JUNK, 0, 0);
	gives(SEL_LDT, 0xffff, "GetLDT");
	asm volatile("lldt %w0" : : "r"(0));

	gdt_entry(SEL_TSS)[1] &= ~TSS_BUSY;
	call(11, SEL_TSS, 0, 0);
	asm volatile("str %0" : "=r"(selector));
	probe_check(C_CALL, (uint16_t)selector == SEL_TSS && gdt_entry(SEL_TSS)[1] & TSS_BUSY,
		    (uint16_t)selector == SEL_TSS, "SetTR");
	gdt_entry(SEL_TSS)[1] |= TSS_BUSY;
	call(15, JUNK, 0, 0);
	gives(SEL_TSS, 0xffff, "GetTR");

	probe_begin(17);
	probe.in[EAX] = (uint32_t)ldt;
	probe.in[EDX] = 1;
	probe.in[ECX] = 0x1234;
	probe.words[0] = 0x5678;
	probe.nr_words = 1;
	probe_run();
	probe_check(C_CALL, ldt[2] == 0x1234 && ldt[3] == 0x5678 && !ldt[0] && !ldt[1],
		    !ldt[0] && !ldt[1] && !ldt[2] && !ldt[3], "WriteLDTEntry");
}

static uint32_t cr0(void)
{
	uint32_t value;

	asm volatile("mov %%cr0, %0" : "=r"(value));
	return value;
}

static void test_control(void)
{
	uint32_t cr3, cr4, value;

	asm volatile("mov %0, %%cr2" : : "r"(0x12345678));
	call(21, 0x87654000, 0, 0);
	asm volatile("mov %%cr2, %0" : "=r"(value));
	probe_check(C_CALL, value == 0x87654000, value == 0x12345678, "SetCR2");
	asm volatile("mov %%cr3, %0; mov %%cr4, %1" : "=r"(cr3), "=r"(cr4));
	call(26, JUNK, 0, 0);
	gives(cr3, ~0u, "GetCR3");
	call(22, cr3 | PTE_PCD, 0, 0); /* the directory's, which nothing hangs on here */
	asm volatile("mov %%cr3, %0; mov %1, %%cr3" : "=&r"(value) : "r"(cr3));
	probe_check(C_CALL, value == (cr3 | PTE_PCD), value == cr3, "SetCR3");
	call(27, JUNK, 0, 0);
	gives(cr4, ~0u, "GetCR4");
	call(23, cr4 | CR4_TSD, 0, 0);
	asm volatile("mov %%cr4, %0; mov %1, %%cr4" : "=&r"(value) : "r"(cr4));
	probe_check(C_CALL, value == (cr4 | CR4_TSD), value == cr4, "SetCR4");
	asm volatile("mov %0, %%cr0" : : "r"(cr0() | CR0_TS));
	call(34, JUNK, JUNK, JUNK);
	probe_check(C_CALL, !(cr0() & CR0_TS), true, "CLTS");
	asm volatile("clts");
}

static void test_rdmsr(void)
{
	uint32_t id[4], low, high;

	cpuid(1, id);
	if (!(id[3] & 1 << 16)) {
		tap_skip("no PAT", "RDMSR");
		return;
	}
	asm volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(MSR_PAT));
	call(7, JUNK, JUNK, MSR_PAT);
	probe_check(C_CALL, probe.out[EAX] == low && probe.out[EDX] == high, probe_empty(), "RDMSR");
}

static void test_registers(void)
{
	uint32_t value;

	comes_back(28, JUNK, JUNK, "INVD");
	comes_back(29, JUNK, JUNK, "WBINVD");
	asm volatile("mov %0, %%db3" : : "r"(0x11110000));
	call(30, 3, 0xabcd0000, 0);
	asm volatile("mov %%db3, %0" : "=r"(value));
	probe_check(C_CALL, value == 0xabcd0000, value == 0x11110000, "SetDR");
	asm volatile("mov %0, %%db3" : : "r"(0x22220000));
	call(31, 3, 0, 0);
	gives(0x22220000, ~0u, "GetDR");
	test_rdmsr();
	tap_skip("QEMU has no performance counters", "RDPMC");
	tap_skip("it does not return", "Reboot");
	tap_skip("it does not return", "Shutdown");
	comes_back(41, JUNK, JUNK, "Pause");
	comes_back(78, JUNK, JUNK, "IODelay");
}

static void test_mask(void)
{
	uint32_t iopl;

	for (uint32_t flag = 0; flag <= IF; flag += IF) {
		probe_begin(37);
		probe.in[EAX] = IF - flag;
		probe.in[EFLAGS] = (probe.in[EFLAGS] & ~IF) | flag;
		probe_run();
		probe_check(may_destroy(MAY_CHANGE(EAX)), (probe.out[EAX] & IF) == flag, probe_empty(),
			    "GetInterruptMask");
		probe_begin(38);
		probe.in[EAX] = (probe.in[EFLAGS] & ~IF) | flag; /* as GetInterruptMask gave it */
		probe.in[EFLAGS] = (probe.in[EFLAGS] & ~IF) | (IF - flag);
		probe_run();
		probe_check(may_destroy(MAY_CHANGE(EAX)) | MAY_CHANGE(EFLAGS),
			    (probe.out[EFLAGS] & IF) == flag, true, "SetInterruptMask");
	}
	probe_begin(71);
	probe.in[EAX] = iopl = IOPL & ~probe.in[EFLAGS];
	probe_run();
	probe_check(C_CALL | MAY_CHANGE_IOPL, (probe.out[EFLAGS] & IOPL) == iopl, true, "SetIOPLMask");
}

/* Bit 6 is set, bit 7 is not; the long ones have bits beyond the first word. */
static void test_bits(uint32_t at)
{
	static const struct {
		unsigned int nr;
		bool sets;
		unsigned int word;
		const char *name;
	} calls[] = {{51, true, 0, "TestAndSetPxEBit"},
		     {52, false, 0, "TestAndClearPxEBit"},
		     {73, true, 1, "TestAndSetPxELongBit"},
		     {74, false, 1, "TestAndClearPxELongBit"}};

	for (unsigned int i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		unsigned int word = calls[i].word;
		uint32_t before = 0x22222067, was_set = calls[i].sets ? before : 0x22222027;
		uint32_t was_clear = calls[i].sets ? 0x222220e7 : before;

		for (unsigned int bit = 6; bit <= 7; bit++) {
			entry[0] = entry[1] = before;
			call(calls[i].nr, at, 32 * word + bit, 0);
			probe_check(C_CALL,
				    probe.out[EAX] == (bit == 6) && entry[!word] == before &&
					    entry[word] == (bit == 6 ? was_set : was_clear),
				    entry[0] == before && entry[1] == before && probe_empty(), calls[i].name);
		}
	}
}

static bool entry_is(uint32_t low, uint32_t high)
{
	return entry[0] == low && entry[1] == high;
}

/* The word behind one of 32 bits is not its business. */
static void test_entries(void)
{
	uint32_t at = (uint32_t)entry;

	entry[0] = 0x99999999;
	entry[1] = 0x99999999;
	call(45, at, 0x11111067, 0);
	probe_check(C_CALL, entry_is(0x11111067, 0x99999999), entry_is(0x99999999, 0x99999999), "SetPxE0");
	entry[0] = 0x33333067;
	call(46, at, 0, 0);
	gives(0x33333067, ~0u, "GetPxE");
	call(47, at, 0x22222067, 0);
	probe_check(C_CALL, probe.out[EAX] == 0x33333067 && entry_is(0x22222067, 0x99999999),
		    entry_is(0x33333067, 0x99999999), "SwapPxE");
	test_bits(at);
}

static void test_long_entries(void)
{
	static const char *const names[] = {"SetPxELong0", "GetPxELong", "SwapPxELongAtomic",
					    "DeactivatePxELongAtomic", "SetPxELong"};
	uint32_t at = (uint32_t)entry, id[4];

	cpuid(1, id);
	if (!(id[3] & 1 << 8)) {
		for (unsigned int i = 0; i < sizeof(names) / sizeof(names[0]); i++)
			tap_skip("no CMPXCHG8B, hence no PAE", "%s", names[i]);
		return;
	}
	entry[0] = entry[1] = 0x99999999;
	call(48, 0x33333067, 0x80000001, at);
	probe_check(C_CALL, entry_is(0x33333067, 0x80000001), entry_is(0x99999999, 0x99999999),
		    "SetPxELong0");
	entry[0] = 0x77777067;
	entry[1] = 5;
	call(49, at, 0, 0);
	probe_check(C_CALL, probe.out[EAX] == 0x77777067 && probe.out[EDX] == 5, probe_empty(), "GetPxELong");
	call(50, 0x44444067, 2, at);
	probe_check(C_CALL, probe.out[EAX] == 0x77777067 && probe.out[EDX] == 5 && entry_is(0x44444067, 2),
		    entry_is(0x77777067, 5), "SwapPxELongAtomic");
	entry[0] = 0x66666067;
	entry[1] = 6;
	call(72, at, 0, 0);
	probe_check(C_CALL, probe.out[EAX] == 0x66666067 && probe.out[EDX] == 6 && entry_is(0, 0),
		    entry_is(0x66666067, 6), "DeactivatePxELongAtomic");
	entry[0] = entry[1] = 0x99999999;
	probe_begin(87);
	probe.in[EAX] = 0x55555067;
	probe.in[EDX] = 3;
	probe.in[ECX] = at;
	probe.words[0] = 1;
	probe.nr_words = 1;
	probe_run();
	probe_check(C_CALL, entry_is(0x55555067, 3), entry_is(0x99999999, 0x99999999), "SetPxELong");
}

/* By a register that nobody looks at. */
static void test_apic(void)
{
	volatile uint32_t *reg = (volatile uint32_t *)(APIC + APIC_LDR);

	if (!map_apic()) {
		tap_skip("no APIC", "APICWrite");
		tap_skip("no APIC", "APICRead");
		return;
	}
	*reg = 0;
	call(76, APIC + APIC_LDR, 0x5a000000, 0);
	probe_check(C_CALL, *reg == 0x5a000000, !*reg, "APICWrite");
	*reg = 0x3c000000;
	call(77, APIC + APIC_LDR, 0, 0);
	gives(0x3c000000, ~0u, "APICRead");
	*reg = 0;
}

/* What bare hardware has no use for, or can't do. */
static void test_rest(void)
{
	static const struct {
		unsigned int nr;
		bool is_long;
		const char *name;
	} zero[] = {{79, true, "GetCycleFrequency"},
		    {80, true, "GetCycleCounter"},
		    {82, false, "CancelAlarm"},
		    {83, true, "GetWallclockTime"},
		    {84, false, "WallclockUpdated"}};

	comes_back(54, 0x123, 1, "ReleasePage");
	comes_back(75, 0, 1, "SetInitialAPState");
	for (unsigned int i = 0; i < sizeof(zero) / sizeof(zero[0]); i++) {
		call(zero[i].nr, JUNK, JUNK, JUNK);
		probe_check(C_CALL, !ours || !(probe.out[EAX] | (zero[i].is_long ? probe.out[EDX] : 0)),
			    false, zero[i].name);
	}
	probe_begin(81);
	probe.nr_words = 2;
	probe_run();
	probe_check(C_CALL, true, false, "SetAlarm");
}

void test_unused_calls(void)
{
	test_tables();
	test_control();
	test_registers();
	test_mask();
	test_entries();
	test_long_entries();
	test_apic();
	test_rest();
}
