/* SPDX-License-Identifier: GPL-2.0-only */
/* The FPU goes to a thread when it uses it: CR0.TS, #NM, CLTS. */
#include "kernel.h"

static void save(struct thread *t)
{
	if (features.fxsr)
		asm volatile("fxsave %0" : "=m"(t->fpu));
	else
		asm volatile("fnsave %0; fwait" : "=m"(t->fpu));
}

static void restore(struct thread *t)
{
	static const uint32_t mxcsr = 0x1f80;

	if (!t->fpu_used) {
		asm volatile("fninit");
		if (features.sse)
			asm volatile("ldmxcsr %0" : : "m"(mxcsr));
		t->fpu_used = true;
	} else if (features.fxsr) {
		asm volatile("fxrstor %0" : : "m"(t->fpu));
	} else {
		asm volatile("frstor %0" : : "m"(t->fpu));
	}
}

bool fpu_trap(void)
{
	struct cpu *cpu = this_cpu();
	struct thread *t = cpu->current;

	if (!features.fpu || !(vmi_GetCR0() & CR0_TS))
		return false;
	vmi_CLTS();
	if (cpu->fpu_owner == t)
		return true;
	if (cpu->fpu_owner)
		save(cpu->fpu_owner);
	cpu->fpu_owner = t;
	restore(t);
	return true;
}

void fpu_switch(struct cpu *cpu, struct thread *next)
{
	uint32_t cr0 = vmi_GetCR0();

	if (cpu->fpu_owner == next)
		vmi_CLTS();
	else if (!(cr0 & CR0_TS))
		vmi_SetCR0(cr0 | CR0_TS);
}

void fpu_forget(struct thread *t)
{
	struct cpu *cpu = this_cpu();

	if (cpu->fpu_owner != t)
		return;
	cpu->fpu_owner = NULL;
	vmi_SetCR0(vmi_GetCR0() | CR0_TS);
}
