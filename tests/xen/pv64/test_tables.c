/* SPDX-License-Identifier: GPL-2.0-only */
/* Descriptors, and a second processor. */
#include "pv64.h"
#include "calls.h"

static uint64_t gdt[512] PAGE;

static void test_descriptors(void)
{
	struct table_register r = {127, (uint64_t)gdt}, got;

	gdt[2] = 0x00af9b000000ffff;
	is(SetGDT(&r), 0, "SetGDT");
	GetGDT(&got);
	ok(got.base == r.base && got.limit == r.limit, "GetGDT tells it");
	WriteGDTEntry(gdt, 3, 0x00cff3000000ffff, 0);
	is(gdt[3], 0x00cff3000000ffff, "a descriptor of a loaded table");
	asm volatile("mov %0, %%ds; mov %1, %%ds" : : "r"(3 * 8 | 3), "r"(0));
	WriteGDTEntry(gdt, 4, 0x0000890000000067ull | 0x1000ull << 16, 0xffffffff);
	is(gdt[5], 0xffffffff, "a descriptor of 16 bytes");
	is(gdt[4] >> 47 & 1, 0, "which isn't present to Xen");
}

static uint64_t ldt[512] PAGE;

static void test_ldt(void)
{
	uint64_t base = (uint64_t)ldt;
	uint16_t selector = 1 << 3 | 7;

	ldt[1] = 0x00cff3000000ffff;
	WriteGDTEntry(gdt, 6, 15 | (base & 0xffffff) << 16 | 0x8200ull << 32 | (base >> 24 & 0xff) << 56,
		      base >> 32);
	is(SetLDT(6 << 3), 0, "SetLDT");
	is(GetLDT(), 6 << 3, "GetLDT tells it");
	asm volatile("mov %0, %%es; mov %%es, %0; mov %1, %%es" : "+r"(selector) : "r"(0));
	is(selector, 1 << 3 | 7, "a segment of it can be loaded");
	WriteLDTEntry(ldt, 1, 0, 0);
	is(ldt[1], 0, "and its descriptor changed");
	is(SetLDT(0), 0, "no LDT");
	ldt[1] = 1;
	ok(1, "whose page can be written then");
}

static void test_registers(void)
{
	uint64_t changed, cr4 = GetCR4();
	uint32_t a = 1, b, c = 0, d;

	is(SetDR(0, 0x1000), 0, "SetDR");
	is(GetDR(0), 0x1000, "GetDR tells it");
	SetDR(0, 0xffff800000000000);
	is(GetDR(0), 0x1000, "one in Xen's memory isn't taken");
	SetDR(0, 0);
	is(SetCR4(cr4 | 8), 0, "SetCR4");
	is(GetCR4(), cr4 | 8, "GetCR4 tells it");
	SetCR4(cr4);
	is(SetCR4(cr4 | 1 << 17), VMI_REFUSED_ARGUMENT, "PCIDs can't be had");
	is(GetCR4(), cr4, "and CR4 is as it was");
	asm volatile("call CPUID" : "+a"(a), "=b"(b), "+c"(c), "=d"(d) : : "cc");
	is(d >> 3 & 1, 0, "no large pages, says CPUID");
	a = 0x80000001;
	asm volatile("call CPUID" : "+a"(a), "=b"(b), "+c"(c), "=d"(d) : : "cc");
	is(d >> 11 & 1, 1, "but SYSCALL");
	keeps(WBINVD, 0, &changed);
	is(changed, 0, "WBINVD keeps registers");
}

static volatile uint32_t ap_here, ap_ticks;
static uint8_t ap_stack[16384] PAGE;

void pv64_ap(uint64_t n)
{
	struct table_register r = {4095, (uint64_t)idt};

	SetIDT(&r);
	ap_here = n;
	EnableInterrupts();
	while (!count[0x45])
		Halt();
	ap_ticks = APICRead(0x20) >> 24;
	for (;;)
		Halt();
}

static void wait_for(volatile uint32_t *what, const char *name)
{
	uint64_t t = GetCycleCounter(0);

	while (!*what && GetCycleCounter(0) < t + 5000000000ull)
		xen(__HYPERVISOR_sched_op, 0, 0, 0);
	ok(*what != 0, name);
}

static void test_second(void)
{
	struct vmi_ap_state ap = {
		.cr0 = GetCR0(),
		.cr3 = GetCR3(),
		.cr4 = GetCR4(),
		.rip = (uint64_t)ap_start,
		.rflags = 2,
		.rsp = (uint64_t)ap_stack + sizeof(ap_stack),
		.rdi = 7,
		.gs_base = (uint64_t)percpu[1],
		.gdtr_base = (uint64_t)gdt,
		.gdtr_limit = 127,
		.idtr_base = (uint64_t)idt,
		.idtr_limit = 4095,
		.percpu_frame = frame_of(percpu[1]),
		.cs = 0xe033,
		.ss = 0xe02b,
	};

	ok(SetInitialAPState(&ap, 200) != 0, "no such processor: a status");
	is(SetInitialAPState(&ap, 1), 0, "a second processor");
	wait_for(&ap_here, "it begins");
	is(ap_here, 7, "with its register");
	APICWrite(0x300, 1ull << 32 | 0x45);
	wait_for(&ap_ticks, "an interrupt wakes it");
	is(ap_ticks, 1, "it knows its number");
}

void test_tables(void)
{
	test_descriptors();
	test_ldt();
	test_registers();
	test_second();
}
