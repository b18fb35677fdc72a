/* SPDX-License-Identifier: GPL-2.0-only */
/* A panic's registers. */
#include "kernel.h"

void regs_print(const struct regs *r)
{
	panic_print("# vector %u error %08x rip %04x:%016llx rflags %08x\n", (uint32_t)r->vector, (uint32_t)r->error,
		    (uint32_t)r->cs, (unsigned long long)r->ip, (uint32_t)r->flags);
	panic_print("# rax %016llx rbx %016llx rcx %016llx rdx %016llx\n", (unsigned long long)r->ax, (unsigned long long)r->bx,
		    (unsigned long long)r->cx, (unsigned long long)r->dx);
	panic_print("# rsi %016llx rdi %016llx rbp %016llx rsp %04x:%016llx\n", (unsigned long long)r->si,
		    (unsigned long long)r->di, (unsigned long long)r->bp, (uint32_t)r->ss, (unsigned long long)r->sp);
	panic_print("# cr0 %08x cr2 %016llx cr3 %08x cr4 %08x processor %u\n", (uint32_t)vmi_GetCR0(),
		    (unsigned long long)vmi_GetCR2(), (uint32_t)vmi_GetCR3(), (uint32_t)vmi_GetCR4(), this_cpu()->id);
}
