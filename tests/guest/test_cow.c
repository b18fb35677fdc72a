/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copy on write.  A write to a shared page could go through to the other side, be
 * lost, or fault for ever; a frame could be lost or freed twice.  Expected: each side
 * sees its own writes, one fault for each page, CR2 right, all frames back in the end.
 */
#include "kernel.h"
#include "groups.h"
#include "options.h"
#include "user.h"

#define PAGES 16
#define FIRST (USER_STACK_TOP - PAGES * PAGE_SIZE)

static uint32_t faults, wrong_faults, next_va;

/* Looks on: the pages are written from the top down. */
static bool watch_fault(struct regs *r)
{
	uint32_t cr2 = vmi_GetCR2();

	if (!from_user(r))
		return false;
	if (faults++ && cr2 != next_va)
		wrong_faults++;
	if (r->error != 7)
		wrong_faults++;
	next_va = cr2 - PAGE_SIZE;
	return false;
}

static uint32_t touch_on(struct cpu *cpu, struct aspace *as, uint32_t value, uint32_t pages)
{
	struct thread *t = thread_create_user("touch", cpu, as, (vmi_word_t)user_touch, USER_STACK_TOP);

	t->start.bx = value;
	t->start.cx = pages;
	t->start.dx = USER_STACK_TOP;
	thread_run(t);
	return thread_join(t);
}

static void touch(struct aspace *as, uint32_t value, uint32_t pages, const char *what)
{
	tap_eq(touch_on(this_cpu(), as, value, pages), 0, "%s wrote", what);
}

static bool all_are(struct aspace *as, uint32_t value)
{
	uint32_t va, v;

	for (va = FIRST; va < USER_STACK_TOP; va += PAGE_SIZE)
		if (!user_read(as, va, &v, sizeof(v)) || v != value)
			return false;
	return true;
}

static void check_sides(struct aspace *parent)
{
	struct aspace *child;

	touch(parent, 1, PAGES, "the parent");
	child = aspace_fork(parent);
	tap_ok(all_are(child, 1), "the child has the parent's memory");
	faults = wrong_faults = cow_copies = cow_reuses = 0;
	trap_set_hook(VEC_PF, watch_fault);
	touch(child, 2, PAGES, "the child");
	trap_set_hook(VEC_PF, NULL);
	tap_eq(faults, PAGES, "one fault for each page");
	tap_eq(wrong_faults, 0, "each with the right CR2 and error code");
	tap_eq(cow_copies, PAGES, "each page was copied once");
	tap_ok(all_are(parent, 1), "the parent sees none of it");
	tap_ok(all_are(child, 2), "the child sees all of it");
	touch(parent, 3, PAGES, "the parent");
	tap_ok(cow_copies == PAGES && cow_reuses == PAGES, "the last user needs no copy");
	tap_ok(all_are(parent, 3) && all_are(child, 2), "and both have their own memory");
	touch(child, 4, PAGES, "the child again");
	tap_eq(cow_copies + cow_reuses, 2 * PAGES, "a second write faults no more");
	aspace_destroy(child);
}

/* The kernel writes to the user's address itself: CR0.WP makes it fault alike. */
static void kernel_writes(struct regs *r)
{
	*(volatile uint32_t *)FIRST = 9;
	r->ax = *(volatile uint32_t *)FIRST;
}

static void check_kernel_write(struct aspace *parent)
{
	struct aspace *child = aspace_fork(parent);
	struct thread *t =
		thread_create_user("kernel write", this_cpu(), child, (vmi_word_t)user_int, USER_STACK_TOP);
	struct user_snapshot s = {0};
	uint32_t v = 0;

	syscall_set_hook(kernel_writes);
	t->start.ax = SYS_TEST;
	user_read(child, run_user(t), &s, sizeof(s));
	syscall_set_hook(NULL);
	thread_free(t);
	user_read(parent, FIRST, &v, sizeof(v));
	tap_ok(s.ax == 9 && v == 3, "a write by the kernel is copied too");
	aspace_destroy(child);
}

static void check_generations(struct aspace *parent)
{
	struct aspace *generation[8];
	unsigned int i;
	uint32_t v, wrong = 0;

	for (i = 0; i < ARRAY_SIZE(generation); i++) {
		generation[i] = aspace_fork(i ? generation[i - 1] : parent);
		v = 100 + i;
		user_write(generation[i], FIRST, &v, sizeof(v));
	}
	for (i = 0; i < ARRAY_SIZE(generation); i++) {
		user_read(generation[i], FIRST, &v, sizeof(v));
		wrong += v != 100 + i;
		user_read(generation[i], FIRST + PAGE_SIZE, &v, sizeof(v));
		wrong += v != 3;
	}
	tap_eq(wrong, 0, "eight generations each have their own page and share the others");
	/* Not in the order in which they were made. */
	for (i = 0; i < ARRAY_SIZE(generation); i++)
		aspace_destroy(generation[i ^ 5]);
}

/*
 * Fork, load, write, throw away, over and over: a table that a platform below still
 * holds, or that came back read-only, shows when its frame is used again.
 */
static void cycle(struct aspace *parent, uint32_t times)
{
	struct aspace *own = this_cpu()->aspace;
	uint32_t i, v;

	for (i = 0; i < times; i++) {
		struct aspace *child = aspace_fork(parent);

		v = i;
		user_write(child, FIRST, &v, sizeof(v));
		preempt_disable();
		aspace_load(child);
		aspace_load(own);
		preempt_enable();
		aspace_destroy(child);
	}
}

static void check_cycles(struct aspace *parent)
{
	uint32_t before = frames_free(), times = repeats(20);

	cycle(parent, times);
	tap_eq(frames_free(), before, "%u forks that were loaded and thrown away leave no frame behind", times);
}

static void cycle_alone(void *arg)
{
	struct aspace *parent = aspace_user(PAGES);

	(void)arg;
	cycle(parent, repeats(100));
	aspace_destroy(parent);
}

/* Faults of a program are its processor's. */
static void check_each(void)
{
	struct aspace *parent = aspace_user(PAGES), *child;
	uint32_t i, wrong = touch_on(this_cpu(), parent, 1, PAGES);

	for (i = 0; i < nr_cpus; i++) {
		child = aspace_fork(parent);
		cow_copies = 0;
		wrong += touch_on(cpus[i], child, 2, PAGES) != 0;
		wrong += cow_copies != PAGES || !all_are(child, 2) || !all_are(parent, 1);
		aspace_destroy(child);
	}
	tap_eq(wrong, 0, "a child on each of %u processors", nr_cpus);
	aspace_destroy(parent);
}

/* What one processor has thrown away another takes: no table may map it by then. */
static void check_all_at_once(void)
{
	struct thread *t[MAX_CPUS];
	unsigned int i;

	for (i = 0; i < nr_cpus; i++) {
		t[i] = thread_create("cycle", cpus[i], cycle_alone, NULL);
		thread_run(t[i]);
	}
	for (i = 0; i < nr_cpus; i++)
		thread_join(t[i]);
	tap_ok(true, "all processors fork and throw away at the same time");
}

static void once(void)
{
	struct aspace *parent = aspace_user(PAGES);

	check_sides(parent);
	check_kernel_write(parent);
	check_generations(parent);
	check_cycles(parent);
	aspace_destroy(parent);
}

void test_cow(void)
{
	struct aspace *warm = aspace_user(PAGES);
	uint32_t before;

	/* The threads' stacks are kept for the next ones: have them made. */
	touch(warm, 0, 1, "a first program");
	aspace_destroy(warm);
	before = frames_free();
	once();
	tap_eq(frames_free(), before, "all frames came back");
	check_each();
	if (nr_cpus > 1)
		check_all_at_once();
	else
		tap_skip("there is one processor only", "all processors fork and throw away at the same time");
}
