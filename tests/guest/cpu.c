/* SPDX-License-Identifier: GPL-2.0-only */
/* Per-processor data, features, control registers. */
#include "kernel.h"

_Static_assert(offsetof(struct cpu, current) == CPU_OFF_CURRENT, "cpu");

struct cpu *cpus[MAX_CPUS];
unsigned int nr_cpus;
uint32_t kernel_rpl;
struct features features;

#define CPU_PAGES ((sizeof(struct cpu) + PAGE_SIZE - 1) / PAGE_SIZE)

static bool eflags_id(void)
{
	vmi_word_t before, after;

	/* EFLAGS.ID is no privileged flag, and CPUID is here if it can be changed. */
	asm volatile("pushf\n"
		     "pop %0\n"
		     "mov %0, %1\n"
		     "xor %2, %1\n"
		     "push %1\n"
		     "popf\n"
		     "pushf\n"
		     "pop %1\n"
		     "push %0\n"
		     "popf\n"
		     : "=&r"(before), "=&r"(after)
		     : "i"(EFLAGS_ID)
		     : "cc");
	return (before ^ after) & EFLAGS_ID;
}

void features_init(void)
{
	uint32_t r[4] = {0};

	if (!eflags_id())
		panic(NULL, "this processor has no CPUID");
	vmi_CPUID(r);
	features.max_leaf = r[0];
	r[0] = 1;
	r[2] = 0;
	vmi_CPUID(r);
	features.signature = r[0];
	features.fpu = r[3] & 1 << 0;
	features.de = r[3] & 1 << 2;
	features.pse = r[3] & 1 << 3;
	features.tsc = r[3] & 1 << 4;
	features.msr = r[3] & 1 << 5;
	features.pae = r[3] & 1 << 6;
	features.apic = r[3] & 1 << 9;
	features.pge = r[3] & 1 << 13;
	features.fxsr = r[3] & 1 << 24;
	features.sse = r[3] & 1 << 25;
	features.sse2 = r[3] & 1 << 26;
	/* Pentium Pro: says SEP, has none (SDM vol. 2, SYSENTER). */
	features.sep = (r[3] & 1 << 11) && (features.signature & 0xfff) >= 0x633;
	r[0] = 0x80000000;
	r[2] = 0;
	vmi_CPUID(r);
	if (r[0] < 0x80000001 || r[0] > 0x8000ffff)
		return;
	r[0] = 0x80000001;
	r[2] = 0;
	vmi_CPUID(r);
	features.nx = r[3] & 1 << 20;
}

void cpu_setup_control(void)
{
	uint32_t cr4 = vmi_GetCR4();

	vmi_SetCR0((vmi_GetCR0() & ~CR0_EM) | CR0_WP | CR0_MP | CR0_NE | CR0_TS);
	if (features.de)
		cr4 |= CR4_DE;
	if (features.pse)
		cr4 |= CR4_PSE;
	if (features.pge)
		cr4 |= CR4_PGE;
	if (features.fxsr)
		cr4 |= CR4_OSFXSR;
	if (features.sse)
		cr4 |= CR4_OSXMMEXCPT;
	vmi_SetCR4(cr4);
	if (nx_on())
		vmi_WRMSR(MSR_EFER, vmi_RDMSR(MSR_EFER) | EFER_NX);
}

struct cpu *cpu_create(unsigned int id, uint32_t apic_id, struct thread *t)
{
	struct cpu *cpu = pages_alloc(CPU_PAGES);

	cpu->self = cpu;
	cpu->id = id;
	cpu->apic_id = apic_id;
	cpu->current = cpu->idle = t;
	cpu->gdt = pages_alloc(1);
	t->cpu = cpu;
	t->next = t;
	cpus[id] = cpu;
	return cpu;
}

void cpu_load(struct cpu *cpu)
{
	desc_load(cpu);
	kernel_stack_set(cpu, cpu->current->sp0);
	cpu_setup_control();
}
