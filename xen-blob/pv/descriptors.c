/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Descriptor tables.  Xen checks every descriptor and keeps its own TSS; the
 * pages of a table that is loaded are read-only to the guest.
 */
#include "hypercall.h"
#include "state.h"
#include <vmi/calls.h>

#define DESC_S (1u << 12)     /* code or data */
#define DESC_P (1u << 15)
#define DESC_DPL (3u << 13)
#define DESC_TYPE(high) ((high) >> 8 & 0x1f)
#define TYPE_LDT 2

struct table_register {
	uint16_t limit;
	uint32_t base;
} __attribute__((packed));

static void pages_writable(uint32_t base, uint32_t bytes, int writable)
{
	uint32_t page;

	for (page = base & ~0xfffu; page < base + bytes; page += 4096)
		set_writable(page, writable);
}

static uint32_t machine_of(uint32_t linear)
{
	return STATE->p2m[(linear - STATE->linear_base) >> 12];
}

BODY void SetGDT_body(const struct table_register *table)
{
	uint32_t *frames = BUFFER, i, pages = (table->limit >> 12) + 1;

	flush_queue();
	if (table->base == STATE->gdt)
		return;
	for (i = 0; i < pages; i++)
		frames[i] = machine_of(table->base + i * 4096);
	pages_writable(table->base, table->limit + 1, 0);
	must(__HYPERVISOR_set_gdt, hypercall2(__HYPERVISOR_set_gdt, WINDOW_BUFFER, (table->limit + 1) / 8));
	if (STATE->gdt)
		pages_writable(STATE->gdt, STATE->gdt_pages * 4096, 1);
	STATE->gdt = table->base;
	STATE->gdt_pages = pages;
	STATE->gdt_limit = table->limit;
}

BODY void GetGDT_body(struct table_register *table)
{
	table->base = STATE->gdt;
	table->limit = STATE->gdt_limit;
}

static int is_loaded(uint32_t base)
{
	return base == STATE->gdt || base == STATE->ldt;
}

static void write_entry(uint32_t *table, uint32_t index, uint32_t low, uint32_t high)
{
	uint32_t at = (uint32_t)(table + 2 * index);

	if (!is_loaded((uint32_t)table)) {
		table[2 * index] = low;
		table[2 * index + 1] = high;
		return;
	}
	call_soon(__HYPERVISOR_update_descriptor, machine_of(at) << 12 | (at & 0xfff), machine_of(at) >> 20, low,
		  high);
}

/*
 * DPL 0 is Xen's: the client's kernel lives in ring 1.  Of system descriptors
 * the LDT's is kept for SetLDT, and the TSS's has no use: neither may stand in the
 * table.
 */
BODY void WriteGDTEntry_body(uint32_t *table, uint32_t index, uint32_t low, uint32_t high)
{
	if (high & DESC_P) {
		if (!(high & DESC_S)) {
			if (DESC_TYPE(high) == TYPE_LDT) {
				STATE->ldt_low = low;
				STATE->ldt_high = high;
			}
			return;
		}
		if (!(high & DESC_DPL))
			high |= 1u << 13;
	}
	write_entry(table, index, low, high);
}

BODY void WriteLDTEntry_body(uint32_t *table, uint32_t index, uint32_t low, uint32_t high)
{
	write_entry(table, index, low, high);
}

BODY void SetLDT_body(uint32_t selector)
{
	uint32_t low = STATE->ldt_low, high = STATE->ldt_high;
	uint32_t base = 0, bytes = 0, old = STATE->ldt, old_bytes = STATE->ldt_bytes;

	if (selector & ~7u) {
		base = low >> 16 | (high & 0xff) << 16 | (high & 0xff000000);
		bytes = ((low & 0xffff) | (high & 0xf0000)) + 1;
	}
	STATE->ldt_selector = selector;
	if (base == old && bytes == old_bytes)
		return;
	if (base)
		pages_writable(base, bytes, 0);
	mmuext_soon(MMUEXT_SET_LDT, base, bytes / 8);
	STATE->ldt = base;
	STATE->ldt_bytes = bytes;
	if (old && old != base)
		pages_writable(old, old_bytes, 1);
}

BODY uint32_t GetLDT_body(void)
{
	return STATE->ldt_selector;
}

BODY void SetTR_body(uint32_t selector)
{
	STATE->tr = selector;
}

BODY uint32_t GetTR_body(void)
{
	return STATE->tr;
}

/* Gates that Xen can take; a gate of DPL 0 is one that ring 1 may still reach. */
static uint32_t trap_from_gate(struct trap_info *trap, uint32_t vector, uint32_t low, uint32_t high)
{
	if (!(high & DESC_P) || (DESC_TYPE(high) & 0x1e) != 0x0e)
		return 0;
	trap->vector = vector;
	/* Bits 0 and 1: who may INT to it; 1 is the client's kernel.  4: an interrupt gate masks. */
	trap->flags = (high & DESC_DPL ? high >> 13 & 3 : 1) | (high & 0x100 ? 0 : 4);
	trap->cs = (low >> 16) | 1;
	trap->address = (low & 0xffff) | (high & 0xffff0000);
	return 1;
}

static void set_traps(const uint32_t *idt, uint32_t first, uint32_t end)
{
	struct trap_info *trap = BUFFER;
	uint32_t v, n = 0;

	for (v = first; v < end; v++)
		n += trap_from_gate(&trap[n], v, idt[2 * v], idt[2 * v + 1]);
	trap[n].address = 0; /* the list's end */
	if (n)
		must(__HYPERVISOR_set_trap_table, hypercall1(__HYPERVISOR_set_trap_table, WINDOW_BUFFER));
}

BODY void SetIDT_body(const struct table_register *table)
{
	STATE->idt = table->base;
	STATE->idt_bytes = table->limit + 1;
	set_traps((const uint32_t *)table->base, 0, (table->limit + 1) / 8);
}

BODY void GetIDT_body(struct table_register *table)
{
	table->base = STATE->idt;
	table->limit = STATE->idt_bytes - 1;
}

BODY void WriteIDTEntry_body(uint32_t *table, uint32_t index, uint32_t low, uint32_t high)
{
	table[2 * index] = low;
	table[2 * index + 1] = high;
	if ((uint32_t)table == STATE->idt)
		set_traps(table, index, index + 1);
}

BODY void UpdateKernelStack_body(uint32_t ss, uint32_t esp)
{
	call_soon(__HYPERVISOR_stack_switch, ss | 1, esp, 0, 0);
}
