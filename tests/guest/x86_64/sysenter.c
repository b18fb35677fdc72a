/* SPDX-License-Identifier: GPL-2.0-only */
/* System calls by SYSCALL. */
#include "kernel.h"

bool syscall_dispatch(struct regs *r);
extern const char syscall_entry[], syscall_entry_frame[];

#define FLAGS_OFF (EFLAGS_TF | EFLAGS_IF | EFLAGS_DF | EFLAGS_IOPL | EFLAGS_NT | EFLAGS_RF | EFLAGS_AC)

void syscall_init(struct cpu *cpu)
{
	(void)cpu;
	vmi_SetSyscallEntry((vmi_word_t)syscall_entry, (vmi_word_t)syscall_entry_frame, FLAGS_OFF,
			    (uint64_t)STAR_USER << 16 | SEL_KERNEL_CS);
}

/* Returns whether SYSRET may be used: it has no check of its own that faults in user mode. Interrupts are off. */
bool syscall_dispatch(struct regs *r)
{
	syscall(r);
	thread_trap_exit(r);
	return r->ip < USER_END && r->cs == SEL_USER_CS && r->ss == SEL_USER_DS &&
	       !(r->flags & (EFLAGS_TF | EFLAGS_NT | EFLAGS_RF | EFLAGS_IOPL));
}

bool debug_trap(struct regs *r)
{
	(void)r;
	return false;
}
