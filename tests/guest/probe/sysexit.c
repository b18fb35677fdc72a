/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SYSEXIT: to a page of user mode that comes back at once, by an interrupt.
 *
 * The entry from user mode is on the stack of a second area, whose record leads
 * back to the probe; from there on the way is that of any site.
 */
#include "probe.h"
#include "native.h"
#include "pending.h"

#define VEC_BACK (VEC_TEST + 1)
#define USER_VA (PROBE_VA + 16 * PAGE_SIZE)
#define USER_ESP 0x0badcafc /* nothing is there: user mode pushes nothing */

static uint8_t code[PAGE_SIZE] __attribute__((aligned(4096))) = {0xcd, VEC_BACK};
static struct probe *waiting[MAX_CPUS];

/* r is on the entry stack; after the return, ESP is at r->sp. */
static bool back(struct regs *r)
{
	struct probe *p = waiting[this_cpu()->id];

	if (!from_user(r) || !p)
		return false;
	p->user_cs = r->cs;
	p->user_ss = r->ss;
	p->user_eip = r->ip;
	p->user_eflags = r->flags;
	r->sp = p->frame + (r->sp - USER_ESP);
	r->ip = (uint32_t)probe_from_user;
	r->cs = native_get_cs();
	return true;
}

/* Entries from user mode come in on q's stack while a probe runs. */
void probe_user_begin(struct probe *p, struct probe *q)
{
	struct cpu *cpu = this_cpu();

	q->saved_esp0 = cpu->tss.sp0;
	q->outer = waiting[cpu->id];
	waiting[cpu->id] = p;
	kernel_stack_set(cpu, (uint32_t)q - 16);
}

void probe_user_end(struct probe *q)
{
	waiting[this_cpu()->id] = q->outer;
	kernel_stack_set(this_cpu(), q->saved_esp0);
}

static void user_page(void)
{
	if (*probe_pte(USER_VA) & PTE_P)
		return;
	probe_map(USER_VA, virt_to_phys(code) | PTE_P | PTE_U | PTE_A);
	trap_set_hook(VEC_BACK, back);
	idt_gate(VEC_BACK, trap_entries[VEC_BACK], 3);
}

/* DS and ES are the user's by then; IF is off. */
probe_why probe_args_SYSEXIT(struct probe *p)
{
	if (!features.sep)
		return "the processor has no SYSEXIT";
	user_page();
	p->gpr[EDX] = USER_VA;
	p->gpr[ECX] = USER_ESP;
	p->flags &= ~EFLAGS_IF;
	p->want_eflags |= EFLAGS_IF;
	if (p->seg[FS]) {
		p->seg[DS] = p->seg[ES] = SEL_USER_DS;
		p->seg[FS] = p->seg[GS] = 0;
	}
	return NULL;
}

static void check_arrival(struct probe *p)
{
	PROBE_CHECK(p, "exception", p->faulted, 0);
	PROBE_CHECK(p, "user EIP, behind its first instruction", p->user_eip, USER_VA + 2);
	PROBE_CHECK(p, "user CS", p->user_cs, SEL_USER_CS);
	PROBE_CHECK(p, "user SS", p->user_ss, SEL_USER_DS);
	PROBE_CHECK(p, "user ESP less what it should be", p->out_esp - p->want_esp, 0);
	PROBE_CHECK(p, "IF in user mode", p->user_eflags & EFLAGS_IF, EFLAGS_IF);
}

/* A waiting interrupt must be taken in user mode, not between STI and SYSEXIT. */
static void check_window(struct probe *p, struct probe *q)
{
	probe_poison(p, p->call, 0);
	probe_args_SYSEXIT(p);
	pending_raise();
	probe_user_begin(p, q);
	probe_run_once(p);
	probe_user_end(q);
	PROBE_CHECK(p, "interrupts taken", pending_taken(), 1);
	PROBE_CHECK(p, "CS that the waiting interrupt found", pending_frame.cs, SEL_USER_CS);
	PROBE_CHECK(p, "EIP that it found", pending_frame.ip, USER_VA);
}

probe_why probe_effect_SYSEXIT(struct probe *p)
{
	struct probe *q = probe_get();

	for (unsigned int i = 0; i < 2; i++) {
		probe_poison(p, p->call, i);
		probe_args_SYSEXIT(p);
		probe_user_begin(p, q);
		probe_run_once(p);
		probe_user_end(q);
		check_arrival(p);
	}
	if (pending_possible())
		check_window(p, q);
	probe_put(q);
	return NULL;
}
