/* SPDX-License-Identifier: GPL-2.0-only */
/* The state that a further processor starts in. */
#include "kernel.h"
#include <vmi/ap_state.h>

void ap_state_fill(struct vmi_ap_state *s, struct cpu *cpu, void (*entry)(void))
{
	memset(s, 0, sizeof(*s));
	s->cr0 = vmi_GetCR0();
	s->cr3 = virt_to_phys(kernel_aspace.root);
	s->cr4 = vmi_GetCR4();
	s->efer = vmi_RDMSR(MSR_EFER);
	s->rip = (uint64_t)entry;
	s->rflags = 2;
	s->rsp = cpu->idle->sp0 - 8;
	s->gs_base = (uint64_t)cpu;
	s->cs = SEL_KERNEL_CS | kernel_rpl;
	s->ss = SEL_KERNEL_DS | kernel_rpl;
	s->gdtr_limit = NR_GDT * 8 - 1;
	s->gdtr_base = (uint64_t)cpu->gdt;
	s->idtr_limit = IDT_BYTES - 1;
	s->idtr_base = (uint64_t)idt;
	s->percpu_frame = frame_of(cpu->blob);
}
