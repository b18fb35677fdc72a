/* SPDX-License-Identifier: GPL-2.0-only */
/* System calls, by INT 0x80 and by SYSENTER. */
#include "kernel.h"

static syscall_hook *test_hook;

bool sysenter_dispatch(struct regs *r);
extern const char user_sysenter_return[];

syscall_hook *syscall_set_hook(syscall_hook *hook)
{
	syscall_hook *old = test_hook;

	WRITE_ONCE(test_hook, hook);
	return old;
}

void syscall_init(struct cpu *cpu)
{
	if (!features.sep)
		return;
	vmi_WRMSR(MSR_SYSENTER_CS, SEL_KERNEL_CS);
	vmi_WRMSR(MSR_SYSENTER_ESP, (uint32_t)&cpu->tss.esp0);
	vmi_WRMSR(MSR_SYSENTER_EIP, (uint32_t)sysenter_entry);
}

/* All of the frame is the user's to choose, but he can't take privilege with it. */
static void sigreturn(struct regs *r)
{
	struct regs new;

	if (!user_read(current_thread()->aspace, r->ebx, &new, REGS_SIZE_USER))
		thread_exit(EXIT_KILLED + VEC_PF);
	new.eflags = (new.eflags & 0x244dd5) | EFLAGS_IF | 2 | current_thread()->iopl;
	new.cs |= 3;
	new.ss |= 3;
	memcpy(r, &new, REGS_SIZE_USER);
}

void syscall(struct regs *r)
{
	struct thread *t = current_thread();

	vmi_EnableInterrupts();
	switch (r->eax) {
	case SYS_EXIT:
		thread_exit(r->ebx);
	case SYS_YIELD:
		schedule();
		break;
	case SYS_ECHO:
		r->eax = r->ebx + 2 * r->ecx + 3 * r->edx + 4 * r->esi + 5 * r->edi + 6 * r->ebp;
		break;
	case SYS_SIGNAL:
		t->signal_handler = r->ebx;
		t->signal_stack = r->ecx;
		r->eax = 0;
		break;
	case SYS_SIGRETURN:
		sigreturn(r);
		break;
	case SYS_IOPL:
		t->iopl = (r->ebx & 3) << 12;
		r->eflags = (r->eflags & ~EFLAGS_IOPL) | t->iopl;
		vmi_SetIOPLMask(t->iopl);
		r->eax = 0;
		break;
	case SYS_TEST:
		if (test_hook) {
			test_hook(r);
			break;
		}
		/* fall through */
	default:
		r->eax = -1;
	}
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
		r->eflags |= EFLAGS_TF;
	}
	fast = r->eip == (uint32_t)user_sysenter_return && r->cs == SEL_USER_CS && r->ss == SEL_USER_DS &&
	       !(r->eflags & (EFLAGS_TF | EFLAGS_NT | EFLAGS_AC | EFLAGS_VM | EFLAGS_IOPL));
	return fast;
}
