/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The machine stands still, for text that changes under load.  Two things keep it from that: a processor that
 * goes on, and a thread that is away in the middle of what changes.  The second looks still, and comes back
 * into another instruction.
 *
 * Where a thread is, its trap frames say: each is on record from trap_dispatch to its return (struct thread,
 * traps).  One that was interrupted in a site, or in a ROM, has to go on until it is out.  So while a stop is
 * wanted nobody is preempted there, whoever was is run first (pick), and a processor that is called there
 * declines, and is called again.  An idle one doesn't halt meanwhile: in a ROM's Halt it would stay for ever.
 */
#include "kernel.h"

#define MOST_ROUNDS 1000  /* of looking for threads that are in a site */
#define MOST_CALLS 100000 /* of processors that declined */
#define MAX_IMAGES 4

struct stop_count stop_count;

static uint8_t *inside; /* bit per byte of text: within a site, but not its first */
static struct {
	uintptr_t begin, end;
} images[MAX_IMAGES];
static unsigned int nr_images;

static uint32_t busy;
static volatile bool wanted, hold;
enum answer { NO_ANSWER, HELD, DECLINED };
static volatile enum answer answers[MAX_CPUS];

void stop_prepare(const struct vmi_site *site, const struct vmi_site *end)
{
	if (inside)
		return;
	inside = pages_alloc(vmi_text_size() / 8 / PAGE_SIZE + 1);
	for (; site != end; site++) {
		uintptr_t at = (uintptr_t)&site->offset + (uintptr_t)(intptr_t)site->offset -
			       (uintptr_t)vmi_text_begin();

		for (unsigned int i = 1; i < site->len; i++)
			inside[(at + i) / 8] |= 1 << (at + i) % 8;
	}
}

void stop_add_image(const void *base, size_t size)
{
	uintptr_t begin = (uintptr_t)base;

	for (unsigned int i = 0; i < nr_images; i++)
		if (images[i].begin == begin)
			return;
	if (nr_images == MAX_IMAGES)
		panic(NULL, "too many ROMs");
	images[nr_images].begin = begin;
	images[nr_images++].end = begin + size;
}

bool stop_wanted(void)
{
	return wanted;
}

static bool changes(uintptr_t ip)
{
	uintptr_t at = ip - (uintptr_t)vmi_text_begin();

	if (at < vmi_text_size())
		return inside[at / 8] >> at % 8 & 1;
	for (unsigned int i = 0; i < nr_images; i++)
		if (ip >= images[i].begin && ip < images[i].end)
			return true;
	return false;
}

bool thread_in_site(const struct thread *t)
{
	unsigned int i;

	if (!inside)
		return false;
	/* Those that had no room may be anywhere. */
	if (t->nr_traps > MAX_TRAPS)
		return true;
	for (i = 0; i < t->nr_traps; i++)
		if (!from_user(t->traps[i]) && changes(t->traps[i]->ip))
			return true;
	return false;
}

/* What was fetched ahead may be old text (SDM vol. 3, 8.1.3). */
static void serialise(void)
{
	uint32_t eax = 0, ecx = 0;

	asm volatile("cpuid" : "+a"(eax), "+c"(ecx) : : "ebx", "edx", "memory");
}

/* By VEC_CALL, interrupts off.  No call site from the answer on. */
static void stand(void *arg)
{
	struct cpu *cpu = this_cpu();
	volatile enum answer *answer = &answers[cpu->id];

	(void)arg;
	if (thread_in_site(cpu->current)) {
		*answer = DECLINED;
		return;
	}
	/* An NMI from here on, which may end when text has changed, returns by no site. */
	WRITE_ONCE(cpu->stands, true);
	*answer = HELD;
	while (hold)
		asm volatile("pause" : : : "memory");
	serialise();
	WRITE_ONCE(cpu->stands, false);
	*answer = NO_ANSWER;
}

static bool all_held(void)
{
	for (unsigned int i = 0; i < nr_cpus; i++)
		if (cpus[i] != this_cpu() && answers[i] != HELD)
			return false;
	return true;
}

/* All others stand, or it has taken too many calls. */
static bool hold_others(void)
{
	unsigned int i, calls = 0;

	hold = true;
	cpu_call_begin(stand, NULL, 0);
	for (i = 0; i < nr_cpus; i++)
		answers[i] = DECLINED;
	while (!all_held() && calls < MOST_CALLS) {
		for (i = 0; i < nr_cpus; i++) {
			if (cpus[i] == this_cpu() || answers[i] != DECLINED)
				continue;
			answers[i] = NO_ANSWER;
			cpu_call_again(i);
			calls++;
		}
		cpu_relax();
	}
	stop_count.declined += calls - (nr_cpus - 1);
	return all_held();
}

/* Preemption is on again. */
static void release_others(void)
{
	hold = false;
	cpu_call_end();
}

/*
 * All others stand.  Whether no thread is in a site; those that are get the processor next.  Our own called
 * us, so it is not.
 */
static bool threads_are_out(void)
{
	bool out = true;

	for (unsigned int i = 0; i < nr_cpus; i++) {
		struct thread *idle = cpus[i]->idle, *t = idle;

		do {
			if (t != current_thread() && thread_in_site(t)) {
				t->first = true;
				cpus[i]->need_resched = true;
				out = false;
			}
			t = t->next;
		} while (t != idle);
	}
	return out;
}

/* By no call site. */
static uint64_t cycles(void)
{
	uint32_t low, high;

	asm volatile("rdtsc" : "=a"(low), "=d"(high));
	return (uint64_t)high << 32 | low;
}

/* Interrupts off by no call site. */
static void run_alone(vmi_run_fn *run, void *job)
{
	struct cpu *cpu = this_cpu();
	uintptr_t flags;
	uint64_t then;

	asm volatile("pushf; pop %0; cli" : "=r"(flags) : : "memory");
	WRITE_ONCE(cpu->stands, true);
	then = cycles();
	run(job);
	stop_count.cycles += cycles() - then;
	serialise();
	WRITE_ONCE(cpu->stands, false);
	asm volatile("push %0; popf" : : "r"(flags) : "memory", "cc");
}

static bool try_once(vmi_run_fn *run, void *job)
{
	bool still;

	preempt_disable();
	still = hold_others() && threads_are_out();
	if (still)
		run_alone(run, job);
	release_others();
	return still;
}

void cpus_stop(vmi_run_fn *run, void *job)
{
	unsigned int rounds = 0;
	bool done;

	if (atomic_swap(&busy, 1))
		return;
	wanted = true;
	while (!(done = try_once(run, job))) {
		stop_count.waited++;
		/* Who may not be switched away can't wait for others to go on. */
		if (this_cpu()->preempt_off || ++rounds == MOST_ROUNDS)
			break;
		/* Back here once they are out: there may be many others. */
		current_thread()->first = true;
		schedule();
	}
	wanted = false;
	busy = 0;
	if (done)
		stop_count.stops++;
	else
		stop_count.refused++;
}
