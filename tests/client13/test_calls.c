// SPDX-License-Identifier: GPL-2.0-only
/* The calls that the client makes, in the ways in which it makes them. */
#include "kernel.h"

static uint32_t read_cr0(void)
{
	uint32_t value;

	asm volatile("mov %%cr0, %0" : "=r"(value));
	return value;
}

static void test_cpuid(void)
{
	uint32_t real[4] = {1, 0, 0, 0};

	asm volatile("cpuid" : "+a"(real[0]), "=b"(real[1]), "+c"(real[2]), "=d"(real[3]));
	probe_begin(VMI_CPUID);
	probe.in[EAX] = 1;
	probe.in[ECX] = 0;
	probe_call(C_CALL | MAY_CHANGE(EBX), "CPUID");
	ok(probe.out[EAX] == real[0] && probe.out[EBX] == real[1] && probe.out[ECX] == real[2] &&
		   probe.out[EDX] == real[3],
	   "CPUID: four results");
}

static void test_wrmsr(void)
{
	uint32_t id[4], low, high;

	cpuid(1, id);
	if (!(id[3] & 1 << 11)) {
		skip("no SEP", "WRMSR");
		return;
	}
	probe_begin(VMI_WRMSR);
	probe.in[ECX] = 0x175;
	probe.in[EAX] = SYSPAGE + 4;
	probe.in[EDX] = 0;
	probe_call(C_CALL, "WRMSR");
	asm volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(0x175));
	ok(low == SYSPAGE + 4 && !high, "WRMSR: the MSR is set");
}

static void test_descriptors(void)
{
	volatile uint32_t *gdt = (volatile uint32_t *)(SYSPAGE + GDT_OFFSET);
	volatile uint32_t *idt = (volatile uint32_t *)(SYSPAGE + IDT_OFFSET);
	static const uint32_t tib = 0x7ee57ee5;
	uint32_t base = (uint32_t)&tib, low = base << 16 | 0xfff, through_fs = 0;
	uint32_t high = (base & 0xff000000) | 0x0040f200 | (base >> 16 & 0xff);

	probe_begin(VMI_WriteGDTEntry);
	probe.in[EAX] = SYSPAGE + GDT_OFFSET;
	probe.in[EDX] = SEL_TIB >> 3;
	probe.in[ECX] = low;
	probe.words[0] = high;
	probe.nr_words = 1;
	probe_call(C_CALL, "WriteGDTEntry");
	if (gdt[13] & DESC_PRESENT)
		asm volatile("mov %1, %%fs; mov %%fs:0, %0" : "=&r"(through_fs) : "r"(SEL_TIB));
	is(through_fs, tib, "WriteGDTEntry: FS, loaded at once, has the new base");
	ok(gdt[12] == low && (gdt[13] & ~0x100u) == (high & ~0x100u), "WriteGDTEntry: the entry reads back");

	probe_begin(VMI_WriteIDTEntry);
	probe.in[EAX] = SYSPAGE + IDT_OFFSET;
	probe.in[EDX] = 63;
	probe.in[ECX] = 0x00081234;
	probe.words[0] = 0x80008e77;
	probe.nr_words = 1;
	probe_call(C_CALL, "WriteIDTEntry");
	ok(idt[126] == 0x00081234 && idt[127] == 0x80008e77,
	   "WriteIDTEntry: the gate reads back, its junk byte too");

	probe_begin(VMI_UpdateKernelStack);
	probe.in[EAX] = SYSPAGE;
	probe.in[EDX] = *(volatile uint32_t *)(SYSPAGE + 4) = TCB + 0x1f00;
	probe_call(C_CALL, "UpdateKernelStack");
	is(*(volatile uint32_t *)(SYSPAGE + 4), TCB + 0x1f00, "UpdateKernelStack: the TSS has the stack");
}

static void test_control(void)
{
	uint32_t cr0 = read_cr0(), now;
	uint64_t before, after;

	probe_begin(VMI_SetCR0);
	probe.in[EAX] = cr0 | 0x28; /* TS, NE */
	probe_call(C_CALL, "SetCR0");
	is(read_cr0(), cr0 | 0x28, "SetCR0: CR0 has it");
	probe_begin(VMI_GetCR0);
	probe_call(C_CALL, "GetCR0");
	is(probe.out[EAX], cr0 | 0x28, "GetCR0");
	call4(VMI_SetCR0, cr0, 0, 0, 0, 0);

	now = 0x12345678;
	asm volatile("mov %0, %%cr2" : : "r"(now));
	probe_begin(VMI_GetCR2);
	probe_call(C_CALL, "GetCR2");
	is(probe.out[EAX], now, "GetCR2");

	asm volatile("rdtsc" : "=A"(before));
	probe_begin(VMI_RDTSC);
	probe_call(C_CALL, "RDTSC");
	asm volatile("rdtsc" : "=A"(after));
	now = probe.out[EDX];
	ok(((uint64_t)now << 32 | probe.out[EAX]) >= before &&
		   ((uint64_t)now << 32 | probe.out[EAX]) <= after,
	   "RDTSC: between two of our own");
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
			ok(probe.out[EFLAGS] & IF, "EnableInterrupts from %u, DS 0x%x", on, segments[i]);
			probe_begin(VMI_DisableInterrupts);
			probe.segment = segments[i];
			probe.in[EFLAGS] = (probe.in[EFLAGS] & ~IF) | (on ? IF : 0);
			probe_call(MAY_CHANGE(EFLAGS), "DisableInterrupts");
			ok(!(probe.out[EFLAGS] & IF), "DisableInterrupts from %u, DS 0x%x", on, segments[i]);
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
	uint32_t page = HEAP + 0x10000, one = alloc_frame(), two = alloc_frame();

	map_page(page, two, PTE_W);
	*(volatile uint32_t *)page = 0x22222222;
	map_page(page, one, PTE_W);
	*(volatile uint32_t *)page = 0x11111111;
	*pte_of(page) = two | PTE_P | PTE_W;
	probe_begin(VMI_InvalPage);
	probe.in[EAX] = page;
	probe_call(C_CALL, "InvalPage");
	is(at(page), 0x22222222, "InvalPage: the new frame is seen");
	*pte_of(page) = one | PTE_P | PTE_W;
	probe_begin(VMI_FlushTLB);
	probe.in[EAX] = 1;
	probe_call(C_CALL, "FlushTLB");
	is(at(page), 0x11111111, "FlushTLB: the new frame is seen");
}

static void test_pages(void)
{
	volatile uint32_t *entry = pte_of(HEAP + 0x20000);
	uint32_t frame = alloc_frame();

	map_page(HEAP + 0x20000, frame, PTE_W);
	probe_begin(VMI_AllocatePage);
	probe.in[EAX] = frame >> 12;
	probe.in[EDX] = 1;
	probe.in[ECX] = 0;
	probe.words[0] = probe.words[1] = 0;
	probe.nr_words = 2;
	probe_call(C_CALL, "AllocatePage");
	probe_begin(VMI_SetLinearMapping);
	probe.in[EAX] = 0;
	probe.in[EDX] = (uint32_t)entry & ~(PAGE - 1);
	probe.in[ECX] = 1;
	probe.words[0] = 0x123;
	probe.nr_words = 1;
	probe_call(C_CALL, "SetLinearMapping");
	for (unsigned int level = 1; level <= 2; level++) {
		uint32_t value = 0xdeadf000 | PTE_SOFT | level << 5;

		probe_begin(VMI_SetPxE);
		probe.in[EAX] = value;
		probe.in[EDX] = (uint32_t)(level == 1 ? entry : pde_of(0xA0000000));
		probe.in[ECX] = level;
		probe_call(C_CALL, "SetPxE");
		is(level == 1 ? *entry : *pde_of(0xA0000000), value,
		   "SetPxE: the entry of level %u reads back", level);
		call4(VMI_SetPxE, 0, probe.in[EDX], level, 0, 0);
	}
	probe_begin(VMI_FlushDeferredCalls);
	probe.in[EAX] = 0xC0;
	probe_call(C_CALL, "FlushDeferredCalls");
}

void test_used_calls(void)
{
	test_cpuid();
	test_wrmsr();
	test_descriptors();
	test_control();
	test_flag();
	test_tlb();
	test_pages();
}
