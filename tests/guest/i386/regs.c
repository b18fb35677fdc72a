/* SPDX-License-Identifier: GPL-2.0-only */
/* A panic's registers. */
#include "kernel.h"

void regs_print(const struct regs *r)
{
	bool outer = from_user(r) || r->vector == VEC_BAD_RETURN;

	panic_print("# vector %u error %08x eip %04x:%08x eflags %08x\n", r->vector, r->error, r->cs & 0xffff,
	      r->ip, r->flags);
	panic_print("# eax %08x ebx %08x ecx %08x edx %08x\n", r->ax, r->bx, r->cx, r->dx);
	panic_print("# esi %08x edi %08x ebp %08x esp %04x:%08x\n", r->si, r->di, r->bp,
	      outer ? r->ss & 0xffff : SEL_KERNEL_DS, outer ? r->sp : (uint32_t)&r->sp);
	panic_print("# ds %04x es %04x fs %04x gs %04x\n", r->ds & 0xffff, r->es & 0xffff, r->fs & 0xffff,
	      r->gs & 0xffff);
	panic_print("# cr0 %08x cr2 %08x cr3 %08x cr4 %08x processor %u\n", vmi_GetCR0(), vmi_GetCR2(),
	      vmi_GetCR3(), vmi_GetCR4(), this_cpu()->id);
}
