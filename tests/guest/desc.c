/* SPDX-License-Identifier: GPL-2.0-only */
/* Descriptor tables: GDT and TSS of a processor, the shared IDT, LDTs. */
#include "kernel.h"

static uint64_t idt_page[NR_IDT] __attribute__((aligned(4096)));
static uint8_t idt_page_rest[4096 - sizeof(idt_page)] __attribute__((used));
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

void gdt_write(uint64_t *gdt, unsigned int index, uint64_t d)
{
	vmi_WriteGDTEntry((uint32_t)gdt, index, d, d >> 32);
}

void ldt_write(uint64_t *ldt, unsigned int index, uint64_t d)
{
	vmi_WriteLDTEntry((uint32_t)ldt, index, d, d >> 32);
}

void idt_gate(unsigned int vector, void (*entry)(void), unsigned int dpl)
{
	uint32_t address = (uint32_t)entry;

	vmi_WriteIDTEntry((uint32_t)idt, vector, SEL_KERNEL_CS << 16 | (address & 0xffff),
			  (address & 0xffff0000) | 0x8e00 | dpl << 13);
}

void idt_init(void)
{
	unsigned int v;

	for (v = 0; v < NR_IDT; v++)
		idt_gate(v, trap_entries[v], v == VEC_SYSCALL || v == VEC_BP || v == VEC_OF ? 3 : 0);
}

void gdt_fill(struct cpu *cpu)
{
	gdt_write(cpu->gdt, SEL_KERNEL_CS / 8, desc_make(0, 0xfffff, DESC_CODE, DESC_4K_32));
	gdt_write(cpu->gdt, SEL_KERNEL_DS / 8, desc_make(0, 0xfffff, DESC_DATA, DESC_4K_32));
	gdt_write(cpu->gdt, SEL_USER_CS / 8, desc_make(0, 0xfffff, DESC_CODE | DESC_DPL(3), DESC_4K_32));
	gdt_write(cpu->gdt, SEL_USER_DS / 8, desc_make(0, 0xfffff, DESC_DATA | DESC_DPL(3), DESC_4K_32));
	gdt_write(cpu->gdt, SEL_PERCPU / 8,
		  desc_make((uint32_t)cpu, sizeof(*cpu) - 1, DESC_DATA, DESC_BYTE_32));
	gdt_write(cpu->gdt, SEL_TSS / 8,
		  desc_make((uint32_t)&cpu->tss, sizeof(cpu->tss) - 1, DESC_TSS, DESC_BYTE));
}

/* CS through a far return: with the privilege that we have. */
static void load_segments(void)
{
	asm volatile("push %0\n"
		     "push $1f\n"
		     "lret\n"
		     "1: mov %1, %%ds\n"
		     "mov %1, %%es\n"
		     "mov %2, %%ss\n"
		     "mov %3, %%fs\n"
		     "mov %4, %%gs\n"
		     :
		     : "r"(SEL_KERNEL_CS | kernel_rpl), "r"(SEL_KERNEL_DS), "r"(SEL_KERNEL_DS | kernel_rpl),
		       "r"(SEL_PERCPU), "r"(0)
		     : "memory");
}

void desc_load(struct cpu *cpu)
{
	struct desc_ptr gdt = {NR_GDT * 8 - 1, (uint32_t)cpu->gdt};
	struct desc_ptr idt_ptr = {NR_IDT * 8 - 1, (uint32_t)idt};

	gdt_fill(cpu);
	vmi_SetGDT((uint32_t)&gdt);
	load_segments();
	vmi_SetIDT((uint32_t)&idt_ptr);
	cpu->tss.ss0 = SEL_KERNEL_DS | kernel_rpl;
	cpu->tss.iomap = sizeof(cpu->tss);
	vmi_SetTR(SEL_TSS);
	ldt_load(cpu, 0);
}

void ldt_load(struct cpu *cpu, uint32_t base)
{
	if (base)
		gdt_write(cpu->gdt, SEL_LDT / 8, desc_make(base, NR_LDT * 8 - 1, DESC_LDT, DESC_BYTE));
	vmi_SetLDT(base ? SEL_LDT : 0);
	cpu->ldt = base;
}

void kernel_stack_set(struct cpu *cpu, uint32_t esp0)
{
	cpu->tss.esp0 = esp0;
	vmi_UpdateKernelStack(cpu->tss.ss0, esp0);
}
