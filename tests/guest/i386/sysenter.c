/* SPDX-License-Identifier: GPL-2.0-only */
/* System calls by SYSENTER. */
#include "kernel.h"

bool sysenter_dispatch(struct regs *r);
extern const char user_sysenter_return[];

void syscall_init(struct cpu *cpu)
{
	if (!features.sep)
		return;
	vmi_WRMSR(MSR_SYSENTER_CS, SEL_KERNEL_CS);
	vmi_WRMSR(MSR_SYSENTER_ESP, (uint32_t)&cpu->tss.sp0);
	vmi_WRMSR(MSR_SYSENTER_EIP, (uint32_t)sysenter_entry);
}

/* Returns whether SYSEXIT may be used; interrupts are off. */
bool sysenter_dispatch(struct regs *r)
{
	struct thread *t = current_thread();
	bool fast;

	syscall(r);
	thread_trap_exit(r);
	if (t->single_step) {
		t->single_step = false;
		r->flags |= EFLAGS_TF;
	}
	fast = r->ip == (uint32_t)user_sysenter_return && r->cs == SEL_USER_CS && r->ss == SEL_USER_DS &&
	       !(r->flags & (EFLAGS_TF | EFLAGS_NT | EFLAGS_AC | EFLAGS_VM | EFLAGS_IOPL));
	return fast;
}
