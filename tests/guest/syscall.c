/* SPDX-License-Identifier: GPL-2.0-only */
/* System calls. */
#include "kernel.h"

static syscall_hook *test_hook;

syscall_hook *syscall_set_hook(syscall_hook *hook)
{
	syscall_hook *old = test_hook;

	WRITE_ONCE(test_hook, hook);
	return old;
}

/* All of the frame is the user's to choose, but he can't take privilege with it. */
static void sigreturn(struct regs *r)
{
	struct regs new;

	if (!user_read(current_thread()->aspace, r->bx, &new, REGS_SIZE_USER))
		thread_exit(EXIT_KILLED + VEC_PF);
	new.flags = (new.flags & 0x244dd5) | EFLAGS_IF | 2 | current_thread()->iopl;
	new.cs |= 3;
	new.ss |= 3;
	memcpy(r, &new, REGS_SIZE_USER);
}

void syscall(struct regs *r)
{
	struct thread *t = current_thread();

	vmi_EnableInterrupts();
	switch (r->ax) {
	case SYS_EXIT:
		thread_exit(r->bx);
	case SYS_YIELD:
		schedule();
		break;
	case SYS_ECHO:
		r->ax = r->bx + 2 * r->cx + 3 * r->dx + 4 * r->si + 5 * r->di + 6 * r->bp;
		break;
	case SYS_SIGNAL:
		t->signal_handler = r->bx;
		t->signal_stack = r->cx;
		r->ax = 0;
		break;
	case SYS_SIGRETURN:
		sigreturn(r);
		break;
	case SYS_IOPL:
		t->iopl = (r->bx & 3) << 12;
		r->flags = (r->flags & ~EFLAGS_IOPL) | t->iopl;
		vmi_SetIOPLMask(t->iopl);
		r->ax = 0;
		break;
	case SYS_TEST:
		if (test_hook) {
			test_hook(r);
			break;
		}
		/* fall through */
	default:
		r->ax = -1;
	}
}
