/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Gates that go away.  A platform that keeps a copy of the IDT may only ever add to it;
 * then the handler of a table that is gone, or of a gate that was taken back, runs on.
 * Expected: who INTs to a gate that isn't one is told so.
 */
#include "kernel.h"
#include "groups.h"

#define VEC VEC_BP

static volatile uint32_t came, on_inside;

static bool count(struct regs *r)
{
	(void)r;
	on_inside += irqs_on();
	came++;
	return true;
}

static void int3(void *arg)
{
	(void)arg;
	asm volatile("int3");
}

static bool refused(void)
{
	struct fault f;

	came = 0;
	return expect_fault(int3, NULL, &f) && f.vector == VEC_GP && (f.error >> 3) == VEC &&
	       !came;
}

static bool comes(void)
{
	struct fault f;

	came = 0;
	return !expect_fault(int3, NULL, &f) && came == 1;
}

static void check_written(void)
{
	uint64_t gate = idt[VEC];

	tap_ok(comes(), "a gate leads to its handler");
	vmi_WriteIDTEntry((uint32_t)idt, VEC, 0, 0);
	tap_ok(refused(), "taken back, it leads nowhere");
	vmi_WriteIDTEntry((uint32_t)idt, VEC, gate, gate >> 32);
	tap_ok(comes(), "written again, it leads there again");
}

static void check_table(void)
{
	uint64_t *table = pages_alloc(1);
	struct desc_ptr other = {NR_IDT * 8 - 1, (uint32_t)table}, usual = {NR_IDT * 8 - 1, (uint32_t)idt};
	bool gone;

	memcpy(table, idt, NR_IDT * 8);
	table[VEC] = 0;
	vmi_SetIDT((uint32_t)&other);
	gone = refused();
	vmi_SetIDT((uint32_t)&usual);
	tap_ok(gone, "another table without the gate: it leads nowhere");
	tap_ok(comes(), "the first table again: it leads there again");
	page_free(table);
}

void test_gates(void)
{
	trap_hook *old = trap_set_hook(VEC, count);

	preempt_disable();
	check_written();
	check_table();
	on_inside = 0;
	tap_ok(comes() && !on_inside, "an interrupt gate turns the flag off for an exception, too");
	preempt_enable();
	trap_set_hook(VEC, old);
}
