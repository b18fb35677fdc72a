/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * More than a blob has room for, and values at the ends of their range.  A list that is
 * full could lose what comes next, a table that is too long could run into another, a
 * time that wraps could come at once.  Expected: all of it works, or is
 * left out where it shows.
 */
#include "kernel.h"
#include "groups.h"

#define ROOTS 520  /* more address spaces than the Xen blob keeps a list of */
#define WRITES 200 /* more than wait for one multicall */
#define SPARE (SEL_SPARE / 8)

/* All there at a time, and each loaded: the frames of these roots are known to the platform. */
static void check_roots(void)
{
	struct aspace *own = this_cpu()->aspace, *as, *all = NULL;
	uint32_t free = frames_free(), i;

	for (i = 0; i < ROOTS; i++) {
		as = aspace_create();
		/* The list of them is in the first field that an empty one has no use for. */
		as->pd[1] = (pte_t *)all;
		all = as;
		aspace_load(as);
	}
	for (as = all; as; as = (struct aspace *)as->pd[1])
		aspace_load(as);
	aspace_load(own);
	while (all) {
		as = all;
		all = (struct aspace *)as->pd[1];
		as->pd[1] = NULL;
		aspace_destroy(as);
	}
	tap_eq(frames_free(), free, "%u address spaces at a time, loaded, come and go", ROOTS);
}

/* Of some of those the platform doesn't know that they are tables, nor does it of all that come after. */
static void check_suspend(void)
{
	uint32_t mask, result;

	if (!platform->key) {
		tap_skip("nothing here saves anybody", "Suspend after too many address spaces");
		return;
	}
	cpus_hold();
	mask = irq_save();
	result = vmi_Suspend();
	irq_restore(mask);
	cpus_release();
	tap_eq(result, VMI_SUSPEND_TOO_LARGE, "Suspend after too many address spaces refuses");
}

static void check_descriptors(void)
{
	uint64_t *gdt = this_cpu()->gdt, want[4];
	uint32_t i, wrong = 0;

	vmi_SetLazyMode(VMI_LAZY_CPU);
	for (i = 0; i < WRITES; i++) {
		want[i % 4] = desc_make(i << 12, 0xfff, DESC_DATA | DESC_DPL(3), DESC_BYTE_32);
		gdt_write(gdt, SPARE + i % 4, want[i % 4]);
	}
	vmi_SetLazyMode(VMI_LAZY_NONE);
	for (i = 0; i < 4; i++)
		wrong += gdt[SPARE + i] != want[i];
	tap_eq(wrong, 0, "%u descriptors in one batch arrive, the last ones last", WRITES);
	for (i = 0; i < 4; i++)
		gdt_write(gdt, SPARE + i, 0);
}

static bool trapped(struct regs *r)
{
	r->ax = 1;
	return true;
}

static bool ignored(struct regs *r)
{
	(void)r;
	return true;
}

/* Behind the 256 gates that count stand more, which lead astray. */
static void check_long_idt(void)
{
	uint64_t *table = pages_alloc(16);
	struct desc_ptr longest = {0xffff, (uint32_t)table}, usual = {NR_IDT * 8 - 1, (uint32_t)idt}, is = {0, 0};
	uint32_t eax = 0, i;

	memcpy(table, idt, NR_IDT * 8);
	for (i = NR_IDT; i < 8192; i++)
		table[i] = idt[VEC_BP] & ~0xffffull;
	vmi_SetIDT((uint32_t)&longest);
	vmi_GetIDT((uint32_t)&is);
	trap_set_hook(VEC_BP, trapped);
	asm volatile("int3" : "+a"(eax));
	trap_set_hook(VEC_BP, NULL);
	tap_ok(is.limit == 0xffff && eax, "an IDT with a limit beyond 256 gates");
	vmi_SetIDT((uint32_t)&usual);
	for (i = 0; i < 16; i++)
		page_free((uint8_t *)table + i * PAGE_SIZE);
}

/* A present gate without an address comes first; a breakpoint shows whether those behind it were taken. */
static void check_empty_gate(void)
{
	uint64_t *table = pages_alloc(1);
	struct desc_ptr changed = {NR_IDT * 8 - 1, (uint32_t)table}, usual = {NR_IDT * 8 - 1, (uint32_t)idt};
	uint32_t eax = 0;

	memcpy(table, idt, NR_IDT * 8);
	table[0] &= 0x0000ffffffff0000ull;
	table[VEC_BP] = idt[VEC_OF];
	vmi_SetIDT((uint32_t)&changed);
	trap_set_hook(VEC_OF, trapped);
	trap_set_hook(VEC_BP, ignored);
	asm volatile("int3" : "+a"(eax));
	trap_set_hook(VEC_OF, NULL);
	trap_set_hook(VEC_BP, NULL);
	tap_ok(eax, "the gates behind one without an address");
	vmi_SetIDT((uint32_t)&usual);
	page_free(table);
}

/* The same table, said to be longer. */
static void check_longer_gdt(void)
{
	uint64_t *gdt = this_cpu()->gdt;
	struct desc_ptr shorter = {SPARE * 8 - 1, (uint32_t)gdt}, usual = {NR_GDT * 8 - 1, (uint32_t)gdt}, is = {0, 0};
	bool ok;

	vmi_SetGDT((uint32_t)&shorter);
	vmi_GetGDT((uint32_t)&is);
	ok = is.limit == shorter.limit;
	vmi_SetGDT((uint32_t)&usual);
	vmi_GetGDT((uint32_t)&is);
	tap_ok(ok && is.limit == usual.limit, "a GDT's limit changes while it is loaded");
}

static void load_fs(void *selector)
{
	asm volatile("mov %0, %%fs" : : "r"(selector));
}

/* Put in while nobody looked: a TSS in an LDT that isn't loaded yet. */
static void check_bad_ldt(void)
{
	uint64_t *ldt = pages_alloc(1);
	struct fault f;

	ldt_write(ldt, 3, desc_make(0, 0x67, DESC_TSS, DESC_BYTE));
	ldt_load(this_cpu(), (uint32_t)ldt);
	tap_ok(expect_fault(load_fs, (void *)SEL_LDT_ENTRY(3), &f),
	       "a descriptor that was bad before its LDT was loaded faults when it is used");
	ldt_load(this_cpu(), 0);
	asm volatile("mov %0, %%fs" : : "r"(SEL_PERCPU));
	page_free(ldt);
}

/* Sets an alarm and counts ticks for ms, or until there are enough. */
static uint32_t alarm(uint32_t flags, uint64_t at, uint64_t period, uint32_t ms, uint32_t enough)
{
	uint32_t before = this_cpu()->ticks;

	vmi_SetAlarm(platform->alarm_wiring() | flags, at, at >> 32, period, period >> 32);
	while (ms-- && this_cpu()->ticks - before < enough)
		delay_us(1000);
	return this_cpu()->ticks - before;
}

/* 130 ms: Xen takes a time that is too far ahead for one in 100 ms. */
static void check_alarms(void)
{
	if (vmi_answer(VMI_CALL_SetAlarm) == VMI_ANSWER_NONE) {
		tap_skip("the timer is a chip's", "alarms in the far future");
		return;
	}
	tap_eq(alarm(0, 0, 0, 1000, 1), 1, "an alarm at time 0 comes");
	tap_eq(alarm(0, ~0ull, 0, 130, 1), 0, "one at the end of time doesn't");
	tap_eq(alarm(0, 1ull << 63, 0, 130, 1), 0, "nor one that is negative to a careless reader");
	/* At its expiry, which is now, or after its period. */
	tap_ok(alarm(VMI_ALARM_PERIODIC, vmi_GetCycleCounter(0), ~0ull - 1, 130, 2) <= 1,
	       "one with a period of 584 years comes no more than once");
	tap_eq(alarm(0, vmi_GetCycleCounter(0) + 1000 * cycles_per_us(), 0, 1000, 1), 1, "and the next as usual");
}

/* General detect, by which the platform would fault itself. */
static void check_debug_register(void)
{
	uint32_t before = vmi_GetDR(7);

	if (cpu_is_ours()) {
		tap_skip("no platform to refuse it", "debug register");
		return;
	}
	vmi_SetDR(7, before | 0x2000);
	tap_eq(vmi_GetDR(7), before, "a debug register's value that the platform refuses is not taken");
}

void test_limits(void)
{
	preempt_disable();
	check_roots();
	check_suspend();
	check_descriptors();
	check_long_idt();
	check_empty_gate();
	check_longer_gdt();
	check_bad_ldt();
	timer_stop();
	check_alarms();
	timer_start(HZ);
	check_debug_register();
	preempt_enable();
}
