// SPDX-License-Identifier: GPL-2.0-only
/* Page-table entries by every way that such clients write them (section 8). */
#include "mm.h"

#define TEST_VA 0x40000000u
#define BITS (PTE_P | PTE_W | PTE_U)

static pte_t entry_of(uint32_t pfn, pte_t bits) { return (pte_t)pfn << 12 | bits; }
static volatile uint32_t *word_at(uint32_t at) { return (volatile uint32_t *)at; }

/* Entries have accessed and dirty bits that the processor sets. */
static bool is(const pte_t *e, pte_t want) { return (*(const volatile pte_t *)e & ~(pte_t)(PTE_A | PTE_D)) == want; }

static bool read_faults(uint32_t at)
{
	memset(&caught, 0, sizeof(caught));
	__asm__ volatile("773: cmpl $0, (%0)\n"
			 "774: .pushsection .fixups, \"a\"; .long 773b, 774b; .popsection"
			 :
			 : "r"(at)
			 : "memory", "cc");
	return caught.vector == VEC_PF && fault_address == at;
}

static bool write_faults(uint32_t at)
{
	memset(&caught, 0, sizeof(caught));
	__asm__ volatile("773: orl $0, (%0)\n"
			 "774: .pushsection .fixups, \"a\"; .long 773b, 774b; .popsection"
			 :
			 : "r"(at)
			 : "memory", "cc");
	return caught.vector == VEC_PF && fault_address == at;
}

/* One page, two frames, in a page table that lies in high memory if there is any. */
static void entries(uint32_t at, bool high, const char *where)
{
	struct mm *mm = this_cpu()->mm;
	uint32_t a = mm_frame(), b = mm_frame();
	pte_t *e = mm_entry(mm, at, high);
	uint32_t old;

	*(uint32_t *)va(a << 12) = 0xaaaa;
	*(uint32_t *)va(b << 12) = 0xbbbb;
	mm_set_at(mm, at, e, entry_of(a, BITS));
	tap_ok(is(e, entry_of(a, BITS)) && *word_at(at) == 0xaaaa, "mmu: entry in %s: is what was written",
	       where);
	e = mm_entry(mm, at, high);
	mm_set_at(mm, at, e, entry_of(b, BITS));
	CALL1(flush_single, at);
	tap_ok(is(e, entry_of(b, BITS)) && *word_at(at) == 0xbbbb, "mmu: entry in %s: changed, InvalPage",
	       where);
	*word_at(at) = 0xbbbb;
	tap_ok(*e & PTE_D && *e & PTE_A, "mmu: entry in %s: accessed and dirty", where);

	/* What the client writes itself, and then tells: write protection, an exchange. */
	*(volatile uint32_t *)e &= ~PTE_W;
	CALL3(pte_update, mm, at, e);
	CALL1(flush_single, at);
	tap_ok(write_faults(at) && is(e, entry_of(b, BITS & ~PTE_W)),
	       "mmu: entry in %s: write-protected, UpdatePxE", where);
	__asm__ volatile("xchg %0, %1" : "=r"(old), "+m"(*(volatile uint32_t *)e) : "0"(0) : "memory");
	CALL3(pte_update_defer, mm, at, e);
	CALL0(flush_user);
	tap_ok(read_faults(at), "mmu: entry in %s: exchanged for none, FlushTLB(1)", where);
	mm_set_at(mm, at, e, entry_of(a, BITS));
	CALL3(pte_clear, mm, at, e);
	CALL0(flush_kernel);
	tap_ok(!*e && read_faults(at), "mmu: entry in %s: cleared, FlushTLB(3)", where);
}

#ifdef CONFIG_PAE
/* The one write that is native and then told. */
static void atomic(uint32_t at)
{
	struct mm *mm = this_cpu()->mm;
	pte_t *e = mm_entry(mm, at, false), v = entry_of(mm_frame(), BITS);

	ops.set_pte_atomic(e, v);
	tap_ok(is(e, v), "mmu: set_pte_atomic, then UpdatePxELong");
	if (kernel_24) {
		v = entry_of(mm_frame(), BITS);
		ops.set_pte_present(mm, at, e, v);
		CALL1(flush_single, at);
		tap_ok(is(e, v), "mmu: set_pte_present of 2.6.24: DEFER and an address");
	}
	ops.pte_clear(mm, at, e);
	tap_ok(!*e, "mmu: and cleared");
}
#endif

#ifdef CONFIG_PAE
/* A program at an address: what it runs into first. */
static uint32_t executed(uint32_t at)
{
	struct regs r;

	user_regs(&r, 0);
	r.eip = at;
	return run_user(&r)->regs.vector;
}

/* The only bit above the frame's that a kernel sets. */
static void no_execute(uint32_t at)
{
	struct mm *mm = this_cpu()->mm;
	uint32_t pfn = mm_frame();
	pte_t *e = mm_entry(mm, at, true);

	*(uint16_t *)va(pfn << 12) = 0x80cd; /* int $VEC_SYSCALL */
	mm_set_at(mm, at, e, entry_of(pfn, BITS));
	tap_eq(executed(at), VEC_SYSCALL, "mmu: a page runs");
	if (!mm_nx) {
		tap_skip("no NX here", "mmu: a page must not run");
		return;
	}
	e = mm_entry(mm, at, true);
	mm_set_at(mm, at, e, entry_of(pfn, BITS | mm_nx));
	CALL1(flush_single, at);
	tap_eq(executed(at), VEC_PF, "mmu: a page must not run");
}
#endif

/*
 * As at a fork: an entry of one page table is write-protected and copied to another, both mapped,
 * one of an address space that isn't live; then the child gets a copy and ends.
 */
static void fork(uint32_t at)
{
	struct mm *parent = this_cpu()->mm, *child = mm_new();
	uint32_t pfn = mm_frame(), copy = mm_frame();
	pte_t *from, *to;

	mm_set_at(parent, at, mm_entry(parent, at, true), entry_of(pfn, BITS));
	*word_at(at) = 0x1111;
	to = mm_entry(child, at, true);
	from = mm_entry_nested(parent, at);
	lazy_batch_begin();
	*(volatile uint32_t *)from &= ~PTE_W;
	CALL3(pte_update, parent, at, from);
	mm_set_at(child, at, to, *from & ~(pte_t)(PTE_A | PTE_D));
	lazy_batch_end();
	CALL0(flush_user);
	tap_ok(write_faults(at), "mmu: fork: the parent's page is write-protected");
	tap_ok(is(to, entry_of(pfn, BITS & ~PTE_W)), "mmu: fork: the child's entry is a copy");
	mm_switch(child);
	tap_eq(*word_at(at), 0x1111, "mmu: fork: the child sees the page");
	mm_set_at(child, at, mm_entry(child, at, true), entry_of(copy, BITS));
	CALL1(flush_single, at);
	*word_at(at) = 0x2222;
	mm_switch(parent);
	tap_eq(*word_at(at), 0x1111, "mmu: fork: and writes its own copy");
	mm_free(child);
	tap_ok(!child->pgd[at >> PGD_SHIFT], "mmu: fork: the child's tables are gone");
}

/* A large page becomes small ones: a page directory's entry, set as a page table's. */
static void split(uint32_t at)
{
	pte_t *pd = mm_directory_entry(&init_mm, at), v;
	uint32_t table = mm_frame(), pfn = pa((void *)at) >> 12;

	*word_at(at + PAGE_SIZE) = 0x3333;
	for (unsigned int i = 0; i < PTRS; i++)
		((pte_t *)va(table << 12))[i] = entry_of(pfn + i, PTE_P | PTE_W | mm_nx);
	CALL1(alloc_pt, table);
	v = entry_of(table, PTE_P | PTE_W);
#ifdef CONFIG_PAE
	ops.set_pte_atomic(pd, v);
#else
	CALL2(set_pte, pd, v);
#endif
	CALL0(flush_kernel);
	tap_ok(is(pd, v), "mmu: a large page is split");
#ifndef CONFIG_PAE
	this_cpu()->mm->pgd[at >> PD_SHIFT] = v;
	CALL0(flush_kernel);
#endif
	tap_eq(*word_at(at + PAGE_SIZE), 0x3333, "mmu: and what was in it is there");
}

void test_mmu(void)
{
	uint32_t high = mm_high_frame();

	entries(TEST_VA, false, "the direct map");
	if (high)
		entries(TEST_VA + 0x400000, true, "a kmap window");
	else
		tap_skip("all memory is in the direct map", "mmu: entry in a kmap window");
	/* The fixmap's table is part of the kernel's image. */
	if (high) {
		*mm_map(WINDOW_TEST, high, false) = 0x77;
		tap_eq((uint32_t)*mm_map(WINDOW_TEST, high, false), 0x77, "mmu: entry in the kernel's image");
	}
	if (256 + memory_kib / 4 > 0x7f00) {
		tap_ok(!read_faults(PAGE_OFFSET + 0x7b00000), "mmu: large pages of the direct map");
		split(PAGE_OFFSET + 0x7800000);
	}
	fork(TEST_VA + 0x800000);
#ifdef CONFIG_PAE
	atomic(TEST_VA);
	no_execute(TEST_VA + 0x600000);
#endif
}
