/* SPDX-License-Identifier: GPL-2.0-only */
/* Threads and the switch between them. */
#include "kernel.h"

/* switch.S: leaves prev's stack for next's; returns, on next's, the thread that was left. */
struct thread *stack_switch(struct thread *prev, struct thread *next);
extern const char thread_first[];
void thread_begin(struct thread *prev) NORETURN;
void user_enter(struct regs *r) NORETURN;

static struct spinlock pool_lock;
static struct thread *pool; /* stacks of dead threads */

struct thread *thread_init(void *stack, const char *name)
{
	struct thread *t = stack;

	memset(t, 0, sizeof(*t));
	t->name = name;
	t->on_cpu = true;
	t->sp0 = (vmi_word_t)stack + STACK_SIZE;
	return t;
}

static void *stack_alloc(void)
{
	uint32_t mask = spin_lock_irq(&pool_lock);
	struct thread *t = pool;

	if (t)
		pool = t->next;
	spin_unlock_irq(&pool_lock, mask);
	return t ? t : pages_alloc(STACK_SIZE / PAGE_SIZE);
}

void thread_free(struct thread *t)
{
	uint32_t mask = spin_lock_irq(&pool_lock);

	t->next = pool;
	pool = t;
	spin_unlock_irq(&pool_lock, mask);
}

struct thread *thread_create(const char *name, struct cpu *cpu, void (*fn)(void *arg), void *arg)
{
	struct thread *t = thread_init(stack_alloc(), name);
	vmi_word_t *top = (vmi_word_t *)t->sp0;

	t->on_cpu = false;
	t->cpu = cpu;
	t->fn = fn;
	t->arg = arg;
	*--top = (vmi_word_t)thread_first;
	top -= NR_SAVED;
	t->sp = (vmi_word_t)top;
	return t;
}

static void user_thread(void *arg)
{
	struct thread *t = arg;
	struct regs *r = (struct regs *)(t->sp0 - REGS_SIZE_USER);

	if (t->start.flags & EFLAGS_VM)
		r = (struct regs *)(t->sp0 - sizeof(*r));
	vmi_DisableInterrupts();
	memcpy(r, &t->start, t->sp0 - (vmi_word_t)r);
	user_enter(r);
}

struct thread *thread_create_user(const char *name, struct cpu *cpu, struct aspace *as, vmi_word_t ip,
				  vmi_word_t sp)
{
	struct thread *t = thread_create(name, cpu, user_thread, NULL);
	struct regs *r = &t->start;

	t->arg = t;
	t->aspace = as;
	regs_user_segments(r);
	r->ip = ip;
	r->sp = sp;
	r->flags = EFLAGS_IF | 2;
	/* user_thread makes the frame while there is still kernel stack in use below it. */
	t->sp -= sizeof(*r) + 64;
	memcpy((void *)t->sp, (void *)(t->sp + sizeof(*r) + 64), (NR_SAVED + 1) * sizeof(vmi_word_t));
	return t;
}

void thread_run(struct thread *t)
{
	struct cpu *cpu = t->cpu;
	uint32_t mask = spin_lock_irq(&cpu->ring_lock);

	t->next = cpu->idle->next;
	cpu->idle->next = t;
	spin_unlock_irq(&cpu->ring_lock, mask);
	if (cpu == this_cpu())
		cpu->need_resched = true;
	else
		platform->send_ipi(cpu->apic_id, VEC_RESCHED);
}

static void ring_remove(struct thread *t)
{
	struct cpu *cpu = t->cpu;
	uint32_t mask = spin_lock_irq(&cpu->ring_lock);
	struct thread *p = t;

	while (p->next != t)
		p = p->next;
	p->next = t->next;
	spin_unlock_irq(&cpu->ring_lock, mask);
}

uint32_t thread_join(struct thread *t)
{
	uint32_t code;

	while (!t->dead || t->on_cpu) {
		schedule();
		cpu_relax();
	}
	code = t->exit_code;
	thread_free(t);
	return code;
}

uint32_t run_user(struct thread *t)
{
	thread_run(t);
	while (!t->dead || t->on_cpu) {
		schedule();
		cpu_relax();
	}
	return t->exit_code;
}

void thread_exit(uint32_t code)
{
	struct thread *t = current_thread();

	vmi_DisableInterrupts();
	fpu_forget(t);
	ring_remove(t);
	t->exit_code = code;
	t->dead = true;
	schedule();
	panic(NULL, "a dead thread runs");
}

/* One that is to come out of a site before the machine stands still. */
static struct thread *pick_first(struct thread *from)
{
	for (struct thread *t = from->next; t != from; t = t->next)
		if (t->first) {
			t->first = false;
			return t;
		}
	return NULL;
}

/* The next in the ring that can run; idle only when there is no other. */
static struct thread *pick(struct cpu *cpu)
{
	uint32_t mask = spin_lock_irq(&cpu->ring_lock);
	struct thread *from = cpu->current->dead ? cpu->idle : cpu->current;
	struct thread *first = stop_wanted() ? pick_first(from) : NULL, *t = from->next;

	if (t == cpu->idle && t->next != t)
		t = t->next;
	spin_unlock_irq(&cpu->ring_lock, mask);
	return first ? first : t;
}

static void switch_state(struct cpu *cpu, struct thread *prev, struct thread *next)
{
	struct aspace *as = next->aspace ? next->aspace : &kernel_aspace;

	vmi_SetLazyMode(VMI_LAZY_CPU);
	kernel_stack_set(cpu, next->sp0);
	if (as != cpu->aspace)
		aspace_load(as);
	if (next->ldt != cpu->ldt)
		ldt_load(cpu, next->ldt);
	if (next->tls != prev->tls)
		gdt_write(cpu->gdt, SEL_TLS / 8, next->tls);
	if (next->iopl != prev->iopl && kernel_rpl)
		vmi_SetIOPLMask(next->iopl);
	debug_switch(prev, next);
	fpu_switch(cpu, next);
	vmi_SetLazyMode(VMI_LAZY_NONE);
}

/* On the new thread's stack: the old one's is free for others now. */
static void switched(struct thread *prev)
{
	bool moves = prev->wanders && !prev->dead;

	if (moves) {
		prev->wanders--;
		ring_remove(prev);
		prev->cpu = cpus[(prev->cpu->id + 1) % nr_cpus];
	}
	barrier();
	prev->on_cpu = false;
	if (moves)
		thread_run(prev);
}

void schedule(void)
{
	uint32_t mask = irq_save();
	struct cpu *cpu = this_cpu();
	struct thread *prev = cpu->current, *next = pick(cpu);

	cpu->need_resched = false;
	if (next != prev) {
		cpu->switches++;
		switch_state(cpu, prev, next);
		next->on_cpu = true;
		cpu->current = next;
		switched(stack_switch(prev, next));
	}
	irq_restore(mask);
}

/* From switch.S, the first time a thread runs. */
void thread_begin(struct thread *prev)
{
	struct thread *t = current_thread();

	switched(prev);
	vmi_EnableInterrupts();
	t->fn(t->arg);
	thread_exit(0);
}

void idle_loop(void)
{
	for (;;) {
		schedule();
		vmi_DisableInterrupts();
		if (this_cpu()->need_resched || stop_wanted())
			vmi_EnableInterrupts();
		else
			vmi_Halt();
	}
}

void thread_tick(struct cpu *cpu)
{
	cpu->need_resched = true;
}

/* Where a stop is wanted a thread comes out of a site first. */
static bool may_switch(const struct regs *r)
{
	if (from_user(r))
		return true;
	return (r->flags & EFLAGS_IF) && !this_cpu()->preempt_off &&
	       !(stop_wanted() && thread_in_site(current_thread()));
}

void thread_trap_exit(struct regs *r)
{
	struct cpu *cpu = this_cpu();

	/* System calls come back with interrupts on. */
	vmi_DisableInterrupts();
	if (cpu->need_resched && may_switch(r))
		schedule();
}

/*
 * A signal: the frame goes to the thread's signal stack, and the handler starts with
 * EAX pointing to it.
 */
bool user_fault(struct regs *r)
{
	struct thread *t = current_thread();
	vmi_word_t at = t->signal_stack - sizeof(*r);

	if (!t->aspace)
		return false;
	if (!t->signal_handler || !user_write(t->aspace, at, r, sizeof(*r)))
		thread_exit(EXIT_KILLED + r->vector);
	r->ip = t->signal_handler;
	regs_user_segments(r);
	r->flags = EFLAGS_IF | 2;
	r->sp = at;
	r->ax = at;
	return true;
}
