/* SPDX-License-Identifier: GPL-2.0-only */
/* Page tables, and user mode. */
#include "pv64.h"
#include "calls.h"
#include <stddef.h>

static uint64_t to_client(uint64_t entry)
{
	uint64_t changed;

	return keeps(MachineToPhysical, entry, &changed);
}

static uint64_t table[6][512] PAGE, data[2][512] PAGE;

/* The last-level entry of an address. */
static uint64_t entry_of(const void *linear)
{
	uint64_t entry = GetCR3();
	uint32_t shift;

	for (shift = 39; shift >= 12; shift -= 9)
		entry = to_client(((uint64_t *)(KERNEL_BASE +
						(entry & 0xffffffffff000)))[(uint64_t)linear >> shift & 511]);
	return entry;
}

#define TABLE 0x67
static void test_entries(void)
{
	uint64_t *at = (uint64_t *)0x200000000000, i, before, entry, value;
	uint64_t *root = (uint64_t *)(KERNEL_BASE + (GetCR3() & ~0xfffull));

	data[0][0] = 0x1234;
	for (i = 0; i < 3; i++)
		is(AllocatePage(frame_of(table[i]), 1 << i, 0, 0, 0), 0, "AllocatePage");
	SetPxELong(frame_of(table[0]) << 12 | TABLE, &table[1][0], VMI_PAGE_PD);
	SetPxELong(frame_of(table[1]) << 12 | TABLE, &table[2][0], VMI_PAGE_PDP);
	SetPxELong(frame_of(table[2]) << 12 | TABLE, &root[(uint64_t)at >> 39 & 511], VMI_PAGE_PML4);
	SetPxELong(frame_of(data[0]) << 12 | 0x63, &table[0][0], VMI_PAGE_PT);
	is(at[0], 0x1234, "a page can be mapped, by four levels");
	entry = to_client(table[0][0]);
	is(entry & ~0x60ull, (frame_of(data[0]) << 12) | 0x3,
	   "its entry is as it was written, for the client");
	is(to_client(table[1][0]) >> 12, frame_of(table[0]), "so is a directory's");
	before = PlatformCalls();
	SetLazyMode(VMI_LAZY_MMU);
	for (i = 0; i < 200; i++)
		SetPxELong(frame_of(data[i & 1]) << 12 | 0x63, &table[0][i], VMI_PAGE_PT);
	SetLazyMode(0);
	ok(PlatformCalls() - before <= 2, "200 entries in lazy mode are two hypercalls at most");
	data[1][0] = 0x5678;
	is(at[512 * 199], 0x5678, "they are there");
	SetPxELong(frame_of(data[1]) << 12 | 0x63, &table[0][0],
		   VMI_PAGE_PT | VMI_PAGE_CURRENT_AS | VMI_PAGE_DEFER | (uint64_t)at);
	InvalPage(at);
	is(at[0], 0x5678, "one that waits for its flush is there after it");
	SetPxELong(0, &table[0][0], VMI_PAGE_PT);
	InvalPage(at);
	expected_fault = 14;
	asm volatile("lea 1f(%%rip), %0; mov %0, %1; mov (%2), %0; 1:"
		     : "=&r"(value), "=m"(fault_go)
		     : "r"(at));
	expected_fault = ~0ull;
	is(GetCR2(), (uint64_t)at, "and one that is gone faults");
	SetPxELong(0, &root[(uint64_t)at >> 39 & 511], VMI_PAGE_PML4);
	FlushTLB(VMI_FLUSH_TLB);
	for (i = 0; i < 3; i++)
		ReleasePage(frame_of(table[i]), 1 << i);
	table[0][0] = 0;
	ok(1, "tables that were released can be written");
	is(entry_of(table[0]) >> 63, 1, "and not executed");
	is(entry_of(window + state + 4096) >> 63, 1, "nor can Xen's page in the state area");
}

#define USER_CODE 0x400000
#define USER_STACK 0x401000
#define USER_DATA 0x402000
static uint64_t user_table[4][512] PAGE, user_page[3][512] PAGE;
static uint8_t kernel_stack[16384] PAGE;

static void user_make(void)
{
	uint32_t i;

	for (i = 0; i < (uint64_t)(user_end - user_begin); i++)
		((uint8_t *)user_page[0])[i] = user_begin[i];
	user_page[2][0] = 0xf5f5;
	user_page[2][1] = 0x6565;
	for (i = 0; i < 3; i++)
		user_table[0][i] = 0;
	for (i = 0; i < 4; i++)
		AllocatePage(frame_of(user_table[i]), 1 << i, 0, 0, 0);
	SetLazyMode(VMI_LAZY_MMU);
	for (i = 0; i < 3; i++)
		SetPxELong(frame_of(user_page[i]) << 12 | TABLE, &user_table[0][i], VMI_PAGE_PT);
	SetLazyMode(0);
	SetPxELong(frame_of(user_table[0]) << 12 | TABLE, &user_table[1][2], VMI_PAGE_PD);
	SetPxELong(frame_of(user_table[1]) << 12 | TABLE, &user_table[2][0], VMI_PAGE_PDP);
	SetPxELong(frame_of(user_table[2]) << 12 | TABLE, &user_table[3][0], VMI_PAGE_PML4);
	SetUserCR3(frame_of(user_table[3]) << 12);
}

/* What a kernel does when it goes on with another process. */
static void switch_to(uint64_t root, uint64_t user_root, uint32_t n)
{
	SetLazyMode(VMI_LAZY_CPU);
	SetCR3(root);
	SetUserCR3(user_root);
	UpdateKernelStack(0xe02b, (uint64_t)kernel_stack + sizeof(kernel_stack) - n);
	SetFSBase(USER_DATA + n);
	SetUserGSBase(USER_DATA + 8 + n);
	SetLazyMode(0);
}

static void test_switch(void)
{
	uint64_t root = GetCR3(), before;

	switch_to(root, frame_of(user_table[3]) << 12, 16);
	before = PlatformCalls();
	switch_to(root, frame_of(user_table[3]) << 12, 0);
	is(PlatformCalls() - before, 1, "a context switch is one hypercall");
	is(GetFSBase(), USER_DATA, "and done");
}

static void test_user(void)
{
	uint64_t result, before;

	user_make();
	UpdateKernelStack(0xe02b, (uint64_t)kernel_stack + sizeof(kernel_stack));
	is(SetSyscallEntry(NULL, syscall_entry, 0x700, 0), 0, "SetSyscallEntry");
	SetFSBase(USER_DATA);
	SetUserGSBase(USER_DATA + 8);
	is(GetFSBase(), USER_DATA, "the base of FS");
	is(GetUserGSBase(), USER_DATA + 8, "user mode's base of GS");
	is(GetGSBase(), (uint64_t)percpu[0], "the kernel's stays");
	test_switch();
	before = PlatformCalls();
	result = to_user(USER_CODE, USER_STACK + 4096, 0x202, 0xe033, 0xe02b);
	is(result, 3, "user mode, system calls, back by IRET and by SYSRET");
	is(count[0x80], 1, "INT 80");
	is(user_rdi * 65536 + user_rsi, 0xf5f56565, "both bases are right there");
	say("# hypercalls: ");
	say_number(PlatformCalls() - before);
	say("\n");
	SetAlarm(VMI_ALARM_WIRED_LVTT | VMI_ALARM_PERIODIC, GetCycleCounter(0) + 1000000, 1000000);
	result = to_user(USER_CODE + (user_spin - user_begin), USER_STACK + 4096, 0x202, 0xe033, 0xe02b);
	is(result, 0x40, "interrupts come from user mode and return there");
	CancelAlarm(VMI_ALARM_WIRED_LVTT);
	expected_fault = 13;
	fault_go = 1;
	result = to_user(USER_CODE, USER_STACK + 4096, 0x202, 15 << 3 | 3, 0xe02b);
	is(result, 0xbad, "a bad frame is a general protection fault");
	/* Xen gives it as user mode's, which has no such segment; one that uses its failsafe callback, as
	 * IRET's. */
	ok(last_error == (15 << 3) || last_rip - addresses[VMI_CALL_IRET] < 64,
	   "of that segment, or at IRET");
	expected_fault = ~0ull;
	DisableInterrupts();
	SetFSBase(0);
}

void test_pages(void)
{
	test_entries();
	test_user();
}
