/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The IDT.  Xen has no such table but a list of handlers for each virtual CPU, which is written anew when the
 * client loads a table or writes a gate of one that is loaded.
 */
#include "descriptors.h"
#include "die.h"
#include "events.h"
#include "hypercall.h"
#include "multicall.h"
#include "percpu.h"
#include "trap_address.h"

/*
 * A line of Xen's list for a gate of the client's, or for none.  The client's kernel is in ring 1, so a gate
 * of DPL 0 is one that ring 1 may still reach.  Xen has no way to forget a line: where there is no gate it
 * leads to the blob, so that nobody may INT to it, and an exception ends the client.
 */
static void trap_from_gate(struct trap_info *trap, uint32_t vector, const uint32_t *gate)
{
	uint32_t low = gate ? gate[0] : 0, high = gate ? gate[1] : 0;
	uintptr_t handler = HANDLER(low, high, gate ? gate[2] : 0);

	trap->vector = vector;
	trap->flags = vector == VECTOR_BP || vector == VECTOR_OF ? 0 : 4;
	trap->cs = XEN_CS;
	/* Without an address it would be the end of Xen's list, so a handler at 0 is none. */
	if ((high & GATE_BITS) != GATE_THERE || !handler) {
		trap->address = ADDRESS_OF(no_gates) + NO_GATE_SIZE * (vector < NR_EXCEPTIONS ? vector : 0);
		return;
	}
	trap->address = trap_address(vector, handler);
	if (vector == VECTOR_NMI || vector == VECTOR_NM)
		return; /* masked until the blob has noted it */
	/* Bits 0 and 1: who may INT to it; 1 is the client's kernel.  4: an interrupt gate masks. */
	trap->flags = (high & DESC_DPL ? high >> 13 & 3 : 1) | (high & 0x100 ? 0 : 4);
	if (!TRAP_OF_OURS(vector))
		trap->cs = (low >> 16) | KERNEL_RPL;
}

#define NR_VECTORS 256

/*
 * A line for each vector, at the vector's place: so VCPUOP_initialise wants them.  A table may be shorter
 * than that, or longer.
 */
LOCAL void fill_trap_table(struct trap_info *trap, const uint32_t *idt, uint32_t bytes)
{
	uint32_t v;

	for (v = 0; v < NR_VECTORS; v++)
		trap_from_gate(&trap[v], v, v < bytes / GATE_BYTES ? &idt[GATE_WORDS * v] : NULL);
}

static void set_traps(struct trap_info *trap, uint32_t n, uint32_t about)
{
	trap[n].address = 0; /* the list's end */
	must(REFUSED_GATE, hypercall1(__HYPERVISOR_set_trap_table, (uintptr_t)trap), about);
}

static void idt_load(const struct state *s)
{
	struct trap_info *trap = buffer_take();

	fill_trap_table(trap, (const uint32_t *)s->idt, s->idt_bytes);
	set_traps(trap, NR_VECTORS, 0);
}

/* Whether another virtual CPU has changed the table; all stores before are there before a gate is read. */
static uint32_t take_stale(struct state *s)
{
	uint32_t stale = 0;

	asm volatile("xchg %0, %1" : "+r"(stale), "+m"(s->idt_stale) : : "memory");
	return stale;
}

CALLCONV STATUS SetIDT(const struct table_register *table)
{
	GUARD;
	struct state *s = STATE;
	uint32_t bytes = table->limit + 1;

	/* An NMI between finds no gate behind the end of either table. */
	if (bytes < s->idt_bytes)
		s->idt_bytes = bytes;
	s->idt = table->base;
	s->idt_bytes = bytes;
	/* Who changes a gate from here on finds the table loaded, and notes it. */
	take_stale(s);
	idt_load(s);
	DONE;
}

LOCAL void idt_refresh(void)
{
	struct state *s = STATE;

	if (take_stale(s))
		idt_load(s);
}

/* Virtual CPU n loads its table again before it enters a handler of what comes from here on. */
LOCAL void idt_mark_stale(uint32_t n)
{
	STATE_OF(n)->idt_stale = 1;
	send_ipi(n);
}

CALLCONV void GetIDT(struct table_register *table)
{
	GUARD;
	struct state *s = STATE;

	table->base = s->idt;
	table->limit = s->idt_bytes - 1;
}

/* A table is often one for all processors; Xen has a copy for each, which only that one can change. */
CALLCONV STATUS WriteIDTEntry(uint32_t *table, uint32_t index, ENTRY_ARG)
{
	GUARD;
	struct state *s = STATE;
	uint32_t n;

	GATE_STORE(&table[GATE_WORDS * index]);
	/*
	 * Before the look at who has it loaded, in the eyes of every processor: who loads it now sees the
	 * gate or is seen.
	 */
	asm volatile("lock orl $0, (%%" STACK_POINTER ")" : : : "memory", "cc");
	for (n = 0; n < MAX_VCPUS; n++) {
		if ((uintptr_t)table != STATE_OF(n)->idt || index >= NR_VECTORS ||
		    index >= STATE_OF(n)->idt_bytes / GATE_BYTES)
			continue;
		if (n == s->number) {
			trap_from_gate(buffer_take(), index, &table[GATE_WORDS * index]);
			set_traps(BUFFER(s), 1, index);
			continue;
		}
		idt_mark_stale(n);
	}
	DONE;
}
