// SPDX-License-Identifier: GPL-2.0-only
/*
 * Five things that programs make a kernel do all day, as mixes of call sites and other work.
 *
 * Which sites a kernel passes, and in which form, was read in Linux 2.6.24 and 2.6.32 (paravirt.h,
 * entry_32.S, pgtable*.h, mm/, kernel/, fs/pipe.c). How often, and how much else there is to do,
 * was fitted to what real kernels were measured at (docs/client30-answers.md).  So a mix is a model; what
 * is counted are its sites, which are really patched and run.
 */
#include "mm.h"

void enter_user(const struct regs *r);

#define AT 0x50000000 /* where pages are missing */
#define MOST_FAULTS 32

enum part {
	RETURNS,  /* system calls: DISABLE_INTERRUPTS and INTERRUPT_RETURN on the way out */
	FAULTS,	  /* page faults: the same, GetCR2, EnableInterrupts, set_pte_at */
	SAVES,	  /* local_irq_save ... local_irq_restore */
	PAIRS,	  /* local_irq_disable ... local_irq_enable */
	IDENTS,	  /* pte_val, __pte and the like */
	SETS,	  /* set_pte_at but for the faults' */
	UPDATES,  /* pte_update */
	EMPTIES,  /* hooks that are empty natively: dup_mmap, exit_mmap, release_pte ... */
	DIRECTS,  /* functions that no ROM is asked for */
	LAZIES,	  /* arch_enter_lazy_mmu_mode ... arch_leave_lazy_mmu_mode */
	SWITCHES, /* load_sp0, write_cr3, begin and end of a context switch */
	WORK,	  /* anything else, in 20 instructions */
	NR_PARTS
};

struct mix {
	const char *name;
	uint16_t times[2][NR_PARTS]; /* of 2.6.24, of 2.6.32 */
};

#ifdef CONFIG_PAE
#define BY_SIZE(nopae, pae) (pae)
#else
#define BY_SIZE(nopae, pae) (nopae)
#endif

static pte_t *entry;
static uint32_t frame;

static bool fault_in(uint32_t address)
{
	uint32_t n = (address - AT) / PAGE_SIZE;

	if (n >= MOST_FAULTS)
		return false;
#ifdef CONFIG_PAE
	/* Five words of arguments: no site, but a call in C. */
	ops.set_pte_at(this_cpu()->mm, address, entry + n, (pte_t)frame << 12 | PTE_P | PTE_W);
#else
	CALL4(set_pte_at, this_cpu()->mm, address, entry + n, frame << 12 | PTE_P | PTE_W);
#endif
	return true;
}

/* The mixes were fitted with the registers' set-up by a memset that wrote byte by byte: instructions that are gone by now. */
#define SET_UP_LOOPS 136

static void returns(uint32_t n)
{
	struct regs r;
	uint32_t loops = SET_UP_LOOPS;

	__asm__ volatile("1: dec %0; jnz 1b" : "+r"(loops) : : "cc");
	user_regs(&r, PROGRAM_LOOP);
	r.esi = n;
	enter_user(&r);
}

static void faults(uint32_t n)
{
	on_page_fault = fault_in;
	__asm__ volatile("sti");
	for (uint32_t i = 0; i < n; i++)
		*(const volatile uint8_t *)(AT + i * PAGE_SIZE);
	__asm__ volatile("cli");
	on_page_fault = NULL;
	for (uint32_t i = 0; i < n; i++) {
		entry[i] = 0;
		__asm__ volatile("invlpg (%0)" : : "r"(AT + i * PAGE_SIZE) : "memory");
	}
}

static void saves(uint32_t n)
{
	while (n--) {
		uint32_t mask = save_mask();

		irq_disable();
		restore_mask(mask);
	}
}

static void saves_24(uint32_t n)
{
	while (n--) {
		uint32_t mask = save_mask_24();

		irq_disable_24();
		restore_mask_24(mask);
	}
}

static void pairs(uint32_t n)
{
	while (n--) {
		irq_disable();
		irq_enable();
	}
	__asm__ volatile("cli");
}

static void pairs_24(uint32_t n)
{
	while (n--) {
		irq_disable_24();
		irq_enable_24();
	}
	__asm__ volatile("cli");
}

static void idents(uint32_t n)
{
	while (n--)
		RCALL1(pte_val, n);
}

static void sets(uint32_t n)
{
	while (n--) {
#ifdef CONFIG_PAE
		ops.set_pte_at(this_cpu()->mm, AT, entry, 0);
#else
		CALL4(set_pte_at, this_cpu()->mm, AT, entry, 0);
#endif
	}
}

static void updates(uint32_t n)
{
	while (n--)
		CALL3(pte_update, this_cpu()->mm, AT, entry);
}

static void empties(uint32_t n)
{
	while (n--)
		CALL0(activate_mm);
}

static void directs(uint32_t n)
{
	while (n--)
		CALL0(flush_others);
}

static void lazies(uint32_t n)
{
	while (n--) {
		CALL0(lazy_mmu_enter);
		CALL0(lazy_mmu_leave);
	}
}

static void switches(uint32_t n)
{
	struct cpu *cpu = this_cpu();
	uint32_t cr3 = pa(cpu->mm->pgd);

	while (n--) {
		CALL0(lazy_cpu_enter);
		CALL1(set_cr3, cr3);
		CALL2(load_esp0, cpu->tss, cpu->tss[1]);
		CALL0(lazy_cpu_leave);
	}
}

static void work(uint32_t n)
{
	n *= 10;
	__asm__ volatile("1: dec %0; jnz 1b" : "+r"(n) : : "cc");
}

static void (*const parts[2][NR_PARTS])(uint32_t n) = {
	{returns, faults, saves_24, pairs_24, idents, sets, updates, empties, directs, lazies, switches, work},
	{returns, faults, saves, pairs, idents, sets, updates, empties, directs, lazies, switches, work},
};

/* In the order of enum part.  16 faults are one mmap's, 64 pages one mprotect's; a pipe's round trip has two switches. */
static const struct mix mixes[] = {
	{"fork_exit_wait",
	 {{4, 25, 105, 40, BY_SIZE(117, 92), 12, 37, 23, 0, 0, 0, BY_SIZE(1853, 2322)},
	  {4, 25, 105, 40, BY_SIZE(117, 132), 12, 37, 23, 0, 0, 0, BY_SIZE(2110, 2618)}}},
	{"getpid", {{1000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, {1000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 468}}},
	{"pipe", {{4, 0, 11, 2, 0, 0, 0, 16, 0, 0, 2, 188}, {4, 0, 11, 2, 0, 0, 0, 16, 0, 0, 2, 190}}},
	{"mmap_fault",
	 {{2, 16, 36, 0, BY_SIZE(48, 32), 0, 16, 0, 0, 0, 0, BY_SIZE(999, 944)},
	  {2, 16, 36, 0, BY_SIZE(48, 32), 0, 16, 0, 56, 0, 0, BY_SIZE(838, 789)}}},
	{"mprotect",
	 {{1, 0, 0, 0, BY_SIZE(64, 0), 64, 64, 0, 0, 1, 0, BY_SIZE(3, 35)},
	  {1, 0, 0, 0, BY_SIZE(192, 128), 64, 64, 0, BY_SIZE(128, 64), 1, 0, BY_SIZE(52, 109)}}},
};

static uint32_t run(const struct mix *m, unsigned int kind)
{
	uint32_t from, to, high;

	__asm__ volatile("rdtsc" : "=a"(from), "=d"(high) : : "memory");
	for (unsigned int p = 0; p < NR_PARTS; p++)
		if (m->times[kind][p])
			parts[kind][p](m->times[kind][p]);
	__asm__ volatile("rdtsc" : "=a"(to), "=d"(high) : : "memory");
	return to - from;
}

void loops(void)
{
	frame = mm_frame();
	entry = mm_entry(this_cpu()->mm, AT, false);
	pic_set_masks(PIC_ALL);
	for (unsigned int i = 0; i < COUNT(mixes); i++) {
		/* A site of IRET gets its instruction at the first. */
		run(&mixes[i], !kernel_24);
		kprintf("# bench %s %u\n", mixes[i].name, run(&mixes[i], !kernel_24));
	}
	tap_ok(true, "loops");
}
