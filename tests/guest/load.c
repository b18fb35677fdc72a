/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Threads on each processor that go through sites all the time, and count what they do and what comes of it.
 * They nest the interrupt flag, call other processors, map pages, flush the TLB, compute in the FPU, fork,
 * enter user mode, switch. Each alarm sets the next.  In the end all counts agree, or something was lost.
 */
#include "kernel.h"
#include "load.h"
#include "user.h"

#define ALARM_US 1000
#define ELSEWHERE 10000
#define COW_PAGES 4

static volatile bool stop;

/* What a thread did, and what was wrong. */
struct work {
	const char *name;
	struct cpu *cpu;
	struct thread *thread;
	volatile uint32_t done, arrived, bad;
};

static void arrive(void *arg)
{
	struct work *w = arg;

	if (irqs_on())
		atomic_add(&w->bad, 1);
	atomic_add(&w->arrived, 1);
}

/* The flag, nested; a call to another processor, or to all. */
static void flags_and_calls(struct work *w)
{
	uint32_t outer = irq_save(), inner;

	w->bad += !(outer & EFLAGS_IF) || irqs_on();
	inner = irq_save();
	w->bad += inner & EFLAGS_IF || irqs_on();
	irq_restore(inner);
	w->bad += irqs_on();
	irq_restore(outer);
	w->bad += !irqs_on();
	vmi_DisableInterrupts();
	w->bad += irqs_on();
	vmi_EnableInterrupts();
	if (nr_cpus == 1 || w->done % 8)
		return;
	if (w->done % 64) {
		cpu_call((w->cpu->id + 1 + w->done / 8 % (nr_cpus - 1)) % nr_cpus, arrive, w);
		w->arrived--;
	} else {
		cpu_call_others(arrive, w);
		w->arrived -= nr_cpus - 1;
	}
}

/* A page of this processor's own, in two frames by turns; what the entry says, and who sees what is written.
 */
static void pages(struct work *w)
{
	static uint32_t frames[MAX_CPUS][2];
	uint32_t *own = frames[w->cpu->id], va = WINDOW_BASE + w->cpu->id * PAGE_SIZE, which = w->done & 1;
	pte_t want, *p;

	if (!own[0]) {
		own[0] = frame_alloc();
		own[1] = frame_alloc();
	}
	want = pte_make(own[which], PTE_P | PTE_W | PTE_A | PTE_D | (nx_on() && which ? PTE_NX : 0));
	map_page(&kernel_aspace, va, want);
	p = pte_find(&kernel_aspace, va, false);
	w->bad += pte_get(p) != want;
	*(volatile uint32_t *)va = w->done;
	w->bad += *(volatile uint32_t *)phys_to_virt(own[which] << PAGE_SHIFT) != w->done;
	unmap_page(&kernel_aspace, va);
	w->bad += pte_get(p) != 0;
	if (stop) {
		frame_put(own[0]);
		frame_put(own[1]);
		own[0] = 0;
	}
}

/* Sites of several instructions, with interrupts on. */
static void registers(struct work *w)
{
	vmi_FlushTLB(VMI_FLUSH_TLB | VMI_FLUSH_GLOBAL);
	w->bad += !(vmi_GetCR0() & CR0_PG) || vmi_GetCR2() != vmi_GetCR2();
	vmi_FlushTLB(VMI_FLUSH_TLB);
}

/* Holds a count in the FPU, where only the switch of threads keeps it apart from another's. */
static void fpu(struct work *w)
{
	uint32_t count;

	if (!features.fpu)
		return;
	if (!w->done)
		asm volatile("fninit; fldz");
	asm volatile("fld1; faddp; fistl %0" : "=m"(count));
	w->bad += count != w->done + 1;
}

static struct aspace *cow_parents[MAX_CPUS];

static uint32_t run_in(struct work *w, struct aspace *as, const char *at, uint32_t eax,
		       struct user_snapshot *s)
{
	struct thread *t = thread_create_user("user", w->cpu, as, (uintptr_t)at, USER_STACK_TOP);
	uint32_t code;

	t->start.ax = eax;
	t->start.bx = w->done;
	t->start.cx = s ? 5 : COW_PAGES;
	t->start.dx = s ? 7 : USER_STACK_TOP;
	thread_run(t);
	code = thread_join(t);
	if (s)
		w->bad += !user_read(as, code, s, sizeof(*s));
	return code;
}

/* A fork that writes to what it shares, and makes a system call each way. */
static void user(struct work *w)
{
	struct aspace *parent = cow_parents[w->cpu->id], *child = aspace_fork(parent);
	const char *way = w->done & 1 && features.sep ? user_fast : user_int;
	struct user_snapshot s = {0};
	uint32_t i, v = 0;

	w->bad += run_in(w, child, user_touch, 0, NULL) != 0;
	for (i = 1; i <= COW_PAGES; i++) {
		w->bad += !user_read(child, USER_STACK_TOP - i * PAGE_SIZE, &v, sizeof(v)) || v != w->done;
		w->bad += !user_read(parent, USER_STACK_TOP - i * PAGE_SIZE, &v, sizeof(v)) || v != 0;
	}
	run_in(w, child, way, SYS_ECHO, &s);
	/* SYSENTER's entry takes ECX, EDX and EBP for its own. */
	w->bad += way == user_int && s.ax != w->done + 2 * 5 + 3 * 7;
	w->bad += s.bx != w->done;
	aspace_destroy(child);
}

static void count_switches(struct work *w)
{
	(void)w;
	schedule();
}

static const struct {
	const char *name;
	void (*once)(struct work *w);
} kinds[] = {
	{"interrupt flag and calls", flags_and_calls},
	{"page tables", pages},
	{"registers and TLB", registers},
	{"FPU", fpu},
	{"FPU of another thread", fpu},
	{"user mode, system calls, copy on write", user},
	{"switches", count_switches},
};
#define KINDS ARRAY_SIZE(kinds)

static struct work works[MAX_CPUS][KINDS];

/* Between sites, as a kernel is most of the time; who is always in one can only be stopped by chance. */
static void elsewhere(void)
{
	for (uint32_t i = 0; i < ELSEWHERE; i++)
		barrier();
}

static void worker(void *arg)
{
	struct work *w = arg;
	void (*once)(struct work * w) = kinds[w - works[w->cpu->id]].once;
	bool last;

	do {
		last = stop;
		once(w);
		w->done++;
		elsewhere();
	} while (!last);
}

/* Each tick sets the next: one that is lost ends them. */
static struct {
	volatile uint32_t set;
	uint32_t base;
} alarms[MAX_CPUS];

static void set_alarm(struct regs *r)
{
	uint64_t soon = vmi_GetCycleCounter(0) + ALARM_US * cycles_per_us();

	(void)r;
	alarms[this_cpu()->id].set++;
	vmi_SetAlarm(platform->alarm_wiring(), soon, soon >> 32, 0, 0);
}

static void first_alarm(void *arg)
{
	uint32_t mask = irq_save();
	struct cpu *cpu = this_cpu();

	(void)arg;
	alarms[cpu->id].set = 0;
	alarms[cpu->id].base = cpu->ticks;
	set_alarm(NULL);
	irq_restore(mask);
}

static void stop_ticks(void *arg)
{
	(void)arg;
	timer_stop();
}

static void start_ticks(void *arg)
{
	(void)arg;
	timer_start(HZ);
}

static void on_all(void (*fn)(void *arg))
{
	preempt_disable();
	fn(NULL);
	preempt_enable();
	if (nr_cpus > 1)
		cpu_call_others(fn, NULL);
}

void load_begin(void)
{
	uint32_t i, k;

	stop = false;
	on_all(stop_ticks);
	delay_us(20000);
	set_tick_hook(set_alarm);
	on_all(first_alarm);
	for (i = 0; i < nr_cpus; i++) {
		cow_parents[i] = aspace_user(COW_PAGES);
		for (k = 0; k < KINDS; k++) {
			struct work *w = &works[i][k];

			*w = (struct work){.name = kinds[k].name, .cpu = cpus[i]};
			w->thread = thread_create(w->name, cpus[i], worker, w);
			thread_run(w->thread);
		}
	}
}

static bool alarms_came(void)
{
	bool came = true;

	for (uint32_t i = 0; i < nr_cpus; i++)
		came &= cpus[i]->ticks - alarms[i].base == alarms[i].set;
	return came;
}

static void check_alarms(void)
{
	uint32_t i, sum = 0;
	struct wait wait;

	set_tick_hook(NULL);
	wait_begin(&wait, 5000, 1000);
	while (!alarms_came() && !wait_over(&wait))
		cpu_relax();
	for (i = 0; i < nr_cpus; i++)
		sum += alarms[i].set;
	if (!tap_ok(alarms_came(), "%u alarms, each set by the one before, came once each", sum))
		for (i = 0; i < nr_cpus; i++)
			tap_note("  processor %u: %u set, %u came", i, alarms[i].set,
				 cpus[i]->ticks - alarms[i].base);
	on_all(start_ticks);
}

static bool all_have_worked(void)
{
	bool worked = true;

	for (uint32_t i = 0; i < nr_cpus; i++)
		for (uint32_t k = 0; k < KINDS; k++)
			worked &= works[i][k].done >= 2;
	return worked;
}

void load_end(void)
{
	uint32_t i, k, done, bad, idle;
	struct wait wait;

	wait_begin(&wait, 10000, 1000);
	while (!all_have_worked() && !wait_over(&wait))
		schedule();
	stop = true;
	for (i = 0; i < nr_cpus; i++)
		for (k = 0; k < KINDS; k++)
			thread_join(works[i][k].thread);
	check_alarms();
	for (k = 0; k < KINDS; k++) {
		done = bad = idle = 0;
		for (i = 0; i < nr_cpus; i++) {
			done += works[i][k].done;
			bad += works[i][k].bad + works[i][k].arrived;
			idle += works[i][k].done < 2;
		}
		tap_ok(!bad && !idle, "%s: %u times on %u processors", kinds[k].name, done, nr_cpus);
		if (bad || idle)
			tap_note("  %u are wrong; %u processors did nothing", bad, idle);
	}
	for (i = 0; i < nr_cpus; i++)
		aspace_destroy(cow_parents[i]);
}

/* Stacks and tables that are kept for the next: have them made. */
void load_prepare(void)
{
	struct thread *t[MAX_CPUS * (KINDS + 1)];
	uint32_t i;

	for (i = 0; i < nr_cpus; i++)
		pte_find(&kernel_aspace, WINDOW_BASE + i * PAGE_SIZE, true);
	for (i = 0; i < nr_cpus * (KINDS + 1); i++)
		t[i] = thread_create("none", this_cpu(), worker, NULL);
	while (i--)
		thread_free(t[i]);
}
