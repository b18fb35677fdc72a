/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Descriptor tables.  An entry could land in another slot or with other bits, an
 * LDT could stay loaded for the next thread.  Expected: segments work
 * as described, change when their entry is written again, stay over a switch, and
 * fault when their table is gone.
 */
#include "kernel.h"
#include "groups.h"
#include "user.h"

#define DATA_A (USER_STACK_TOP - 2 * PAGE_SIZE)
#define DATA_B (USER_STACK_TOP - 3 * PAGE_SIZE)
#define USER_DATA (DESC_DATA | DESC_DPL(3))

static struct aspace *as;
static uint64_t *ldt_a, *ldt_b;

static struct thread *fs_thread(uint32_t selector, uint32_t call)
{
	struct thread *t = thread_create_user("fs", this_cpu(), as, (uint32_t)user_fs, USER_STACK_TOP);

	t->start.bx = selector;
	t->start.di = call;
	return t;
}

static uint32_t run(struct thread *t)
{
	thread_run(t);
	return thread_join(t);
}

static uint64_t data_at(uint32_t base)
{
	return desc_make(base, PAGE_SIZE - 1, USER_DATA, DESC_BYTE_32);
}

static void check_two(void)
{
	struct thread *a = fs_thread(SEL_LDT_ENTRY(3), SYS_YIELD);
	struct thread *b = fs_thread(SEL_LDT_ENTRY(3), SYS_YIELD);

	ldt_write(ldt_a, 3, data_at(DATA_A));
	ldt_write(ldt_b, 3, data_at(DATA_B));
	tap_ok(ldt_a[3] == data_at(DATA_A), "an LDT entry reads back");
	a->ldt = (uint32_t)ldt_a;
	b->ldt = (uint32_t)ldt_b;
	thread_run(a);
	thread_run(b);
	tap_eq(thread_join(a), 0xaaaa, "a thread's LDT segment is its own over a switch");
	tap_eq(thread_join(b), 0xbbbb, "and so is another's");
	tap_eq(vmi_GetLDT(), 0, "a thread without LDT has none");
}

/* In the system call of user_fs, FS in use. */
static void modify(struct regs *r)
{
	ldt_write(ldt_a, 3, data_at(DATA_B));
	r->ax = 0;
}

static void unload(struct regs *r)
{
	struct thread *t = current_thread();

	preempt_disable();
	t->ldt = 0;
	ldt_load(this_cpu(), 0);
	preempt_enable();
	r->ax = 0;
}

static void check_change(void)
{
	struct thread *t = fs_thread(SEL_LDT_ENTRY(3), SYS_TEST);

	ldt_write(ldt_a, 3, data_at(DATA_A));
	t->ldt = (uint32_t)ldt_a;
	syscall_set_hook(modify);
	tap_eq(run(t), 0xbbbb, "a loaded LDT's entry can be changed");
	t = fs_thread(SEL_LDT_ENTRY(3), SYS_TEST);
	ldt_write(ldt_a, 3, data_at(DATA_A));
	t->ldt = (uint32_t)ldt_a;
	syscall_set_hook(unload);
	run_user(t);
	syscall_set_hook(NULL);
	/* An emulator that checks no limits reads address 0 instead. */
	tap_ok(t->fault.ip == (uint32_t)user_fs_read && !(t->fault.error & 3) &&
		       (t->exit_code == EXIT_KILLED + VEC_GP ||
			(t->exit_code == EXIT_KILLED + VEC_PF && !t->fault.cr2)),
	       "when the LDT is gone its segment is null");
	thread_free(t);
}

static void check_faults(void)
{
	struct thread *t = fs_thread(SEL_LDT_ENTRY(4), SYS_YIELD);

	t->ldt = (uint32_t)ldt_a;
	ldt_write(ldt_a, 4, data_at(DATA_A) & ~(1ull << 47)); /* not present */
	run_user(t);
	tap_ok(t->exit_code == EXIT_KILLED + VEC_NP && t->fault.error == (SEL_LDT_ENTRY(4) & ~3u),
	       "an entry that is not present faults");
	thread_free(t);
}

/* User code through an LDT segment, with its own base, over an interrupt and a switch. */
static void check_code(void)
{
	struct thread *t = thread_create_user("ldt code", this_cpu(), as, (uint32_t)user_far, USER_STACK_TOP);

	t->ldt = (uint32_t)ldt_a;
	ldt_write(ldt_a, 6, desc_make(0, 0xfffff, DESC_CODE | DESC_DPL(3), DESC_4K_32));
	t->start.cx = SEL_LDT_ENTRY(6);
	t->start.dx = (uint32_t)user_far_target;
	tap_eq(run(t), SEL_LDT_ENTRY(6), "user code runs in an LDT segment, and is returned to there");
}

static void check_tls(void)
{
	struct thread *a = fs_thread(SEL_TLS, SYS_YIELD), *b = fs_thread(SEL_TLS, SYS_YIELD);

	a->tls = data_at(DATA_A);
	b->tls = data_at(DATA_B);
	thread_run(a);
	thread_run(b);
	tap_ok(thread_join(a) == 0xaaaa && thread_join(b) == 0xbbbb, "a GDT entry of each thread's own");
}

static void check_tables(void)
{
	uint64_t *table = pages_alloc(1), *gdt = this_cpu()->gdt;
	uint64_t before[NR_GDT], d = 0x0123456789abcdefull, spare = data_at(0x1000);
	unsigned int i, wrong = 0;

	memcpy(before, gdt, sizeof(before));
	gdt_write(table, 7, d);
	ldt_write(table, 8, d + 1);
	for (i = 0; i < 512; i++)
		wrong += table[i] != (i == 7 ? d : i == 8 ? d + 1 : 0);
	tap_eq(wrong, 0, "a table that is not loaded: one entry is written, no other");
	tap_ok(!memcmp(before, gdt, sizeof(before)), "and the loaded GDT is as it was");
	gdt_write(gdt, SEL_SPARE / 8, spare);
	tap_ok(gdt[SEL_SPARE / 8] == spare, "an entry of the loaded GDT is written");
	gdt_write(gdt, SEL_SPARE / 8, 0);
	tap_ok(!memcmp(before, gdt, sizeof(before)), "and taken back");
	page_free(table);
}

static uint32_t limit_of(uint32_t selector)
{
	uint32_t limit = 0;

	asm volatile("lsl %1, %0" : "+r"(limit) : "r"(selector) : "cc");
	return limit;
}

static void check_load(void)
{
	struct desc_ptr p;

	preempt_disable();
	ldt_load(this_cpu(), (uint32_t)ldt_a);
	tap_eq(vmi_GetLDT(), SEL_LDT, "the LDT register reads back");
	ldt_write(ldt_a, 5, desc_make(0, 0x123, USER_DATA, DESC_BYTE_32));
	tap_eq(limit_of(SEL_LDT_ENTRY(5)), 0x123, "the processor sees an LDT entry as written");
	ldt_write(ldt_a, 5, 0);
	tap_eq(limit_of(SEL_LDT_ENTRY(5)), 0, "and sees it gone");
	ldt_load(this_cpu(), 0);
	tap_eq(vmi_GetLDT(), 0, "and is empty again");
	if (cpu_is_ours())
		tap_ok((this_cpu()->gdt[SEL_TSS / 8] >> 40 & 0xff) == DESC_TSS_BUSY,
		       "the task register's TSS is busy");
	else
		tap_skip("the TSS in use is the hypervisor's", "the task register's TSS is busy");
	vmi_GetGDT((uint32_t)&p);
	vmi_SetGDT((uint32_t)&p);
	tap_eq(p.base, (uint32_t)this_cpu()->gdt, "the GDT can be loaded again");
	preempt_enable();
}

void test_ldt(void)
{
	uint32_t a = 0xaaaa, b = 0xbbbb;

	as = aspace_user(3);
	ldt_a = pages_alloc(1);
	ldt_b = pages_alloc(1);
	user_write(as, DATA_A, &a, sizeof(a));
	user_write(as, DATA_B, &b, sizeof(b));
	check_tables();
	check_load();
	check_two();
	check_change();
	check_faults();
	check_code();
	check_tls();
	page_free(ldt_a);
	page_free(ldt_b);
	aspace_destroy(as);
}
