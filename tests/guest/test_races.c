/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tables that one processor changes while another loads them.  A platform that keeps a copy of a
 * table may take what it has noted for what it has done.  An interrupt could come before the gate
 * that was changed before it was sent.  A descriptor could be stored into a page that has just become
 * another processor's table, or is one up to what still waits in a batch.  Expected: whoever was told
 * of a change sees it, and no write faults.
 */
#include "kernel.h"
#include "groups.h"
#include "options.h"

static volatile uint32_t vector_seen;

/* Of two vectors, and of those that an INT of theirs may be under a hypervisor in emulation. */
#define FIRST VEC_TEST
#define SECOND (VEC_TEST + 1)
static const uint8_t int_vectors[] = {FIRST, VEC_INSTEAD(FIRST)};

static bool on_either(struct regs *r)
{
	vector_seen = r->vector;
	return true;
}

static void int_first(void *arg)
{
	(void)arg;
	asm volatile("int %0" : : "i"(FIRST) : "memory", "cc");
}

static void lead_to(unsigned int vector)
{
	unsigned int i;

	for (i = 0; i < (cpu_is_ours() ? 1 : ARRAY_SIZE(int_vectors)); i++)
		idt_gate(int_vectors[i], trap_entries[vector], 0);
}

/* How often an interrupt came before the gate that was changed before it. */
static uint32_t gates_missed(uint32_t rounds)
{
	uint32_t i, missed = 0;
	volatile uint32_t n;

	for (i = 0; i < rounds; i++) {
		unsigned int to = i & 1 ? FIRST : SECOND;

		/* The other begins to load its table; into that, the change that counts, and the interrupt.
		 */
		lead_to(i & 1 ? SECOND : FIRST);
		for (n = i % 512; n; n--)
			cpu_relax();
		lead_to(to);
		vector_seen = 0;
		cpu_call(1, int_first, NULL);
		missed += vector_seen != to;
	}
	return missed;
}

static void check_gates(void)
{
	static const uint8_t vectors[] = {FIRST, SECOND, VEC_INSTEAD(FIRST)};
	trap_hook *old[ARRAY_SIZE(vectors)];
	uint64_t gates[ARRAY_SIZE(int_vectors)];
	uint32_t rounds = repeats(250);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(vectors); i++)
		old[i] = trap_set_hook(vectors[i], on_either);
	for (i = 0; i < ARRAY_SIZE(int_vectors); i++)
		gates[i] = idt[int_vectors[i]];
	tap_eq(gates_missed(rounds), 0,
	       "a gate that is changed while the other processor loads its table, %u times", rounds);
	for (i = 0; i < ARRAY_SIZE(int_vectors); i++)
		vmi_WriteIDTEntry((uint32_t)idt, int_vectors[i], gates[i], gates[i] >> 32);
	for (i = 0; i < ARRAY_SIZE(vectors); i++)
		trap_set_hook(vectors[i], old[i]);
}

/* Of two tables, each of which the other processor loads and drops. */
static uint64_t *ldt, *gdt;
static volatile uint32_t phase, unseen, written;
static volatile bool stop;

#define ENTRY 5

static uint64_t data_with_limit(uint32_t limit)
{
	return desc_make(0, limit, DESC_DATA | DESC_DPL(3), DESC_BYTE_32);
}

static uint32_t limit_of(uint32_t selector)
{
	uint32_t limit = 0;

	asm volatile("lsl %1, %0" : "+r"(limit) : "r"(selector) : "cc");
	return limit;
}

static void write_ldt(void *arg)
{
	ldt_write(ldt, ENTRY, data_with_limit((uint32_t)arg));
}

static void write_gdt(void *arg)
{
	gdt_write(gdt, SEL_SPARE / 8, data_with_limit((uint32_t)arg));
}

/* A thread: loads and drops both, in batches or not. */
static void load_tables(void *arg)
{
	struct cpu *cpu = this_cpu();
	struct desc_ptr ours = {NR_GDT * 8 - 1, (uint32_t)gdt}, usual = {NR_GDT * 8 - 1, (uint32_t)cpu->gdt};
	uint32_t i;

	preempt_disable();
	/* Where loading costs nothing, as often as the other needs to meet it. */
	for (i = 0; i < (uint32_t)arg || written < (uint32_t)arg; i++) {
		if (i & 1)
			vmi_SetLazyMode(VMI_LAZY_CPU);
		ldt_load(cpu, (uint32_t)ldt);
		vmi_SetGDT((uint32_t)&ours);
		if (!(i & 1))
			unseen += !limit_of(SEL_LDT_ENTRY(ENTRY));
		ldt_load(cpu, 0);
		vmi_SetGDT((uint32_t)&usual);
		if (i & 1)
			vmi_SetLazyMode(VMI_LAZY_NONE);
	}
	preempt_enable();
	stop = true;
}

static uint32_t nth_limit(uint32_t n)
{
	return (n & 0xfff) | 1;
}

/* No more writes than the other could bear for minutes. */
static void check_writes(void)
{
	uint32_t rounds = 40, i, faults = 0;
	struct thread *t = thread_create("tables", cpus[1], load_tables, (void *)rounds);
	struct fault f;
	uint64_t last;

	memcpy(gdt, cpus[1]->gdt, NR_GDT * 8);
	write_ldt((void *)1);
	stop = false;
	unseen = 0;
	written = 0;
	thread_run(t);
	for (i = 1; !stop && i < 10000 * rounds; written = i++) {
		faults += expect_fault(write_ldt, (void *)nth_limit(i), &f);
		faults += expect_fault(write_gdt, (void *)nth_limit(i), &f);
	}
	thread_join(t);
	last = data_with_limit(nth_limit(i - 1));
	tap_ok(written >= rounds, "the one writes while the other loads: %u times in %u rounds or more", written, rounds);
	tap_eq(faults, 0, "entries are written while the other processor loads their tables and drops them");
	tap_ok(gdt[SEL_SPARE / 8] == last && ldt[ENTRY] == last, "and the last that was written is there");
	tap_eq(unseen, 0, "and each time the processor that loads the LDT finds a segment in it");
}

static void await(uint32_t n)
{
	while (phase != n)
		cpu_relax();
}

/* A thread: drops an LDT in a batch, and leaves the batch only later. */
static void drop_in_batch(void *arg)
{
	struct cpu *cpu = this_cpu();

	(void)arg;
	preempt_disable();
	ldt_load(cpu, (uint32_t)ldt);
	vmi_SetLazyMode(VMI_LAZY_CPU);
	ldt_load(cpu, 0);
	phase = 1;
	await(2);
	vmi_SetLazyMode(VMI_LAZY_NONE);
	preempt_enable();
}

static struct thread *dropping(void)
{
	struct thread *t = thread_create("batch", cpus[1], drop_in_batch, NULL);

	phase = 0;
	thread_run(t);
	await(1);
	return t;
}

static void dropped(struct thread *t)
{
	phase = 2;
	thread_join(t);
}

static void check_dropped(void)
{
	struct thread *t = dropping();
	struct fault f;

	tap_ok(!expect_fault(write_ldt, (void *)0x234, &f),
	       "an LDT that another processor drops in a batch is written meanwhile");
	dropped(t);
	tap_ok(ldt[ENTRY] == data_with_limit(0x234), "and the entry is there");
	t = dropping();
	preempt_disable();
	ldt_load(this_cpu(), (uint32_t)ldt);
	tap_eq(limit_of(SEL_LDT_ENTRY(ENTRY)), 0x234, "or is loaded here");
	dropped(t);
	write_ldt((void *)0x345);
	tap_eq(limit_of(SEL_LDT_ENTRY(ENTRY)), 0x345, "and stays so when the batch has gone out");
	ldt_load(this_cpu(), 0);
	preempt_enable();
}

/* A thread: has an LDT loaded for a while. */
static void have_loaded(void *arg)
{
	(void)arg;
	preempt_disable();
	ldt_load(this_cpu(), (uint32_t)ldt);
	phase = 1;
	await(2);
	ldt_load(this_cpu(), 0);
	phase = 3;
	preempt_enable();
}

/* What waits in our own batch is older. */
static void check_order(void)
{
	struct thread *t = thread_create("ldt", cpus[1], have_loaded, NULL);

	phase = 0;
	thread_run(t);
	await(1);
	preempt_disable();
	vmi_SetLazyMode(VMI_LAZY_CPU);
	write_ldt((void *)0x111);
	phase = 2;
	await(3);
	write_ldt((void *)0x222);
	vmi_SetLazyMode(VMI_LAZY_NONE);
	preempt_enable();
	thread_join(t);
	tap_ok(ldt[ENTRY] == data_with_limit(0x222), "an entry that waits in a batch while its table is "
						     "dropped, and is written again: the second counts");
}

static void check_descriptors(void)
{
	ldt = pages_alloc(1);
	gdt = pages_alloc(1);
	check_dropped();
	check_order();
	check_writes();
	page_free(ldt);
	page_free(gdt);
}

void test_races(void)
{
	if (nr_cpus < 2) {
		tap_skip("one processor", "tables that another processor changes");
		return;
	}
	check_gates();
	check_descriptors();
}
