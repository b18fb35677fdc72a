/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bare machine: double fault by task gate.  Its usual cause is a stack that is
 * not there, so it needs a stack, and a page-table base, of its own.
 */
#include "kernel.h"
#include "../baremetal.h"

static void double_fault(void) NORETURN;

static void double_fault(void)
{
	struct cpu *cpu = this_cpu();
	const struct tss *t = &cpu->tss;
	struct regs r = {
		.bx = t->ebx,
		.cx = t->ecx,
		.dx = t->edx,
		.si = t->esi,
		.di = t->edi,
		.bp = t->ebp,
		.ax = t->eax,
		.ds = t->ds,
		.es = t->es,
		.fs = t->fs,
		.gs = t->gs,
		.vector = VEC_DF,
		.ip = t->eip,
		.cs = t->cs | 3,
		.flags = t->eflags,
		.sp = t->esp,
		.ss = t->ss,
	};

	panic(&r, "double fault");
}

void baremetal_double_fault_init(void)
{
	struct cpu *cpu = this_cpu();
	struct tss *t = &cpu->fault_tss;

	t->cr3 = vmi_GetCR3();
	t->eip = (uint32_t)double_fault;
	t->eflags = 2;
	t->esp = (uint32_t)cpu->fault_stack + sizeof(cpu->fault_stack) - 16;
	t->cs = SEL_KERNEL_CS;
	t->ss = t->ds = t->es = SEL_KERNEL_DS;
	t->fs = SEL_PERCPU;
	t->iomap = sizeof(*t);
	gdt_write(cpu->gdt, SEL_FAULT_TSS / 8, desc_make((uint32_t)t, sizeof(*t) - 1, DESC_TSS, 0));
	vmi_WriteIDTEntry((uint32_t)idt, VEC_DF, SEL_FAULT_TSS << 16, 0x8500);
}
