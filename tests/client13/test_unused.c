// SPDX-License-Identifier: GPL-2.0-only
/* The calls that the client never makes: callable, and what calls13.def says of them. */
#include "kernel.h"

static struct {
	uint16_t limit;
	uint32_t base;
} __attribute__((packed)) table;
static volatile uint32_t entry[2] __attribute__((aligned(8)));

/* Arguments EAX, EDX, ECX; the result's place is probe.out. */
static void call(unsigned int nr, uint32_t eax, uint32_t edx, uint32_t ecx, const char *what)
{
	probe_begin(nr);
	probe.in[EAX] = eax;
	probe.in[EDX] = edx;
	probe.in[ECX] = ecx;
	probe_call(C_CALL, what);
}

static void test_tables(void)
{
	static volatile uint32_t ldt[4];

	call(12, (uint32_t)&table, 0, 0, "GetGDT");
	ok(table.base == SYSPAGE + GDT_OFFSET && table.limit == GDT_LIMIT, "GetGDT: what is loaded");
	call(8, (uint32_t)&table, 0, 0, "SetGDT");
	call(14, (uint32_t)&table, 0, 0, "GetIDT");
	ok(table.base == SYSPAGE + IDT_OFFSET && table.limit == IDT_LIMIT, "GetIDT: what is loaded");
	call(10, (uint32_t)&table, 0, 0, "SetIDT");
	call(9, 0, 0, 0, "SetLDT");
	call(13, 0, 0, 0, "GetLDT");
	is(probe.out[EAX] & 0xffff, 0, "GetLDT");
	write_gdt(SEL_TSS >> 3, (SYSPAGE & 0xffff) << 16 | TSS_LIMIT, 0x90008940); /* not busy */
	call(11, SEL_TSS, 0, 0, "SetTR");
	call(15, 0, 0, 0, "GetTR");
	is(probe.out[EAX] & 0xffff, SEL_TSS, "GetTR");
	probe_begin(17);
	probe.in[EAX] = (uint32_t)ldt;
	probe.in[EDX] = 1;
	probe.in[ECX] = 0x1234;
	probe.words[0] = 0x5678;
	probe.nr_words = 1;
	probe_call(C_CALL, "WriteLDTEntry");
	ok(ldt[2] == 0x1234 && ldt[3] == 0x5678 && !ldt[0] && !ldt[1], "WriteLDTEntry: the entry reads back");
}

static void test_registers(void)
{
	uint32_t cr3, cr4, value;

	call(21, 0x87654000, 0, 0, "SetCR2");
	is(get_cr2(), 0x87654000, "SetCR2");
	asm volatile("mov %%cr3, %0; mov %%cr4, %1" : "=r"(cr3), "=r"(cr4));
	call(26, 0, 0, 0, "GetCR3");
	is(probe.out[EAX], cr3, "GetCR3");
	call(22, cr3, 0, 0, "SetCR3");
	call(27, 0, 0, 0, "GetCR4");
	is(probe.out[EAX], cr4, "GetCR4");
	call(23, cr4, 0, 0, "SetCR4");
	call(28, 0, 0, 0, "INVD");
	call(29, 0, 0, 0, "WBINVD");
	call(30, 3, 0xabcd0000, 0, "SetDR");
	asm volatile("mov %%db3, %0" : "=r"(value));
	is(value, 0xabcd0000, "SetDR");
	call(31, 3, 0, 0, "GetDR");
	is(probe.out[EAX], 0xabcd0000, "GetDR");
	call(7, 0, 0, 0x10, "RDMSR");
	skip("QEMU has no performance counters", "RDPMC");
	skip("it does not return", "Reboot");
	skip("it does not return", "Shutdown");
	call(VMI_SetCR0, call4(VMI_GetCR0, 0, 0, 0, 0, 0) | 8, 0, 0, "SetCR0");
	call(34, 0, 0, 0, "CLTS");
	is(call4(VMI_GetCR0, 0, 0, 0, 0, 0) & 8, 0, "CLTS");
	call(41, 0, 0, 0, "Pause");
	call(78, 0, 0, 0, "IODelay");
}

static void test_mask(void)
{
	for (uint32_t flag = 0; flag <= IF; flag += IF) {
		probe_begin(37);
		probe.in[EFLAGS] |= flag;
		probe_call(MAY_CHANGE(EAX), "GetInterruptMask");
		is(probe.out[EAX] & IF, flag, "GetInterruptMask");
		probe_begin(38);
		probe.in[EAX] = flag;
		probe.in[EFLAGS] |= IF - flag;
		probe_call(MAY_CHANGE(EAX) | MAY_CHANGE(EFLAGS), "SetInterruptMask");
		is(probe.out[EFLAGS] & IF, flag, "SetInterruptMask");
	}
	call(71, 0x3000, 0, 0, "SetIOPLMask");
	is(probe.out[EFLAGS] & 0x3000, 0x3000, "SetIOPLMask");
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

		entry[0] = entry[1] = 0x22222067;
		call(calls[i].nr, at, 32 * word + 6, 0, calls[i].name);
		ok(probe.out[EAX] == 1 && entry[word] == (calls[i].sets ? 0x22222067 : 0x22222027),
		   "%s: a bit that was set", calls[i].name);
		entry[word] = 0x22222067;
		call(calls[i].nr, at, 32 * word + 7, 0, calls[i].name);
		ok(probe.out[EAX] == 0 && entry[word] == (calls[i].sets ? 0x222220e7 : 0x22222067),
		   "%s: a bit that was clear", calls[i].name);
		is(entry[!word], 0x22222067, "%s: the other word is untouched", calls[i].name);
	}
}

static void test_entries(void)
{
	uint32_t at = (uint32_t)entry;

	entry[1] = 0x99999999;
	call(45, at, 0x11111067, 0, "SetPxE0");
	is(entry[0], 0x11111067, "SetPxE0");
	call(46, at, 0, 0, "GetPxE");
	is(probe.out[EAX], 0x11111067, "GetPxE");
	call(47, at, 0x22222067, 0, "SwapPxE");
	ok(probe.out[EAX] == 0x11111067 && entry[0] == 0x22222067, "SwapPxE");
	is(entry[1], 0x99999999, "SwapPxE: the word behind is untouched");
	test_bits(at);
}

static void test_long_entries(void)
{
	uint32_t at = (uint32_t)entry, id[4];

	cpuid(1, id);
	if (!(id[3] & 1 << 8)) {
		skip("no CMPXCHG8B, hence no PAE", "SetPxELong0, and others of 64 bits");
		return;
	}
	call(48, 0x33333067, 0x80000001, at, "SetPxELong0");
	ok(entry[0] == 0x33333067 && entry[1] == 0x80000001, "SetPxELong0");
	call(49, at, 0, 0, "GetPxELong");
	ok(probe.out[EAX] == 0x33333067 && probe.out[EDX] == 0x80000001, "GetPxELong");
	call(50, 0x44444067, 2, at, "SwapPxELongAtomic");
	ok(probe.out[EAX] == 0x33333067 && probe.out[EDX] == 0x80000001 && entry[0] == 0x44444067 &&
		   entry[1] == 2,
	   "SwapPxELongAtomic");
	call(72, at, 0, 0, "DeactivatePxELongAtomic");
	ok(probe.out[EAX] == 0x44444067 && probe.out[EDX] == 2 && !entry[0] && !entry[1],
	   "DeactivatePxELongAtomic");
	probe_begin(87);
	probe.in[EAX] = 0x55555067;
	probe.in[EDX] = 3;
	probe.in[ECX] = at;
	probe.words[0] = 1;
	probe.nr_words = 1;
	probe_call(C_CALL, "SetPxELong");
	ok(entry[0] == 0x55555067 && entry[1] == 3, "SetPxELong");
}

/* What bare hardware has no use for, or can't do. */
static void test_rest(void)
{
	static const struct {
		unsigned int nr;
		const char *name;
	} zero[] = {{79, "GetCycleFrequency"},
		    {80, "GetCycleCounter"},
		    {82, "CancelAlarm"},
		    {83, "GetWallclockTime"},
		    {84, "WallclockUpdated"}};

	call(54, 0x123, 1, 0, "ReleasePage");
	call(75, 0, 1, 0, "SetInitialAPState");
	for (unsigned int i = 0; i < sizeof(zero) / sizeof(zero[0]); i++) {
		call(zero[i].nr, 0, 0, 0, zero[i].name);
		is(probe.out[EAX], 0, "%s", zero[i].name);
	}
	probe_begin(81);
	probe.nr_words = 2;
	probe_call(C_CALL, "SetAlarm");
}

void test_unused_calls(void)
{
	test_tables();
	test_registers();
	test_mask();
	test_entries();
	test_long_entries();
	test_rest();
}
