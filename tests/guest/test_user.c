/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * User mode: system calls by INT and by SYSENTER, faults of user programs.  A register or a flag could be
 * lost on the way in or out, a fault could be blamed on the kernel.  Expected: all
 * registers but the result come back, and each fault arrives with its vector, error
 * code and address.  test_returns.c has the returns that no processor accepts.
 */
#include "kernel.h"
#include "groups.h"
#include "user.h"

struct user_fault_case {
	const char *name;
	vmi_word_t ip, vector, error, cr2;
};
extern const struct user_fault_case user_fault_cases[], user_fault_cases_end[];

static struct aspace *as;

static void set_arguments(struct regs *r)
{
	r->ax = SYS_ECHO;
	r->bx = 0x10000001;
	r->cx = 0x02000020;
	r->dx = 0x00300300;
	r->si = 0x00044000;
	r->di = 0x55555555;
	r->bp = 0x06060606;
}

/* flags: that must come back too. */
static void check_call(const char *how, uint32_t eip, bool fast, uint32_t flags)
{
	struct thread *t = thread_create_user("call", this_cpu(), as, eip, USER_STACK_TOP);
	struct user_snapshot s;
	struct regs *r = &t->start;
	uint32_t sum, ebp;

	set_arguments(r);
	r->flags |= flags;
	/* By SYSENTER the kernel gets the stack pointer in EBP. */
	ebp = fast ? USER_STACK_TOP - 16 : r->bp;
	sum = r->bx + 2 * r->cx + 3 * r->dx + 4 * r->si + 5 * r->di + 6 * ebp;
	if (!tap_ok(user_read(as, run_user(t), &s, sizeof(s)), "%s came back", how))
		return;
	tap_eq(s.ax, sum, "%s: arguments and result", how);
	tap_ok(s.bx == r->bx && s.cx == r->cx && s.dx == r->dx && s.si == r->si && s.di == r->di &&
		       s.bp == r->bp,
	       "%s: registers are kept", how);
	tap_eq(s.sp, USER_STACK_TOP - 4, "%s: stack pointer", how);
	tap_eq(s.flags & (flags | EFLAGS_IF), flags | EFLAGS_IF, "%s: flags", how);
	thread_free(t);
}

/*
 * The error code names the gate of an INT.  QEMU's software emulation counts 16 bytes for
 * a gate instead of 8 on behalf of a hypervisor in long mode.
 */
static bool error_is(uint32_t is, uint32_t want)
{
	if (!cpu_is_ours() && (want & ERROR_IDT) && is == (want & ~7u) * 2 + ERROR_IDT)
		return true;
	return is == want;
}

static void check_fault(const struct user_fault_case *c)
{
	struct thread *t = thread_create_user("fault", this_cpu(), as, c->ip, USER_STACK_TOP);
	const struct fault *f = &t->fault;

	t->start.bx = 0xfff8 | 3;
	run_user(t);
	if (!tap_ok(t->exit_code == EXIT_KILLED + c->vector && error_is(f->error, c->error) && f->ip == c->ip &&
			    f->cr2 == c->cr2 && f->cs == SEL_USER_CS,
		    "user fault: %s", c->name))
		tap_note("  exit 0x%x vector %u error 0x%x eip 0x%x (want 0x%x) cr2 0x%x", t->exit_code,
			 f->vector, f->error, f->ip, c->ip, f->cr2);
	thread_free(t);
}

static void check_signal(void)
{
	struct thread *t =
		thread_create_user("signal", this_cpu(), as, (uint32_t)user_ud2_and_on, USER_STACK_TOP);
	struct user_snapshot s = {0};

	set_arguments(&t->start);
	t->signal_handler = (uint32_t)user_handler_skip2;
	t->signal_stack = USER_STACK_TOP - PAGE_SIZE;
	tap_ok(user_read(as, run_user(t), &s, sizeof(s)) && s.di == t->start.di && s.ax == t->start.ax &&
		       s.bp == t->start.bp && s.sp == USER_STACK_TOP - 4,
	       "a signal handler returns to the program with all registers");
	tap_eq(t->fault.ip, (uint32_t)user_ud2_insn, "the signal was for that instruction");
	thread_free(t);
}

static uint32_t frame_off;

static void look_at_frame(struct regs *r)
{
	frame_off = (uint32_t)r + REGS_SIZE_USER - current_thread()->sp0;
	r->ax = 0;
}

/* UpdateKernelStack has told where. */
static void check_stack(void)
{
	struct thread *t = thread_create_user("stack", this_cpu(), as, (uint32_t)user_int, USER_STACK_TOP);

	frame_off = 1;
	t->start.ax = SYS_TEST;
	syscall_set_hook(look_at_frame);
	run_user(t);
	syscall_set_hook(NULL);
	thread_free(t);
	tap_eq(frame_off, 0, "the frame of an entry from user mode is at the top of the thread's stack");
}

static uint32_t exit_of(uint32_t eip, uint32_t ebx, uint32_t eax)
{
	struct thread *t = thread_create_user("flags", this_cpu(), as, eip, USER_STACK_TOP);

	t->start.ax = eax;
	t->start.bx = ebx;
	run_user(t);
	return thread_join(t);
}

static void check_privilege(void)
{
	uint32_t flags = exit_of((uint32_t)user_popf, EFLAGS_CF | EFLAGS_IOPL, 0);

	tap_eq(flags & (EFLAGS_CF | EFLAGS_IF | EFLAGS_IOPL), EFLAGS_CF | EFLAGS_IF,
	       "POPF in user mode changes neither IF nor IOPL");
	tap_eq(exit_of((uint32_t)user_io, 0, SYS_IOPL), EXIT_KILLED + VEC_GP, "IOPL 0: no port access");
	flags = exit_of((uint32_t)user_io, 3, SYS_IOPL);
	if (cpu_is_ours())
		tap_eq(flags & (EFLAGS_IF | EFLAGS_IOPL), EFLAGS_IOPL, "IOPL 3: ports, and CLI");
	else /* the real flags don't change, but neither is a fault */
		tap_ok(!(flags & EXIT_KILLED), "IOPL 3: ports, and CLI");
}

void test_user(void)
{
	const struct user_fault_case *c;

	as = aspace_user(2);
	check_call("INT 0x80", (uint32_t)user_int, false, 0);
	check_call("INT 0x80 with flags", (uint32_t)user_int, false,
		   EFLAGS_CF | EFLAGS_DF | EFLAGS_AC | EFLAGS_NT | EFLAGS_ID);
	if (features.sep)
		check_call("SYSENTER", (uint32_t)user_fast, true, 0);
	else
		tap_skip("no SEP", "SYSENTER");
	for (c = user_fault_cases; c < user_fault_cases_end; c++)
		check_fault(c);
	check_signal();
	check_stack();
	check_privilege();
	aspace_destroy(as);
}
