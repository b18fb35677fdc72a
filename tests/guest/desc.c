/* SPDX-License-Identifier: GPL-2.0-only */
/* Descriptor tables: GDT and TSS of a processor, the shared IDT, LDTs. */
#include "kernel.h"

static uint64_t idt_page[IDT_BYTES / 8] __attribute__((aligned(4096)));
static uint8_t idt_page_rest[4096 - IDT_BYTES] __attribute__((used));
uint64_t *idt = idt_page;

uint64_t desc_make(uint32_t base, uint32_t limit, uint8_t access, uint8_t flags)
{
	uint32_t low = (base & 0xffff) << 16 | (limit & 0xffff);
	uint32_t high = (base & 0xff000000) | (uint32_t)flags << 20 | (limit & 0xf0000) |
			(uint32_t)access << 8 | (base >> 16 & 0xff);

	return (uint64_t)high << 32 | low;
}

uint32_t desc_base(uint64_t d)
{
	return (d >> 16 & 0xffffff) | (d >> 56 << 24);
}

void idt_init(void)
{
	unsigned int v;

	for (v = 0; v < NR_IDT; v++)
		idt_gate(v, trap_entries[v], v == VEC_SYSCALL || v == VEC_BP || v == VEC_OF ? 3 : 0);
}

void desc_load(struct cpu *cpu)
{
	struct desc_ptr gdt = {NR_GDT * 8 - 1, (vmi_word_t)cpu->gdt};
	struct desc_ptr idt_ptr = {IDT_BYTES - 1, (vmi_word_t)idt};

	gdt_fill(cpu);
	vmi_SetGDT((vmi_word_t)&gdt);
	segments_load(cpu);
	vmi_SetIDT((vmi_word_t)&idt_ptr);
	tss_init(cpu);
	vmi_SetTR(SEL_TSS);
	ldt_load(cpu, 0);
}

void ldt_load(struct cpu *cpu, vmi_word_t base)
{
	if (base)
		gdt_write_system(cpu->gdt, SEL_LDT / 8, base, NR_LDT * 8 - 1, DESC_LDT);
	vmi_SetLDT(base ? SEL_LDT : 0);
	cpu->ldt = base;
}
