/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Preemption.  A switch could lose a register, a stack, an address space, or a
 * thread.  Expected: kernel and user threads that hold patterns in all registers
 * find them there after thousands of switches, on each processor, and
 * two address spaces never see each other's memory.
 */
#include "kernel.h"
#include "groups.h"
#include "options.h"
#include "user.h"

#define FAST_HZ 2000
#define NR_KERNEL 3
#define NR_USER 2

static volatile bool stop;

/* Patterns in every register, checked until *stop; returns whether all stayed. */
static bool kernel_pattern(uint32_t pattern)
{
	uint32_t bad;

	asm volatile("push %%ebp\n"
		     "mov %%eax, %%ebp\n"
		     "1: lea 1(%%ebp), %%ebx\n"
		     "lea 2(%%ebp), %%ecx\n"
		     "lea 3(%%ebp), %%edx\n"
		     "lea 4(%%ebp), %%esi\n"
		     "lea 5(%%ebp), %%edi\n"
		     "mov $200, %%eax\n"
		     "2: dec %%eax\n"
		     "jnz 2b\n"
		     "add $15, %%eax\n"
		     "add %%ebx, %%eax\n"
		     "add %%ecx, %%eax\n"
		     "add %%edx, %%eax\n"
		     "add %%esi, %%eax\n"
		     "add %%edi, %%eax\n"
		     "sub $30, %%eax\n"
		     "lea (%%ebp, %%ebp, 4), %%ecx\n"
		     "sub %%ecx, %%eax\n"
		     "jnz 3f\n"
		     "cmpb $0, stop\n"
		     "je 1b\n"
		     "3: pop %%ebp\n"
		     : "=a"(bad)
		     : "a"(pattern)
		     : "ebx", "ecx", "edx", "esi", "edi", "memory", "cc");
	return !bad;
}

static void kernel_spinner(void *arg)
{
	thread_exit(!kernel_pattern((vmi_word_t)arg));
}

struct cpu_threads {
	struct thread *kernel[NR_KERNEL], *user[NR_USER];
	struct aspace *as[NR_USER];
};

static void start_on(struct cpu *cpu, struct cpu_threads *c)
{
	uint32_t i, tag = 0x11000000 * (cpu->id + 1);

	for (i = 0; i < NR_KERNEL; i++) {
		c->kernel[i] = thread_create("kernel", cpu, kernel_spinner, (void *)(vmi_word_t)(tag + i * 0x1111));
		thread_run(c->kernel[i]);
	}
	for (i = 0; i < NR_USER; i++) {
		c->as[i] = aspace_user(1);
		c->user[i] = thread_create_user("user", cpu, c->as[i], (vmi_word_t)user_spin, USER_STACK_TOP);
		c->user[i]->start.bx = tag + 0x800000 + i * 0x2222;
		thread_run(c->user[i]);
	}
}

static void stop_on(struct cpu *cpu, struct cpu_threads *c)
{
	uint32_t i, one = 1, rounds, bad = 0, stuck = 0;

	for (i = 0; i < NR_USER; i++) {
		user_write(c->as[i], (vmi_word_t)user_stop, &one, sizeof(one));
		bad += thread_join(c->user[i]);
		user_read(c->as[i], (vmi_word_t)user_rounds, &rounds, sizeof(rounds));
		stuck += !rounds;
		aspace_destroy(c->as[i]);
	}
	for (i = 0; i < NR_KERNEL; i++)
		bad += thread_join(c->kernel[i]);
	tap_eq(bad, 0, "processor %u: all threads kept their registers", cpu->id);
	tap_eq(stuck, 0, "processor %u: all user threads ran", cpu->id);
}

static unsigned int switches(void)
{
	unsigned int i, n = -1;

	for (i = 0; i < nr_cpus; i++)
		if (cpus[i]->switches < n)
			n = cpus[i]->switches;
	return n;
}

static void set_rate(void *hz)
{
	timer_start((vmi_word_t)hz);
}

static void check_preemption(void)
{
	static struct cpu_threads threads[MAX_CPUS];
	unsigned int i, more = repeats(500), want = switches() + more, seen = 0, ms;
	uint32_t hz = timer_affordable_hz(FAST_HZ);

	stop = false;
	set_rate((void *)(vmi_word_t)hz);
	cpu_call_others(set_rate, (void *)(vmi_word_t)hz);
	for (i = 0; i < nr_cpus; i++)
		start_on(cpus[i], &threads[i]);
	/* Does not yield: this thread is preempted like the others.  On a busy host it may take long, but goes on. */
	for (ms = 0; ms < 20000 && switches() < want; ms++) {
		if (switches() != seen)
			ms = 0;
		seen = switches();
		delay_us(1000);
	}
	tap_ok(switches() >= want, "every processor switched %u times", more);
	stop = true;
	for (i = 0; i < nr_cpus; i++)
		stop_on(cpus[i], &threads[i]);
	set_rate((void *)HZ);
	cpu_call_others(set_rate, (void *)HZ);
}

static volatile uint32_t turns[2];

static void yielder(void *arg)
{
	uint32_t me = (vmi_word_t)arg, i;

	for (i = 0; i < 2000; i++) {
		turns[me]++;
		schedule();
	}
}

static void check_yield(void)
{
	struct thread *a = thread_create("a", this_cpu(), yielder, (void *)0);
	struct thread *b = thread_create("b", this_cpu(), yielder, (void *)1);
	uint32_t before = this_cpu()->switches;

	turns[0] = turns[1] = 0;
	thread_run(a);
	thread_run(b);
	thread_join(a);
	thread_join(b);
	tap_ok(turns[0] == 2000 && turns[1] == 2000, "two threads yielded 2000 times each");
	tap_ok(this_cpu()->switches - before >= 4000, "and that many switches were made");
}

static void nothing(void *arg)
{
	++*(volatile uint32_t *)arg;
}

/* Threads come and go, their stacks are used again. */
static void check_churn(void)
{
	volatile uint32_t count = 0;
	uint32_t i, before = 0;

	for (i = 0; i < 200; i++) {
		struct thread *t = thread_create("churn", cpus[i % nr_cpus], nothing, (void *)&count);

		thread_run(t);
		thread_join(t);
		if (i == 10)
			before = frames_free();
	}
	tap_eq(count, 200, "200 threads ran, one by one");
	tap_eq(frames_free(), before, "and left no frame behind");
}

void test_threads(void)
{
	check_yield();
	check_churn();
	check_preemption();
}
