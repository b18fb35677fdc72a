/* SPDX-License-Identifier: GPL-2.0-only */
/* Descriptors of 8 bytes, segments with limits. */
#include "kernel.h"

void gdt_write(uint64_t *gdt, unsigned int index, uint64_t d)
{
	vmi_WriteGDTEntry((vmi_word_t)gdt, index, d, d >> 32);
}

void ldt_write(uint64_t *ldt, unsigned int index, uint64_t d)
{
	vmi_WriteLDTEntry((vmi_word_t)ldt, index, d, d >> 32);
}

void idt_gate(unsigned int vector, void (*entry)(void), unsigned int dpl)
{
	uint32_t address = (vmi_word_t)entry;

	vmi_WriteIDTEntry((vmi_word_t)idt, vector, SEL_KERNEL_CS << 16 | (address & 0xffff),
			  (address & 0xffff0000) | 0x8e00 | dpl << 13);
}

void gdt_write_system(uint64_t *gdt, unsigned int index, vmi_word_t base, uint32_t limit, uint8_t access)
{
	gdt_write(gdt, index, desc_make(base, limit, access, DESC_BYTE));
}

void gdt_fill(struct cpu *cpu)
{
	gdt_write(cpu->gdt, SEL_KERNEL_CS / 8, desc_make(0, 0xfffff, DESC_CODE, DESC_4K_32));
	gdt_write(cpu->gdt, SEL_KERNEL_DS / 8, desc_make(0, 0xfffff, DESC_DATA, DESC_4K_32));
	gdt_write(cpu->gdt, SEL_USER_CS / 8, desc_make(0, 0xfffff, DESC_CODE | DESC_DPL(3), DESC_4K_32));
	gdt_write(cpu->gdt, SEL_USER_DS / 8, desc_make(0, 0xfffff, DESC_DATA | DESC_DPL(3), DESC_4K_32));
	gdt_write(cpu->gdt, SEL_PERCPU / 8,
		  desc_make((uint32_t)cpu, sizeof(*cpu) - 1, DESC_DATA, DESC_BYTE_32));
	gdt_write_system(cpu->gdt, SEL_TSS / 8, (vmi_word_t)&cpu->tss, sizeof(cpu->tss) - 1, DESC_TSS);
}

/* CS through a far return: with the privilege that we have. */
void segments_load(struct cpu *cpu)
{
	(void)cpu;
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

void tss_init(struct cpu *cpu)
{
	cpu->tss.ss0 = SEL_KERNEL_DS | kernel_rpl;
	cpu->tss.iomap = sizeof(cpu->tss);
}

void kernel_stack_set(struct cpu *cpu, vmi_word_t sp0)
{
	cpu->tss.sp0 = sp0;
	vmi_UpdateKernelStack(cpu->tss.ss0, sp0);
}
