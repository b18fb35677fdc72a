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

/*
 * The address of a place in exceptions.S: the compiler would take it from a table of addresses, which a blob
 * can't have.
 */
#define ADDRESS_OF(place)                                                                                    \
	({                                                                                                   \
		uint32_t address;                                                                            \
		asm("call 1f; 1: pop %0; add $" #place " - 1b, %0" : "=r"(address) : : "cc");                \
		address;                                                                                     \
	})

/*
 * Where Xen goes for a vector: to the client's handler, but for those of which the blob must know first.  It
 * notes that further NMIs are held back, or that Xen has cleared TS, and looks whether a fault is one of its
 * own.
 */
static uint32_t trap_address(uint32_t vector, uint32_t handler)
{
	if (vector == VECTOR_NMI)
		return ADDRESS_OF(nmi);
	if (vector == VECTOR_NM)
		return ADDRESS_OF(device_na);
	if (vector == VECTOR_NP)
		return ADDRESS_OF(segment_np);
	return vector == VECTOR_GP ? ADDRESS_OF(segment_gp) : handler;
}

/*
 * A line of Xen's list for a gate of the client's, or for none.  The client's kernel is in ring 1, so a gate
 * of DPL 0 is one that ring 1 may still reach.  Xen has no way to forget a line: where there is no gate it
 * leads to the blob, so that nobody may INT to it, and an exception ends the client.
 */
static void trap_from_gate(struct trap_info *trap, uint32_t vector, const uint32_t *gate)
{
	uint32_t low = gate ? gate[0] : 0, high = gate ? gate[1] : 0,
		 handler = (low & 0xffff) | (high & 0xffff0000);

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
	if (vector != VECTOR_NP && vector != VECTOR_GP)
		trap->cs = (low >> 16) | 1;
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
		trap_from_gate(&trap[v], v, v < bytes / 8 ? &idt[2 * v] : NULL);
}

static void set_traps(struct trap_info *trap, uint32_t n, uint32_t about)
{
	trap[n].address = 0; /* the list's end */
	must(REFUSED_GATE, hypercall1(__HYPERVISOR_set_trap_table, (uint32_t)trap), about);
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

CALLCONV void SetIDT(const struct table_register *table)
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
CALLCONV void WriteIDTEntry(uint32_t *table, uint32_t index, uint32_t low, uint32_t high)
{
	GUARD;
	struct state *s = STATE;
	uint32_t n;

	table[2 * index] = low;
	table[2 * index + 1] = high;
	/*
	 * Before the look at who has it loaded, in the eyes of every processor: who loads it now sees the
	 * gate or is seen.
	 */
	asm volatile("lock orl $0, (%%esp)" : : : "memory", "cc");
	for (n = 0; n < MAX_VCPUS; n++) {
		if ((uint32_t)table != STATE_OF(n)->idt || index >= NR_VECTORS ||
		    index >= STATE_OF(n)->idt_bytes / 8)
			continue;
		if (n == s->number) {
			trap_from_gate(buffer_take(), index, &table[2 * index]);
			set_traps(BUFFER(s), 1, index);
			continue;
		}
		idt_mark_stale(n);
	}
}
