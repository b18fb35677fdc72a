/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A segment that goes away while a register holds it: another processor takes an entry out of the LDT that
 * threads share.  Nothing tells the processor, which goes on with what it has; but whoever saves the register and
 * loads it again finds a selector that doesn't load.  Where that is a platform, a user could end the kernel
 * by it, or the kernel lose segments that are good.  Expected: what can't be loaded becomes null, and nothing else.
 */
#include "kernel.h"
#include "groups.h"
#include "user.h"

#define ENTRY 3
#define SPIN_MS 50
#define MOST_MS 10000

static uint64_t *ldt;
static volatile bool ready, gone;
static volatile uint32_t seen[3];

static void entry_there(bool there)
{
	ldt_write(ldt, ENTRY, there ? desc_make(0, 0xfffff, DESC_DATA | DESC_DPL(3), DESC_4K_32) : 0);
}

/* In user mode, with the timer's interrupts coming. */
static void check_user(void)
{
	struct aspace *as = aspace_user(3);
	uint32_t one = 1, before = 0, after, code, ms;
	struct thread *t = thread_create_user("ds", cpus[1], as, (uint32_t)user_ds_spin, USER_STACK_TOP);

	entry_there(true);
	t->start.bx = SEL_LDT_ENTRY(ENTRY);
	t->ldt = (uint32_t)ldt;
	thread_run(t);
	while (!before) {
		delay_us(1000);
		user_read(as, (uint32_t)user_rounds, &before, sizeof(before));
	}
	entry_there(false);
	delay_us(SPIN_MS * 1000);
	user_read(as, (uint32_t)user_rounds, &before, sizeof(before));
	after = before;
	/* On a busy machine its processor may not have been there. */
	for (ms = 0; after == before && ms < MOST_MS; ms += SPIN_MS) {
		delay_us(SPIN_MS * 1000);
		user_read(as, (uint32_t)user_rounds, &after, sizeof(after));
	}
	tap_ok(after != before, "a program runs on when the segment in its DS goes away");
	user_write(as, (uint32_t)user_stop, &one, sizeof(one));
	code = thread_join(t);
	tap_ok(!(code & EXIT_KILLED), "and comes to its end");
	aspace_destroy(as);
}

/* The kernel, with a user's selector in GS as some keep it there, is itself switched away from by what is below it. */
static void kernel_thread(void *arg)
{
	uint32_t ds, es, fs, mask = irq_save();
	uint64_t end;

	(void)arg;
	ldt_load(this_cpu(), (uint32_t)ldt);
	asm volatile("mov %0, %%gs" : : "r"(SEL_LDT_ENTRY(ENTRY)));
	ready = true;
	while (!gone)
		cpu_relax();
	end = vmi_GetCycleCounter(0) + SPIN_MS * 1000 * cycles_per_us();
	do {
		asm volatile("mov %%ds, %0; mov %%es, %1; mov %%fs, %2" : "=r"(ds), "=r"(es), "=r"(fs));
	} while (ds == SEL_KERNEL_DS && es == SEL_KERNEL_DS && fs == SEL_PERCPU && vmi_GetCycleCounter(0) < end);
	asm volatile("mov %0, %%ds; mov %0, %%es; mov %1, %%fs; mov %2, %%gs" : : "r"(SEL_KERNEL_DS), "r"(SEL_PERCPU), "r"(0));
	seen[0] = ds;
	seen[1] = es;
	seen[2] = fs;
	ldt_load(this_cpu(), 0);
	irq_restore(mask);
	thread_exit(0);
}

static void check_kernel(void)
{
	struct thread *t = thread_create("gs", cpus[1], kernel_thread, NULL);

	entry_there(true);
	ready = gone = false;
	thread_run(t);
	while (!ready)
		cpu_relax();
	entry_there(false);
	gone = true;
	thread_join(t);
	tap_eq(seen[0], SEL_KERNEL_DS, "the kernel keeps its DS when another register's segment goes away");
	tap_eq(seen[1], SEL_KERNEL_DS, "its ES");
	tap_eq(seen[2], SEL_PERCPU, "and its FS");
}

void test_segments(void)
{
	if (nr_cpus < 2) {
		tap_skip("one processor", "a segment that another processor takes away");
		return;
	}
	ldt = pages_alloc(1);
	check_user();
	check_kernel();
	page_free(ldt);
}
