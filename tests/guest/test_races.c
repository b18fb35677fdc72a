/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tables that one processor changes while another loads them.  A platform that keeps a copy of a
 * table may take what it has noted for what it has done: an interrupt could come before the gate
 * that was changed before it was sent.  Expected: whoever was told of a change sees it.
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

		/* The other begins to load its table; into that, the change that counts, and the interrupt. */
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
	uint32_t rounds = 500 * options.rounds;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(vectors); i++)
		old[i] = trap_set_hook(vectors[i], on_either);
	for (i = 0; i < ARRAY_SIZE(int_vectors); i++)
		gates[i] = idt[int_vectors[i]];
	tap_eq(gates_missed(rounds), 0, "a gate that is changed while the other processor loads its table, %u times", rounds);
	for (i = 0; i < ARRAY_SIZE(int_vectors); i++)
		vmi_WriteIDTEntry((uint32_t)idt, int_vectors[i], gates[i], gates[i] >> 32);
	for (i = 0; i < ARRAY_SIZE(vectors); i++)
		trap_set_hook(vectors[i], old[i]);
}

void test_races(void)
{
	if (nr_cpus < 2) {
		tap_skip("one processor", "tables that another processor changes");
		return;
	}
	check_gates();
}
