/* SPDX-License-Identifier: GPL-2.0-only */
/* Descriptors of 16 bytes for what has a base, stacks by IST. */
#include "kernel.h"

_Static_assert(offsetof(struct cpu, tss) == CPU_OFF_TSS, "cpu");
_Static_assert(offsetof(struct cpu, tss.sp0) == CPU_OFF_SP0, "cpu");
_Static_assert(offsetof(struct cpu, user_sp) == CPU_OFF_USER_SP, "cpu");
_Static_assert(sizeof(struct tss) == 104, "tss");

#define DESC_64 0x2 /* flags nibble: a code segment of 64-bit mode */
#define GATE_PRESENT 0x8e00ull

void gdt_write(uint64_t *gdt, unsigned int index, uint64_t d)
{
	vmi_WriteGDTEntry((vmi_word_t)gdt, index, d, 0);
}

void ldt_write(uint64_t *ldt, unsigned int index, uint64_t d)
{
	vmi_WriteLDTEntry((vmi_word_t)ldt, index, d, 0);
}

void gdt_write_system(uint64_t *gdt, unsigned int index, vmi_word_t base, uint32_t limit, uint8_t access)
{
	vmi_WriteGDTEntry((vmi_word_t)gdt, index, desc_make(base, limit, access, DESC_BYTE), base >> 32);
}

static unsigned int ist_of(unsigned int vector)
{
	return vector == VEC_NMI ? IST_NMI : vector == VEC_DF ? IST_DF : 0;
}

void idt_gate(unsigned int vector, void (*entry)(void), unsigned int dpl)
{
	uint64_t address = (uint64_t)entry;
	uint64_t low = (address & 0xffff) | SEL_KERNEL_CS << 16 | (uint64_t)ist_of(vector) << 32 |
		       (GATE_PRESENT | dpl << 13) << 32 | (address >> 16 & 0xffff) << 48;

	vmi_WriteIDTEntry((vmi_word_t)idt, vector, low, address >> 32);
}

void gdt_fill(struct cpu *cpu)
{
	gdt_write(cpu->gdt, SEL_KERNEL_CS / 8, desc_make(0, 0xfffff, DESC_CODE, DESC_64 | 8));
	gdt_write(cpu->gdt, SEL_KERNEL_DS / 8, desc_make(0, 0xfffff, DESC_DATA, DESC_4K_32));
	gdt_write(cpu->gdt, SEL_USER_CS / 8, desc_make(0, 0xfffff, DESC_CODE | DESC_DPL(3), DESC_64 | 8));
	gdt_write(cpu->gdt, SEL_USER_DS / 8, desc_make(0, 0xfffff, DESC_DATA | DESC_DPL(3), DESC_4K_32));
	gdt_write_system(cpu->gdt, SEL_TSS / 8, (vmi_word_t)&cpu->tss, sizeof(cpu->tss) - 1, DESC_TSS);
}

/* GS last, and then its base, which the load has taken away: nothing may come between. */
void segments_load(struct cpu *cpu)
{
	asm volatile("push %q0\n"
		     "lea 1f(%%rip), %%rax\n"
		     "push %%rax\n"
		     "lretq\n"
		     "1: mov %1, %%ss\n"
		     "mov %2, %%ds\n"
		     "mov %2, %%es\n"
		     "mov %2, %%fs\n"
		     "mov %2, %%gs\n"
		     :
		     : "r"((uint64_t)(SEL_KERNEL_CS | kernel_rpl)), "r"(SEL_KERNEL_DS | kernel_rpl), "r"(0)
		     : "rax", "memory");
	vmi_SetGSBase((vmi_word_t)cpu);
	vmi_SetUserGSBase(0);
}

void tss_init(struct cpu *cpu)
{
	cpu->tss.ist[IST_NMI - 1] = (uint64_t)cpu->nmi_stack + sizeof(cpu->nmi_stack);
	cpu->tss.ist[IST_DF - 1] = (uint64_t)cpu->fault_stack + sizeof(cpu->fault_stack);
	cpu->tss.iomap = sizeof(cpu->tss);
}

void kernel_stack_set(struct cpu *cpu, vmi_word_t sp0)
{
	cpu->tss.sp0 = sp0;
	vmi_UpdateKernelStack(SEL_KERNEL_DS | kernel_rpl, sp0);
}
