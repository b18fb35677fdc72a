/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Measures instead of testing.  Under QEMU's -icount shift=0 the time-stamp counter
 * counts instructions, so the figures are exact and come out the same each time.  No
 * alarm is set, nothing interrupts.
 */
#include "kernel.h"
#include "groups.h"
#include "user.h"

#define ROUNDS 1000
#define PAGES 64

/* RDTSC itself: a call site would be part of what is measured. */
static uint64_t cycles(void)
{
	uint64_t t;

	asm volatile("rdtsc" : "=A"(t) : : "memory");
	return t;
}

static uint32_t platform_calls; /* when the last report ended */

static void line(const char *what, const char *name, uint64_t all, uint32_t count)
{
	uint32_t rest, whole = div64(all, count, &rest);

	tap_note("%s %s %u.%02u", what, name, whole, (unsigned int)div64(rest * 100ull, count, NULL));
}

/* Where a blob has a platform below it, also how often it went there, setting up included. */
static void report(const char *name, uint64_t all, uint32_t count)
{
	uint32_t calls = vmi_PlatformCalls() - platform_calls;

	line("bench", name, all, count);
	if (platform_calls)
		line("bench-calls", name, calls, count);
	platform_calls = vmi_PlatformCalls();
}

static void bench_loop(void)
{
	uint32_t n = ROUNDS;
	uint64_t t = cycles();

	asm volatile("1: dec %0; jnz 1b" : "+r"(n) : : "cc");
	report("empty_loop", cycles() - t, ROUNDS);
}

static void bench_flags(void)
{
	uint32_t i;
	uint64_t t = cycles();

	for (i = 0; i < ROUNDS; i++)
		irq_restore(irq_save());
	report("irq_save_restore", cycles() - t, ROUNDS);
}

static volatile bool stop;

static void partner(void *arg)
{
	(void)arg;
	while (!stop)
		schedule();
}

/* This thread and another by turns; as: the other's address space or NULL. */
static void bench_switch(const char *name, struct aspace *as)
{
	struct thread *t = thread_create("partner", this_cpu(), partner, NULL);
	uint32_t before, i;
	uint64_t start;

	t->aspace = as;
	stop = false;
	thread_run(t);
	schedule();
	before = this_cpu()->switches;
	start = cycles();
	for (i = 0; i < ROUNDS; i++)
		schedule();
	start = cycles() - start;
	report(name, start, this_cpu()->switches - before);
	stop = true;
	thread_join(t);
}

/* Registers as the programs of user.S want them; the exit code is the time taken. */
static uint32_t run(struct aspace *as, const char *program, uint32_t count)
{
	struct thread *t = thread_create_user("bench", this_cpu(), as, (uint32_t)program, USER_STACK_TOP);

	t->start.si = count;
	t->start.bp = USER_STACK_TOP - PAGE_SIZE;
	thread_run(t);
	return thread_join(t);
}

static void bench_calls(struct aspace *as)
{
	report("syscall_int", run(as, user_bench_int, ROUNDS), ROUNDS);
	if (features.sep)
		report("syscall_sysenter", run(as, user_bench_fast, ROUNDS), ROUNDS);
}

static void bench_fork(struct aspace *as)
{
	struct aspace *child;
	uint64_t t;

	t = cycles();
	child = aspace_fork(as);
	report("fork", cycles() - t, 1);
	report("cow_fault", run(child, user_bench_touch, PAGES), PAGES);
	t = cycles();
	aspace_destroy(child);
	report("destroy", cycles() - t, 1);
	/* Nobody shares the pages any more: the fault alone, with nothing copied. */
	report("page_fault", run(as, user_bench_touch, PAGES), PAGES);
}

static void bench_map(void)
{
	uint32_t frame = frame_alloc(), i;
	uint64_t t = cycles();

	for (i = 0; i < ROUNDS; i++)
		map_page(&kernel_aspace, WINDOW_BASE, pte_make(frame, PTE_P | PTE_W));
	report("map_page", cycles() - t, ROUNDS);
	unmap_page(&kernel_aspace, WINDOW_BASE);
	frame_put(frame);
}

void bench(void)
{
	struct aspace *as = aspace_user(PAGES + 1);

	platform_calls = vmi_PlatformCalls();
	bench_loop();
	bench_flags();
	bench_switch("thread_switch", NULL);
	bench_switch("aspace_switch", as);
	bench_calls(as);
	bench_map();
	bench_fork(as);
	aspace_destroy(as);
}
