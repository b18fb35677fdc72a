/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Debug registers and single step.  A breakpoint could be armed in the wrong
 * register, reported wrongly in DR6, or follow into another thread; a step could
 * be lost in a system call.  Expected: exactly the traps asked for, at the right
 * address, and values that read back.
 */
#include "kernel.h"
#include "groups.h"
#include "user.h"

#define DR6_BS 0x4000u
#define DR7_LOCAL(n) (1u << (2 * (n)))
#define DR7_EXEC(n) 0u
#define DR7_WRITE4(n) (0xdu << (16 + 4 * (n)))

#define MAX_STEPS 32

static volatile uint32_t hits, last_eip, last_dr6, last_from_user;
static uint32_t steps[MAX_STEPS];
static volatile uint32_t nr_steps, steps_masked;

/* Resumes past an execution breakpoint by RF. */
static bool on_debug(struct regs *r)
{
	hits++;
	last_eip = r->ip;
	last_dr6 = vmi_GetDR(6);
	last_from_user = from_user(r);
	vmi_SetDR(6, 0);
	r->flags |= EFLAGS_RF;
	return true;
}

static bool on_step(struct regs *r)
{
	if (nr_steps < MAX_STEPS)
		steps[nr_steps++] = r->ip;
	steps_masked += !(r->flags & EFLAGS_IF);
	last_dr6 = vmi_GetDR(6);
	vmi_SetDR(6, 0);
	return true;
}

static __attribute__((noinline)) void target(void)
{
	asm volatile("");
}

static void check_values(void)
{
	static const uint32_t values[] = {0xc0123456, 0x00001000, 0xfffffffc, 0x55555554};
	uint32_t i, wrong = 0;

	vmi_SetDR(7, 0);
	for (i = 0; i < NR_DEBUG; i++)
		vmi_SetDR(i, values[i]);
	for (i = 0; i < NR_DEBUG; i++)
		wrong += vmi_GetDR(i) != values[i];
	tap_eq(wrong, 0, "four addresses read back");
	tap_eq(vmi_GetDR(7), 0x400, "DR7 off reads as 0x400");
	vmi_SetDR(6, 0);
	tap_eq(vmi_GetDR(6) & 0xe00f, 0, "DR6 can be cleared");
}

static void check_kernel(void)
{
	static volatile uint32_t watched[4];

	hits = 0;
	vmi_SetDR(0, (uint32_t)target);
	vmi_SetDR(2, (uint32_t)&watched[1]);
	vmi_SetDR(7, DR7_LOCAL(0) | DR7_EXEC(0) | DR7_LOCAL(2) | DR7_WRITE4(2) | 0x100);
	target();
	tap_ok(hits == 1 && last_eip == (uint32_t)target, "breakpoint on a kernel function");
	tap_eq(last_dr6 & 0xe00f, 1, "DR6 says breakpoint 0");
	watched[0] = 1;
	watched[2] = 1;
	tap_eq(hits, 1, "writes beside a watched word don't trap");
	(void)watched[1];
	tap_eq(hits, 1, "nor does a read of it");
	watched[1] = 1;
	tap_ok(hits == 2 && (last_dr6 & 0xe00f) == 4, "a write of it does, DR6 says breakpoint 2");
	vmi_SetDR(7, 0);
	target();
	watched[1] = 2;
	tap_eq(hits, 2, "nothing traps when DR7 is off");
}

static void check_user(struct aspace *as)
{
	struct thread *t =
		thread_create_user("breakpoint", this_cpu(), as, (uint32_t)user_step_int, USER_STACK_TOP);
	struct thread *other =
		thread_create_user("other", this_cpu(), as, (uint32_t)user_step_int, USER_STACK_TOP - 512);

	t->debug_used = true;
	t->debug[1] = (uint32_t)user_step_int_insn;
	t->dr7 = DR7_LOCAL(1) | DR7_EXEC(1);
	t->start.ax = other->start.ax = SYS_YIELD;
	hits = 0;
	/* The last one runs first. */
	thread_run(other);
	thread_run(t);
	thread_join(t);
	thread_join(other);
	tap_ok(hits == 1 && last_eip == (uint32_t)user_step_int_insn && last_from_user,
	       "a user thread's breakpoint traps once, and not in another thread");
	tap_eq(last_dr6 & 0xf, 2, "DR6 says breakpoint 1");
}

static void check_single_step(struct aspace *as, const char *how, uint32_t eip, const uint32_t *want,
			      uint32_t count)
{
	struct thread *t = thread_create_user("step", this_cpu(), as, eip, USER_STACK_TOP);
	uint32_t i, wrong = 0;

	t->start.flags |= EFLAGS_TF;
	t->start.ax = SYS_ECHO;
	nr_steps = steps_masked = 0;
	trap_set_hook(VEC_DB, on_step);
	thread_run(t);
	tap_eq(thread_join(t), 0, "%s: a stepped program ends well", how);
	trap_set_hook(VEC_DB, on_debug);
	tap_eq(steps_masked, 0, "%s: interrupts stay on", how);
	tap_ok(last_dr6 & DR6_BS, "%s: DR6 says single step", how);
	for (i = 0; i < count; i++)
		wrong += i >= nr_steps || steps[i] != want[i];
	if (!tap_eq(wrong, 0, "%s: steps through a system call", how))
		for (i = 0; i < nr_steps; i++)
			tap_note("  0x%x", steps[i]);
}

static void check_steps(struct aspace *as)
{
	uint32_t insn = (uint32_t)user_step_int_insn, call = (uint32_t)user_sysenter;
	uint32_t back = (uint32_t)user_sysenter_return;
	/* After INT the next trap is behind the instruction that follows it (SDM vol. 3, 17.3.1.4). */
	const uint32_t by_int[] = {insn, insn + 3, insn + 4};
	/* nop, call, three pushes and a mov, SYSENTER, and behind the first instruction back. */
	const uint32_t fast[] = {
		(uint32_t)user_step_fast + 1, call, call + 1, call + 2, call + 3, call + 5, back + 1};

	check_single_step(as, "INT 0x80", (uint32_t)user_step_int, by_int, ARRAY_SIZE(by_int));
	if (features.sep)
		check_single_step(as, "SYSENTER", (uint32_t)user_step_fast, fast, ARRAY_SIZE(fast));
	else
		tap_skip("no SEP", "SYSENTER: single step");
}

void test_debug(void)
{
	struct aspace *as = aspace_user(1);
	trap_hook *old;

	check_values();
	old = trap_set_hook(VEC_DB, on_debug);
	preempt_disable();
	check_kernel();
	preempt_enable();
	check_user(as);
	check_steps(as);
	trap_set_hook(VEC_DB, old);
	aspace_destroy(as);
}
