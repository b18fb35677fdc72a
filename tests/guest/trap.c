/* SPDX-License-Identifier: GPL-2.0-only */
/* Dispatch of traps: hooks first, then the kernel's own handlers, then blame. */
#include "kernel.h"

#define AT(field, off) _Static_assert(offsetof(struct regs, field) == (off), #field)
AT(bx, REGS_BX);
AT(ax, REGS_AX);
AT(vector, REGS_VECTOR);
AT(ip, REGS_IP);
AT(cs, REGS_CS);
AT(flags, REGS_FLAGS);
_Static_assert(offsetof(struct regs, ss) + sizeof(vmi_word_t) == REGS_SIZE_USER, "regs");

struct ex_entry {
	vmi_word_t ip, fixup;
};
extern const struct ex_entry ex_table_begin[], ex_table_end[];
extern const char iret_site[], iret_fixup[];

static trap_hook *hooks[NR_TRAPS];
static tick_hook *tick;

trap_hook *trap_set_hook(unsigned int vector, trap_hook *hook)
{
	trap_hook *old = hooks[vector];

	WRITE_ONCE(hooks[vector], hook);
	return old;
}

void set_tick_hook(tick_hook *hook)
{
	WRITE_ONCE(tick, hook);
}

bool expect_fault(void (*fn)(void *arg), void *arg, struct fault *f)
{
	struct thread *t = current_thread();
	uint32_t mask = vmi_GetInterruptMask();
	struct expected e;

	memset(f, 0, sizeof(*f));
	e.fault = f;
	e.outer = t->expected;
	e.nr_traps = t->nr_traps;
	if (!fault_setjmp(&e.jump)) {
		t->expected = &e;
		barrier();
		fn(arg);
	}
	t->expected = e.outer;
	t->nr_traps = e.nr_traps;
	irq_restore(mask);
	return f->happened;
}

static void fault_fill(struct fault *f, const struct regs *r, vmi_word_t cr2)
{
	f->happened = true;
	f->vector = r->vector;
	f->error = r->error;
	f->ip = r->ip;
	f->cr2 = r->vector == VEC_PF ? cr2 : 0;
	f->cs = r->cs;
	f->flags = r->flags;
}

/*
 * A fault of the kernel's own return to user mode, or of its loads of user
 * selectors.  When a blob does the IRET, EIP is in the blob; its slot is as
 * good as the site.
 */
static bool fix_up(struct regs *r, struct fault *f)
{
	const struct ex_entry *e;

	fault_fill(f, r, 0);
	for (e = ex_table_begin; e < ex_table_end; e++) {
		if (e->ip == r->ip) {
			r->ip = e->fixup;
			return true;
		}
	}
	if (vmi_in_call(r->ip, VMI_CALL_IRET)) {
		r->ip = (vmi_word_t)iret_fixup;
		return true;
	}
	return false;
}

static bool is_fault(unsigned int vector)
{
	return vector < 32 && vector != VEC_NMI;
}

static void timer_tick(struct regs *r)
{
	struct cpu *cpu = this_cpu();
	tick_hook *hook = READ_ONCE(tick);

	cpu->ticks++;
	if (hook)
		hook(r);
	platform->eoi(r->vector);
	thread_tick(cpu);
}

static void trap(struct regs *r, vmi_word_t cr2)
{
	struct thread *t = current_thread();
	trap_hook *hook = hooks[r->vector];

	/* Before the hooks: nobody else knows what to do with a step into SYSENTER. */
	if (r->vector == VEC_DB && debug_trap(r))
		return;
	if (hook && hook(r))
		return;
	switch (r->vector) {
	case VEC_PF:
		if (mm_fault(r, cr2))
			return;
		break;
	case VEC_NM:
		if (fpu_trap())
			return;
		break;
	case VEC_NMI:
		this_cpu()->nmis++;
		return;
	case VEC_SYSCALL:
		syscall(r);
		return;
	case VEC_IRQ0:
	case VEC_TIMER:
		timer_tick(r);
		return;
	case VEC_RESCHED:
		platform->eoi(r->vector);
		this_cpu()->need_resched = true;
		return;
	case VEC_CALL:
		platform->eoi(r->vector);
		cpu_call_receive();
		return;
	case VEC_IRQ0 + 7: /* the interrupt controllers' spurious vectors want no EOI */
	case VEC_SPURIOUS:
		return;
	}
	if (!from_user(r) && r->vector != VEC_BAD_RETURN && is_fault(r->vector)) {
		if (fix_up(r, &t->fixed_up))
			return;
		if (t->expected) {
			fault_fill(t->expected->fault, r, cr2);
			fault_longjmp(&t->expected->jump);
		}
	} else if (is_fault(r->vector) || r->vector == VEC_BAD_RETURN) {
		fault_fill(&t->fault, r, cr2);
		if (user_fault(r))
			return;
	}
	panic(r, "unexpected trap %lu, error 0x%lx, cr2 0x%lx", (unsigned long)r->vector,
	      (unsigned long)r->error, (unsigned long)cr2);
}

/* The frame goes on record; returns how many there were.  An NMI between two of these stores takes the place above. */
static unsigned int record(struct thread *t, struct regs *r)
{
	unsigned int n = t->nr_traps;

	t->nr_traps = n + 1;
	barrier();
	if (n < MAX_TRAPS)
		t->traps[n] = r;
	return n;
}

/* Called from entry.S; returns with interrupts off. */
void trap_dispatch(struct regs *r)
{
	struct thread *t = current_thread();
	unsigned int traps = record(t, r);
	/* Before anything else can fault. */
	vmi_word_t cr2 = r->vector == VEC_PF ? vmi_GetCR2() : 0;

	trap(r, cr2);
	if (r->vector != VEC_NMI)
		thread_trap_exit(r);
	t->nr_traps = traps;
	if (this_cpu()->stands)
		platform->resume(r);
}
