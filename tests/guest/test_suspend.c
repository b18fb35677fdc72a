/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Save and restore.  The runner saves the domain saves=N times: types s when the toolstack waits for us, and
 * restores us, or c, and lets us go on where we are.  What could go wrong: memory, a table or an entry that
 * still has the old domain's frames.  A time that goes back or stands still.  An alarm, an interrupt between
 * processors, a register or a line on the console that is lost.  An NMI meanwhile (in all saves but a first
 * one that is restored).  Expected: all is as it was, and goes on; so do all tests after this one.
 */
#include "kernel.h"
#include "groups.h"
#include "options.h"
#include "user.h"
#include "probe/step.h"

#define PAGES 8
#define FIRST (USER_STACK_TOP - PAGES * PAGE_SIZE)
#define WORDS (64 * PAGE_SIZE / 4)
#define FAST_HZ 1000
#define MS 1000000ull

static volatile bool stop, park;
static volatile uint32_t parked, cycles[MAX_CPUS], wrong;

/* The platform below knows a table for one once its root has been loaded; else a save takes it for data. */
static void load_once(struct aspace *as)
{
	struct aspace *own = this_cpu()->aspace;

	preempt_disable();
	aspace_load(as);
	aspace_load(own);
	preempt_enable();
}

/* One fork, its child's writes, its end. */
static void cycle(struct aspace *parent, struct cpu *cpu)
{
	struct aspace *child = aspace_fork(parent);
	struct thread *t = thread_create_user("touch", cpu, child, (uint32_t)user_touch, USER_STACK_TOP);
	uint32_t v = 0;

	t->start.bx = cycles[cpu->id];
	t->start.cx = PAGES;
	t->start.dx = USER_STACK_TOP;
	thread_run(t);
	thread_join(t);
	if (!user_read(child, FIRST, &v, sizeof(v)) || v != cycles[cpu->id])
		atomic_add(&wrong, 1);
	aspace_destroy(child);
	cycles[cpu->id]++;
}

/*
 * A thread that makes and changes page tables all the time.  A save must not come while it has an entry in its
 * hands: it parks where it has none.
 */
static void churn(void *arg)
{
	struct cpu *cpu = this_cpu();
	struct aspace *parent = aspace_user(PAGES);

	(void)arg;
	load_once(parent);
	while (!stop) {
		if (park) {
			atomic_add(&parked, 1);
			while (park)
				schedule();
			atomic_add(&parked, -1);
		}
		cycle(parent, cpu);
	}
	aspace_destroy(parent);
}

/* Of each processor: one that churns, one in user mode. */
struct load {
	struct thread *churn, *user;
	struct aspace *as;
};

static void load_start(struct cpu *cpu, struct load *l)
{
	l->churn = thread_create("churn", cpu, churn, NULL);
	l->as = aspace_user(1);
	l->user = thread_create_user("user", cpu, l->as, (uint32_t)user_spin, USER_STACK_TOP);
	l->user->start.bx = 0x22000000 + cpu->id;
	thread_run(l->churn);
	thread_run(l->user);
}

static uint32_t load_rounds(struct load *l)
{
	uint32_t rounds = 0;

	user_read(l->as, (uint32_t)user_rounds, &rounds, sizeof(rounds));
	return rounds;
}

static uint32_t load_stop(struct load *l)
{
	uint32_t one = 1, bad;

	user_write(l->as, (uint32_t)user_stop, &one, sizeof(one));
	bad = thread_join(l->user);
	aspace_destroy(l->as);
	return bad + thread_join(l->churn);
}

/* What must be the same after. */
struct now {
	uint32_t cr0, cr3, cr4, tr, ldt, dr[5], memory, entries;
	struct {
		uint16_t limit;
		uint32_t base;
	} __attribute__((packed)) gdt, idt;
	uint8_t gdt_bytes[NR_GDT * 8];
};

static uint32_t sum(const uint32_t *word, uint32_t n, uint32_t s)
{
	while (n--)
		s = (s << 1 | s >> 31) ^ *word++;
	return s;
}

/* Of the entries that map an address space's user part, as the client wrote them, or as they stand. */
static uint32_t entries_sum(struct aspace *as, bool raw)
{
	uint32_t va, s = 0;

	for (va = 0; va < USER_STACK_TOP; va += PAGE_SIZE) {
		pte_t *p = pte_find(as, va, false), e;

		if (!p) {
			va |= (1u << PD_SHIFT) - PAGE_SIZE;
			continue;
		}
		e = raw ? *p : pte_get(p);
		s = sum((uint32_t *)&e, sizeof(e) / 4, s);
	}
	return s;
}

static void look(struct now *n, const uint32_t *memory, struct aspace *as)
{
	static const uint8_t debug[] = {0, 1, 2, 3, 7};
	unsigned int i;

	memset(n, 0, sizeof(*n));
	n->cr0 = vmi_GetCR0();
	n->cr3 = vmi_GetCR3();
	n->cr4 = vmi_GetCR4();
	n->tr = vmi_GetTR();
	n->ldt = vmi_GetLDT();
	for (i = 0; i < ARRAY_SIZE(debug); i++)
		n->dr[i] = vmi_GetDR(debug[i]);
	vmi_GetGDT((uint32_t)&n->gdt);
	vmi_GetIDT((uint32_t)&n->idt);
	memcpy(n->gdt_bytes, this_cpu()->gdt, sizeof(n->gdt_bytes));
	n->memory = sum(memory, WORDS, 0);
	n->entries = entries_sum(as, false);
}

static void answer(void *arg)
{
	atomic_add(arg, 1);
}

/* After: interrupts come, on every processor. */
static void check_interrupts(void)
{
	volatile uint32_t answers = 0;
	unsigned int from[MAX_CPUS], i, ms, still = 0;

	for (i = 0; i < nr_cpus; i++)
		from[i] = cpus[i]->ticks;
	for (ms = 0; ms < 2000; ms++) {
		for (i = still = 0; i < nr_cpus; i++)
			still += cpus[i]->ticks - from[i] < 20;
		if (!still)
			break;
		delay_us(1000);
	}
	tap_eq(still, 0, "the timer of each processor goes on");
	for (i = 0; i < 100; i++)
		cpu_call_others(answer, (void *)&answers);
	tap_eq(answers, 100 * (nr_cpus - 1), "so do interrupts between them");
}

/* Available time by the other two counters. */
static uint64_t time_run(void)
{
	uint64_t real = vmi_GetCycleCounter(0);

	return real - vmi_GetCycleCounter(2);
}

/*
 * An NMI's handler may have read available time before it was made anew, and ahead.  If that counts as told,
 * it stands still until the real one is there.
 */
static void check_available(void)
{
	uint64_t from = vmi_GetCycleCounter(1), end = time_run() + 100000 * cycles_per_us();

	while (vmi_GetCycleCounter(1) == from && time_run() < end)
		cpu_relax();
	tap_ok(vmi_GetCycleCounter(1) > from, "available time goes on");
}

static void call_suspend(void *result)
{
	*(uint32_t *)result = vmi_Suspend();
}

/* No flag holds back an NMI, also while the platform has nothing of its own mapped here; nor on those that stand still. */
static uint32_t suspend_under_nmis(void)
{
	uint32_t result, nmis, astray;

	steps_begin();
	nmis = step_through(SHOT_NMI_ALL, EACH_STEP, call_suspend, &result);
	steps_end();
	astray = steps_astray();
	tap_ok(nmis && !astray, "%u NMIs, one at each instruction of Suspend, come there", nmis);
	return result;
}

/* Everything stands still; the call, and what is around it. */
static uint32_t suspend(const uint32_t *memory, struct aspace *as, bool under_nmis)
{
	static struct now before, after;
	uint64_t real, wall, stolen, wall_before, real_before;
	uint32_t mask, result, raw;

	preempt_disable();
	cpus_hold();
	mask = irq_save();
	look(&before, memory, as);
	raw = entries_sum(as, true);
	stolen = vmi_GetCycleCounter(2);
	wall_before = vmi_GetWallclockTime();
	real_before = vmi_GetCycleCounter(0);
	result = under_nmis ? suspend_under_nmis() : vmi_Suspend();
	real = vmi_GetCycleCounter(0) - real_before;
	wall = vmi_GetWallclockTime() - wall_before;
	stolen = vmi_GetCycleCounter(2) - stolen;
	look(&after, memory, as);
	raw ^= entries_sum(as, true);
	tap_ok(!irqs_on(), "interrupts are still off");
	irq_restore(mask);
	cpus_release();
	preempt_enable();
	check_available();
	tap_ok(!memcmp(&before, &after, sizeof(before)), "registers, tables, memory and page tables are as they were");
	tap_ok((int64_t)real >= 0 && (int64_t)wall >= 0 && (int64_t)stolen >= 0, "no time went back");
	if (result == VMI_SUSPEND_RESTORED) {
		/* A third domain may get the first one's again. */
		tap_note("the frames are %s", raw ? "others" : "the same");
		tap_ok(wall > real + 100 * MS, "the counter stood still meanwhile, the wall clock did not");
	} else {
		tap_ok(!raw, "the frames are the same");
	}
	return result;
}

/* Under load, until somebody types. */
static char wait_key(void)
{
	char key;

	while (!(key = platform->key()))
		schedule();
	return key;
}

static void set_rate(void *hz)
{
	timer_start((uint32_t)hz);
}

static void save(unsigned int nr, const uint32_t *memory, struct aspace *as)
{
	static struct load load[MAX_CPUS];
	uint32_t rounds[MAX_CPUS], churned[MAX_CPUS], i, result, bad = 0, stuck = 0, fast;
	char key;

	stop = park = false;
	fast = timer_affordable_hz(FAST_HZ);
	set_rate((void *)fast);
	cpu_call_others(set_rate, (void *)fast);
	for (i = 0; i < nr_cpus; i++)
		load_start(cpus[i], &load[i]);
	kprintf("# ready to be saved, %u\n", nr);
	key = wait_key();
	park = true;
	while (parked != nr_cpus)
		schedule();
	for (i = 0; i < nr_cpus; i++) {
		rounds[i] = load_rounds(&load[i]);
		churned[i] = cycles[i];
	}
	tap_note("%u forks on processor 0 while waiting for %c", cycles[0], key);
	result = suspend(memory, as, nr > 1 || key == 'c');
	tap_eq(result, key == 's' ? VMI_SUSPEND_RESTORED : VMI_SUSPEND_CANCELLED, "save %u: Suspend says %s", nr,
	       key == 's' ? "restored" : "cancelled");
	check_interrupts();
	park = false;
	for (i = 0; i < 5000 && cycles[0] < churned[0] + 20; i++)
		delay_us(1000);
	stop = true;
	for (i = 0; i < nr_cpus; i++) {
		stuck += load_rounds(&load[i]) == rounds[i];
		stuck += cycles[i] == churned[i];
		bad += load_stop(&load[i]);
	}
	tap_eq(stuck, 0, "all threads went on");
	tap_eq(bad, 0, "with their registers");
	tap_eq(wrong, 0, "and their memory");
	set_rate((void *)HZ);
	cpu_call_others(set_rate, (void *)HZ);
}

static void check_saves(void)
{
	uint32_t *memory = pages_alloc(WORDS * 4 / PAGE_SIZE), i, x = 1, before = 0;
	struct aspace *parent = aspace_user(PAGES), *child = aspace_fork(parent);

	for (i = 0; i < WORDS; i++)
		memory[i] = x = x * 1664525 + 1013904223;
	load_once(parent);
	load_once(child);
	vmi_SetDR(0, (uint32_t)memory);
	for (i = 0; i < options.saves; i++) {
		save(i + 1, memory, i & 1 ? parent : child);
		if (!i)
			before = frames_free();
	}
	tap_eq(frames_free(), before, "%u saves left no frame behind", i);
	vmi_SetDR(0, 0);
	aspace_destroy(child);
	aspace_destroy(parent);
}

static uint32_t refused_with(uint32_t lazy)
{
	uint32_t result;

	vmi_SetLazyMode(lazy);
	result = vmi_Suspend();
	vmi_SetLazyMode(VMI_LAZY_NONE);
	return result;
}

static void on_other(void *arg)
{
	*(volatile uint32_t *)arg = vmi_Suspend();
}

/* Whoever isn't ready is told so; where nothing saves us, always that. */
static void check_refused(void)
{
	uint32_t refusal = platform->key ? VMI_SUSPEND_NOT_READY : VMI_SUSPEND_NOWHERE, mask;
	volatile uint32_t result = ~0u;

	tap_eq(vmi_Suspend(), refusal, "Suspend refuses with interrupts on");
	mask = irq_save();
	tap_eq(refused_with(VMI_LAZY_MMU), refusal, "and in lazy mode");
	if (!platform->key)
		tap_eq(vmi_Suspend(), refusal, "and at all");
	/* Ready for it, but for the list of frames. */
	if (options.elsewhere && platform->key)
		tap_eq(vmi_Suspend(), VMI_SUSPEND_TOO_LARGE, "and with a list of frames that nobody can be told of");
	irq_restore(mask);
	if (nr_cpus > 1) {
		cpu_call(1, on_other, (void *)&result);
		tap_eq(result, refusal, "and on another processor");
	}
}

void test_suspend(void)
{
	check_refused();
	if (!options.saves)
		tap_skip("nobody saves this run", "save and restore");
	else if (!platform->key)
		test_saved(options.saves);
	else
		check_saves();
}
