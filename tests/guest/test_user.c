/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * User mode: system calls by INT and by SYSENTER, faults of user programs, and
 * returns to frames that no processor accepts.  A register or a flag could be
 * lost on the way in or out, a fault could be blamed on the kernel.  Expected: all
 * registers but the result come back, each fault arrives with its vector, error
 * code and address, and a bad frame ends in a signal.
 */
#include "kernel.h"
#include "groups.h"
#include "user.h"

struct user_fault_case {
	const char *name;
	uint32_t eip, vector, error, cr2;
};
extern const struct user_fault_case user_fault_cases[], user_fault_cases_end[];

static struct aspace *as;

static void set_arguments(struct regs *r)
{
	r->eax = SYS_ECHO;
	r->ebx = 0x10000001;
	r->ecx = 0x02000020;
	r->edx = 0x00300300;
	r->esi = 0x00044000;
	r->edi = 0x55555555;
	r->ebp = 0x06060606;
}

/* flags: that must come back too. */
static void check_call(const char *how, uint32_t eip, bool fast, uint32_t flags)
{
	struct thread *t = thread_create_user("call", this_cpu(), as, eip, USER_STACK_TOP);
	struct user_snapshot s;
	struct regs *r = &t->start;
	uint32_t sum, ebp;

	set_arguments(r);
	r->eflags |= flags;
	/* By SYSENTER the kernel gets the stack pointer in EBP. */
	ebp = fast ? USER_STACK_TOP - 16 : r->ebp;
	sum = r->ebx + 2 * r->ecx + 3 * r->edx + 4 * r->esi + 5 * r->edi + 6 * ebp;
	if (!tap_ok(user_read(as, run_user(t), &s, sizeof(s)), "%s came back", how))
		return;
	tap_eq(s.eax, sum, "%s: arguments and result", how);
	tap_ok(s.ebx == r->ebx && s.ecx == r->ecx && s.edx == r->edx && s.esi == r->esi && s.edi == r->edi &&
		       s.ebp == r->ebp,
	       "%s: registers are kept", how);
	tap_eq(s.esp, USER_STACK_TOP - 4, "%s: stack pointer", how);
	tap_eq(s.eflags & (flags | EFLAGS_IF), flags | EFLAGS_IF, "%s: flags", how);
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
	struct thread *t = thread_create_user("fault", this_cpu(), as, c->eip, USER_STACK_TOP);
	const struct fault *f = &t->fault;

	t->start.ebx = 0xfff8 | 3;
	run_user(t);
	if (!tap_ok(t->exit_code == EXIT_KILLED + c->vector && error_is(f->error, c->error) && f->eip == c->eip &&
			    f->cr2 == c->cr2 && f->cs == SEL_USER_CS,
		    "user fault: %s", c->name))
		tap_note("  exit 0x%x vector %u error 0x%x eip 0x%x (want 0x%x) cr2 0x%x", t->exit_code,
			 f->vector, f->error, f->eip, c->eip, f->cr2);
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
	tap_ok(user_read(as, run_user(t), &s, sizeof(s)) && s.edi == t->start.edi && s.eax == t->start.eax &&
		       s.ebp == t->start.ebp && s.esp == USER_STACK_TOP - 4,
	       "a signal handler returns to the program with all registers");
	tap_eq(t->fault.eip, (uint32_t)user_ud2_insn, "the signal was for that instruction");
	thread_free(t);
}

/* Runs a sigreturn to frame; returns the exit code: the handler's is the vector. */
static uint32_t return_to(const struct regs *frame)
{
	const uint32_t at = USER_STACK_TOP - 2048;
	struct thread *t = thread_create_user("return", this_cpu(), as, (uint32_t)user_int, USER_STACK_TOP);
	uint32_t code;

	if (!user_write(as, at, frame, REGS_SIZE_USER))
		return -1;
	t->start.eax = SYS_SIGRETURN;
	t->start.ebx = at;
	t->signal_handler = (uint32_t)user_handler;
	t->signal_stack = USER_STACK_TOP - PAGE_SIZE;
	code = run_user(t);
	thread_free(t);
	return code;
}

static struct regs good_frame(void)
{
	struct regs r = {.ds = SEL_USER_DS,
			 .es = SEL_USER_DS,
			 .ss = SEL_USER_DS,
			 .cs = SEL_USER_CS,
			 .eip = (uint32_t)user_exit_ebx,
			 .ebx = 77,
			 .esp = USER_STACK_TOP - 256,
			 .eflags = EFLAGS_IF};

	return r;
}

static void check_bad_returns(void)
{
	static const struct {
		const char *name;
		uint16_t cs, ss;
	} cases[] = {
		{"null CS", 3, SEL_USER_DS},
		{"kernel CS", SEL_KERNEL_CS | 3, SEL_USER_DS},
		{"data CS", SEL_USER_DS, SEL_USER_DS},
		{"CS beyond the GDT", 0xfffb, SEL_USER_DS},
		{"CS in no LDT", SEL_LDT_ENTRY(1), SEL_USER_DS},
		{"null SS", SEL_USER_CS, 3},
		{"kernel SS", SEL_USER_CS, SEL_KERNEL_DS | 3},
		{"code SS", SEL_USER_CS, SEL_USER_CS},
		{"SS in no LDT", SEL_USER_CS, SEL_LDT_ENTRY(2)},
	};
	struct regs r = good_frame();
	unsigned int i;

	tap_eq(return_to(&r), 77, "a return to a good frame");
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		r = good_frame();
		r.cs = cases[i].cs;
		r.ss = cases[i].ss;
		tap_eq(return_to(&r), VEC_BAD_RETURN, "a return with %s is a signal", cases[i].name);
	}
	r = good_frame();
	r.ds = r.es = r.fs = r.gs = 0xfffb;
	tap_eq(return_to(&r), 77, "data selectors that don't load become null");
	r = good_frame();
	r.eflags |= EFLAGS_NT;
	tap_eq(return_to(&r), 77, "NT in the user's flags does no harm");
}

static uint32_t exit_of(uint32_t eip, uint32_t ebx, uint32_t eax)
{
	struct thread *t = thread_create_user("flags", this_cpu(), as, eip, USER_STACK_TOP);

	t->start.eax = eax;
	t->start.ebx = ebx;
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
	check_bad_returns();
	check_privilege();
	aspace_destroy(as);
}
