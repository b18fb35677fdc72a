// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two threads, each with a user, a kernel stack and a thread block behind FS; a system call switches.  In the
 * client's order: FS, the stack, then the TSS has the new one and the ROM is told
 * (docs/facts/vmi-13.3-client.md section 4).
 */
#include "kernel.h"

#define ROUNDS 3

static struct thread {
	uint32_t esp; /* while it doesn't run */
	uint32_t user_esp;
	uint32_t calls, on_stack;
	uint32_t stack[512];
} threads[2];
static unsigned int current;

extern const uint8_t user_begin[], user_thread[];
void switch_stacks(uint32_t *save, uint32_t load);

static uint32_t top(const struct thread *thread)
{
	return (uint32_t)(thread->stack + 512);
}

/* The thread block, which is the user's. */
static uint32_t tib(unsigned int thread)
{
	return USER_DATA + 0x300 + 16 * thread;
}

static void switch_to(unsigned int next)
{
	struct thread *before = &threads[current];

	current = next;
	load_tib(tib(next));
	switch_stacks(&before->esp, threads[next].esp);
	set_kernel_stack(top(&threads[current]));
}

/* The second one's first words. */
static void begin(void)
{
	set_kernel_stack(top(&threads[current]));
	start_user(USER_CODE + (user_thread - user_begin), threads[current].user_esp, SEL_UDATA);
}

/* The first one's last system call is the end of both. */
void thread_call(const struct frame *frame)
{
	struct thread *thread = &threads[current];

	thread->on_stack += (uint32_t)(frame + 1) == top(thread);
	if (++thread->calls == ROUNDS && current == 0)
		leave_user();
	switch_to(!current);
}

void test_threads(void)
{
	uint32_t *esp = threads[1].stack + 512;

	for (unsigned int i = 0; i < 2; i++) {
		*(volatile uint32_t *)tib(i) = 0x71b00000 + i;
		threads[i].user_esp = USER_STACK - 0x100 * i;
		for (unsigned int word = 1; word <= 2; word++)
			((volatile uint32_t *)threads[i].user_esp)[-(int)word] = 0;
	}
	*--esp = (uint32_t)begin;
	esp -= 4; /* registers of switch_stacks */
	threads[1].esp = (uint32_t)esp;
	load_tib(tib(0));
	set_kernel_stack(top(&threads[0]));
	enter_user(USER_CODE + (user_thread - user_begin), threads[0].user_esp, SEL_UDATA);

	for (unsigned int i = 0; i < 2; i++) {
		volatile uint32_t *user = (volatile uint32_t *)threads[i].user_esp;

		is(threads[i].on_stack, threads[i].calls,
		   "UpdateKernelStack: thread %u's system calls are on its stack", i);
		is(user[-1], ROUNDS - i, "IRET to thread %u, each time", i);
		is(user[-2], 0x71b00000 + i, "WriteGDTEntry: thread %u has its own FS", i);
	}
}
