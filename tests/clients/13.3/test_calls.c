// SPDX-License-Identifier: GPL-2.0-only
/* The calls that the client makes, in the ways in which it makes them. */
#include "kernel.h"

static uint32_t read_cr0(void)
{
	uint32_t value;

	asm volatile("mov %%cr0, %0" : "=r"(value));
	return value;
}

/* A leaf and a subleaf by the slot and by the instruction. */
static bool same_cpuid(uint32_t leaf, uint32_t subleaf)
{
	uint32_t real[4] = {leaf, 0, subleaf, 0};

	asm volatile("cpuid" : "+a"(real[0]), "=b"(real[1]), "+c"(real[2]), "=d"(real[3]));
	probe_begin(VMI_CPUID);
	probe.in[EAX] = leaf;
	probe.in[ECX] = subleaf;
	probe_call(C_CALL | MAY_CHANGE(EBX), "CPUID");
	return probe.out[EAX] == real[0] && probe.out[EBX] == real[1] && probe.out[ECX] == real[2] &&
	       probe.out[EDX] == real[3];
}

static void test_cpuid(void)
{
	static const uint32_t leaves[] = {0,          1,          2,          3,         0x80000000,
					  0x80000001, 0x80000002, 0x80000003, 0x80000004};

	for (unsigned int i = 0; i < sizeof(leaves) / sizeof(leaves[0]); i++)
		tap_ok(same_cpuid(leaves[i], 0), "CPUID: leaf 0x%x", leaves[i]);
	for (unsigned int subleaf = 1; ours && subleaf <= 3; subleaf++)
		tap_ok(same_cpuid(4, subleaf), "CPUID: subleaf %u of 4", subleaf);
}

static void write_msr(uint32_t msr, uint32_t low, uint32_t high)
{
	uint32_t got_low, got_high;

	probe_begin(VMI_WRMSR);
	probe.in[ECX] = msr;
	probe.in[EAX] = low;
	probe.in[EDX] = high;
	probe_call(C_CALL, "WRMSR");
	asm volatile("rdmsr" : "=a"(got_low), "=d"(got_high) : "c"(msr));
	tap_ok(got_low == low && got_high == high, "WRMSR: 0x%x is set", msr);
}

/* Those of SYSENTER are all that the client writes; their high halves are lost in QEMU's 32-bit processors.
 */
static void test_wrmsr(void)
{
	uint32_t id[4], low, high;

	cpuid(1, id);
	if (id[3] & 1 << 11) {
		write_msr(0x174, SEL_KTEXT, 0);
		write_msr(0x175, SYSPAGE + 4, 0);
		write_msr(0x176, 0x80001234, 0);
	} else {
		tap_skip("no SEP", "WRMSR");
	}
	if (!ours || !(id[3] & 1 << 16))
		return;
	asm volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(MSR_PAT));
	write_msr(MSR_PAT, low, high ^ 0x00010000); /* types of entries 4 to 7, which no page has */
	asm volatile("wrmsr" : : "a"(low), "d"(high), "c"(MSR_PAT));
}

static void write_descriptor(unsigned int nr, uint32_t table, unsigned int index, uint32_t low, uint32_t high,
			     const char *name)
{
	volatile uint32_t *entry = (volatile uint32_t *)(table + 8 * index);

	probe_begin(nr);
	probe.in[EAX] = table;
	probe.in[EDX] = index;
	probe.in[ECX] = low;
	probe.words[0] = high;
	probe.nr_words = 1;
	probe_call(C_CALL, name);
	tap_ok(entry[0] == low && entry[1] == high, "%s: entry %u reads back, its junk byte too", name,
	       index);
}

static void test_descriptors(void)
{
	volatile uint32_t *gdt = (volatile uint32_t *)(SYSPAGE + GDT_OFFSET);
	static const uint32_t tib = 0x7ee57ee5;
	uint32_t base = (uint32_t)&tib, through_fs = 0;
	uint32_t high = (base & 0xff000000) | 0x0040f300 | (base >> 16 & 0xff);

	write_descriptor(VMI_WriteGDTEntry, SYSPAGE + GDT_OFFSET, SEL_TIB >> 3, base << 16 | 0xfff, high,
			 "WriteGDTEntry");
	if (gdt[13] & DESC_PRESENT)
		asm volatile("mov %1, %%fs; mov %%fs:0, %0" : "=&r"(through_fs) : "r"(SEL_TIB));
	is(through_fs, tib, "WriteGDTEntry: FS, loaded at once, has the new base");
	write_descriptor(VMI_WriteGDTEntry, SYSPAGE + GDT_OFFSET, 15, 0x12345678, 0x9abc12de,
			 "WriteGDTEntry");
	write_descriptor(VMI_WriteIDTEntry, SYSPAGE + IDT_OFFSET, 63, 0x00081234, 0x80008e77,
			 "WriteIDTEntry");
}

/* The client has stored the stack itself; the rest of the TSS is not the call's business. */
static void test_kernel_stack(void)
{
	volatile uint32_t *tss = (volatile uint32_t *)SYSPAGE;
	unsigned int same = 0;
	uint32_t before[26];

	tss[1] = TCB + 0x1f00;
	for (unsigned int i = 0; i < 26; i++)
		before[i] = tss[i];
	probe_begin(VMI_UpdateKernelStack);
	probe.in[EAX] = SYSPAGE;
	probe.in[EDX] = TCB + 0x1f00;
	probe_call(C_CALL, "UpdateKernelStack");
	tap_ok(tss[1] == before[1] && tss[2] == before[2], "UpdateKernelStack: the TSS has the stack");
	for (unsigned int i = 0; i < 26; i++)
		same += tss[i] == before[i];
	if (ours)
		is(same, 26, "UpdateKernelStack: all of the TSS is as it was");
}

/* Each set of the bits that the client changes for its FPU; no instruction of that runs meanwhile. */
static void test_cr0(void)
{
	static const uint32_t sets[] = {CR0_EM, CR0_TS, CR0_NE, CR0_EM | CR0_TS | CR0_NE, 0};
	uint32_t cr0 = read_cr0() & ~(CR0_EM | CR0_TS | CR0_NE);

	for (unsigned int i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
		probe_begin(VMI_SetCR0);
		probe.in[EAX] = cr0 | sets[i];
		probe_call(C_CALL, "SetCR0");
		is(read_cr0(), cr0 | sets[i], "SetCR0: CR0 has it");
		asm volatile("mov %0, %%cr0" : : "r"(cr0 | sets[i]));
		probe_begin(VMI_GetCR0);
		probe_call(C_CALL, "GetCR0");
		is(probe.out[EAX], cr0 | sets[i], "GetCR0");
	}
	asm volatile("mov %0, %%cr0" : : "r"(cr0));
}

static void test_counters(void)
{
	uint64_t before, after, got;

	asm volatile("mov %0, %%cr2" : : "r"(0x12345678));
	probe_begin(VMI_GetCR2);
	probe_call(C_CALL, "GetCR2");
	is(probe.out[EAX], 0x12345678, "GetCR2");

	do
		asm volatile("rdtsc" : "=A"(before));
	while (has_word(cmdline, "slow") && !(before >> 32)); /* else half of it says nothing */
	probe_begin(VMI_RDTSC);
	probe_call(C_CALL, "RDTSC");
	asm volatile("rdtsc" : "=A"(after));
	got = (uint64_t)probe.out[EDX] << 32 | probe.out[EAX];
	tap_ok(got >= before && got <= after, "RDTSC: between two of our own");
}

/* With the segments of the kernel, of a user, of nobody, and with a base that a stray access would show by.
 */
static void test_flag(void)
{
	static const uint32_t segments[] = {SEL_KDATA, SEL_UDATA, 0, SEL_ODD};

	for (unsigned int i = 0; i < 4; i++) {
		for (unsigned int on = 0; on < 2; on++) {
			probe_begin(VMI_EnableInterrupts);
			probe.segment = segments[i];
			probe.in[EFLAGS] = (probe.in[EFLAGS] & ~IF) | (on ? IF : 0);
			probe_call(MAY_CHANGE(EFLAGS), "EnableInterrupts");
			tap_ok(probe.out[EFLAGS] & IF, "EnableInterrupts from %u, DS 0x%x", on, segments[i]);
			probe_begin(VMI_DisableInterrupts);
			probe.segment = segments[i];
			probe.in[EFLAGS] = (probe.in[EFLAGS] & ~IF) | (on ? IF : 0);
			probe_call(MAY_CHANGE(EFLAGS), "DisableInterrupts");
			tap_ok(!(probe.out[EFLAGS] & IF), "DisableInterrupts from %u, DS 0x%x", on,
			       segments[i]);
		}
	}
}

static uint32_t at(uint32_t address)
{
	return *(volatile uint32_t *)address;
}

/* Two frames with different content behind one address; who sees which tells of the TLB. */
static void test_tlb(void)
{
	static const uint32_t pages[] = {HEAP + 0x10000, HEAP + 0x11000};
	uint32_t one = alloc_frame(), two = alloc_frame();

	for (unsigned int i = 0; i < 2; i++) {
		map_page(pages[i], two, PTE_W);
		*(volatile uint32_t *)pages[i] = 0x22222222;
		map_page(pages[i], one, PTE_W);
		*(volatile uint32_t *)pages[i] = 0x11111111;
		*pte_of(pages[i]) = two | PTE_P | PTE_W;
		probe_begin(VMI_InvalPage);
		probe.in[EAX] = pages[i];
		probe_call(C_CALL, "InvalPage");
		is(at(pages[i]), 0x22222222, "InvalPage: the new frame is seen");
		*pte_of(pages[i]) = one | PTE_P | PTE_W;
	}
	probe_begin(VMI_FlushTLB);
	probe.in[EAX] = 1;
	probe_call(C_CALL, "FlushTLB");
	for (unsigned int i = 0; i < 2; i++)
		is(at(pages[i]), 0x11111111, "FlushTLB: the new frame is seen");
}

/* Each bit of an entry, with and without the others; none of these is ever used. */
static void test_entries(void)
{
	static const uint32_t values[] = {
		0xdeadf000 | PTE_SOFT, 0xfffff001, 0x00000fff, 0x12345218, 0xabcde9e7, 0};
	volatile uint32_t *const entries[] = {pte_of(HEAP + 0x20000), pde_of(0xA0000000)};

	for (unsigned int level = 1; level <= 2; level++) {
		volatile uint32_t *entry = entries[level - 1];

		for (unsigned int i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
			uint32_t next = entry[1];

			probe_begin(VMI_SetPxE);
			probe.in[EAX] = values[i];
			probe.in[EDX] = (uint32_t)entry;
			probe.in[ECX] = level;
			probe_call(C_CALL, "SetPxE");
			is(*entry, values[i], "SetPxE: the entry of level %u reads back", level);
			is(entry[1], next, "SetPxE: the entry behind it is as it was");
		}
	}
}

static void test_pages(void)
{
	uint32_t page = HEAP + 0x20000, frame = alloc_frame();

	map_page(page, frame, PTE_W);
	*(volatile uint32_t *)page = ours ? 0x51515000 : 0; /* the client announces a zeroed one */
	probe_begin(VMI_AllocatePage);
	probe.in[EAX] = frame >> 12;
	probe.in[EDX] = 1;
	probe.in[ECX] = 0;
	probe.words[0] = probe.words[1] = 0;
	probe.nr_words = 2;
	probe_call(C_CALL, "AllocatePage");
	is(at(page), ours ? 0x51515000 : 0, "AllocatePage: the page is as it was");
	probe_begin(VMI_SetLinearMapping);
	probe.in[EAX] = 0;
	probe.in[EDX] = (uint32_t)pte_of(page) & ~(PAGE_SIZE - 1);
	probe.in[ECX] = 1;
	probe.words[0] = *pde_of(page) >> 12;
	probe.nr_words = 1;
	probe_call(C_CALL, "SetLinearMapping");
	probe_begin(VMI_FlushDeferredCalls);
	probe.in[EAX] = 0xC0;
	probe_call(C_CALL, "FlushDeferredCalls");
	if (ours)
		is(probe.out[EAX], 0, "FlushDeferredCalls: done");
	test_entries();
}

void test_used_calls(void)
{
	test_cpuid();
	test_wrmsr();
	test_descriptors();
	test_kernel_stack();
	test_cr0();
	test_counters();
	test_flag();
	test_tlb();
	test_pages();
}
