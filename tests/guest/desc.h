/* SPDX-License-Identifier: GPL-2.0-only */
/* Descriptor tables: selectors, building and writing of descriptors. */
#ifndef GUEST_DESC_H
#define GUEST_DESC_H

#include <selectors.h>

#define NR_GDT 32
#define NR_LDT 16
#define NR_IDT 256

#define SEL_LDT_ENTRY(n) ((n)*8 + 7) /* user, in the LDT */

#ifndef __ASSEMBLER__
#include <stdint.h>
#include <vmi/arch.h>
struct cpu;

/* What SetGDT, GetGDT and so on take. */
struct desc_ptr {
	uint16_t limit;
	vmi_word_t base;
} __attribute__((packed));

/* Access bytes */
#define DESC_CODE 0x9a /* present, execute and read */
#define DESC_DATA 0x92 /* present, read and write */
#define DESC_TSS 0x89
#define DESC_TSS_BUSY 0x8b
#define DESC_LDT 0x82
#define DESC_DPL(n) ((n) << 5)
/* Flags nibble */
#define DESC_4K_32 0xc
#define DESC_BYTE_32 0x4
#define DESC_BYTE 0x0

uint64_t desc_make(uint32_t base, uint32_t limit, uint8_t access, uint8_t flags);
uint32_t desc_base(uint64_t d);

void gdt_write(uint64_t *gdt, unsigned int index, uint64_t d);
void ldt_write(uint64_t *ldt, unsigned int index, uint64_t d);
/* A TSS or an LDT: as many entries as that takes. */
void gdt_write_system(uint64_t *gdt, unsigned int index, vmi_word_t base, uint32_t limit, uint8_t access);

/* Interrupt gate for a vector; dpl 3 lets user mode INT to it. */
void idt_gate(unsigned int vector, void (*entry)(void), unsigned int dpl);
extern uint64_t *idt; /* a page, shared by all processors */

/* Once: fills the IDT. */
void idt_init(void);

/* Fills a processor's GDT. */
void gdt_fill(struct cpu *cpu);

/* Segment registers from it, and what of the TSS stays as it is. */
void segments_load(struct cpu *cpu);
void tss_init(struct cpu *cpu);

/* Loads this processor's tables and segments. */
void desc_load(struct cpu *cpu);

/* Points the LDT register at a table of NR_LDT entries; 0: none. */
void ldt_load(struct cpu *cpu, vmi_word_t base);

/* TSS stack for entries from user mode. */
void kernel_stack_set(struct cpu *cpu, vmi_word_t sp0);

/* What is loaded right now. */
static inline uint16_t read_cs(void)
{
	uint16_t s;

	asm volatile("mov %%cs, %0" : "=r"(s));
	return s;
}

#endif
#endif
