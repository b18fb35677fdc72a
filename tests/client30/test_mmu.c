// SPDX-License-Identifier: GPL-2.0-only
/* Page-table entries by every way that such clients write them (section 8), and lazy modes (9). */
#include "mm.h"

#define TEST_VA 0x40000000u
#define BITS (PTE_P | PTE_W | PTE_U)

static pte_t entry_of(uint32_t pfn, uint32_t bits) { return (pte_t)pfn << 12 | bits; }
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
	return caught.vector == VEC_PF;
}

static bool write_faults(uint32_t at)
{
	memset(&caught, 0, sizeof(caught));
	__asm__ volatile("773: orl $0, (%0)\n"
			 "774: .pushsection .fixups, \"a\"; .long 773b, 774b; .popsection"
			 :
			 : "r"(at)
			 : "memory", "cc");
	return caught.vector == VEC_PF;
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
	ok(is(e, entry_of(a, BITS)) && *word_at(at) == 0xaaaa, "mmu: entry in %s: is what was written", where);
	e = mm_entry(mm, at, high);
	mm_set_at(mm, at, e, entry_of(b, BITS));
	CALL1(flush_single, at);
	ok(is(e, entry_of(b, BITS)) && *word_at(at) == 0xbbbb, "mmu: entry in %s: changed, InvalPage", where);
	*word_at(at) = 0xbbbb;
	ok(*e & PTE_D && *e & PTE_A, "mmu: entry in %s: accessed and dirty", where);

	/* What the client writes itself, and then tells: write protection, an exchange. */
	*(volatile uint32_t *)e &= ~PTE_W;
	CALL3(pte_update, mm, at, e);
	CALL1(flush_single, at);
	ok(write_faults(at) && is(e, entry_of(b, BITS & ~PTE_W)), "mmu: entry in %s: write-protected, UpdatePxE", where);
	__asm__ volatile("xchg %0, %1" : "=r"(old), "+m"(*(volatile uint32_t *)e) : "0"(0) : "memory");
	CALL3(pte_update_defer, mm, at, e);
	CALL0(flush_user);
	ok(read_faults(at), "mmu: entry in %s: exchanged for none, FlushTLB(1)", where);
	mm_set_at(mm, at, e, entry_of(a, BITS));
	CALL3(pte_clear, mm, at, e);
	CALL0(flush_kernel);
	ok(!*e && read_faults(at), "mmu: entry in %s: cleared, FlushTLB(3)", where);
}

#ifdef CONFIG_PAE
/* The one write that is native and then told. */
static void atomic(uint32_t at)
{
	struct mm *mm = this_cpu()->mm;
	pte_t *e = mm_entry(mm, at, false), v = entry_of(mm_frame(), BITS);

	ops.set_pte_atomic(e, v);
	ok(is(e, v), "mmu: set_pte_atomic, then UpdatePxELong");
	v = entry_of(mm_frame(), BITS);
	ops.set_pte_present(mm, at, e, v);
	CALL1(flush_single, at);
	ok(is(e, v), "mmu: set_pte_present of 2.6.24: DEFER and an address");
	ops.pte_clear(mm, at, e);
	ok(!*e, "mmu: and cleared");
}
#endif

static void context_switch(struct mm *to, bool in_batch)
{
	struct cpu *cpu = this_cpu();

	if (in_batch)
		CALL0(lazy_mmu_leave);
	CALL0(lazy_cpu_enter);
	cpu->lazy = 2;
	mm_switch(to);
	set_esp0(cpu->tss[1]);
	CALL4(write_gdt, cpu->gdt, TLS_SEL / 8, ((uint32_t *)&cpu->gdt[TLS_SEL / 8])[0],
	      ((uint32_t *)&cpu->gdt[TLS_SEL / 8])[1]);
	CALL0(lazy_cpu_leave);
	cpu->lazy = 0;
	if (in_batch)
		CALL0(lazy_mmu_enter);
}

/* order_24: 2.6.24 forgets its own mode before it tells. */
static void lazy(bool order_24)
{
	struct mm *here = this_cpu()->mm, *there = mm_new();
	const char *who = order_24 ? "2.6.24" : "2.6.32";
	uint32_t at = TEST_VA + 0x100000, pfn = mm_frame();
	pte_t *e = mm_entry(here, at, true);

	CALL0(lazy_mmu_enter);
	this_cpu()->lazy = 1;
	mm_set_at(here, at, e, entry_of(pfn, BITS));
	ok(is(e, entry_of(pfn, BITS)), "lazy: as %s: an entry is read back within a batch", who);
	__asm__ volatile("int3");
	context_switch(there, true);
	context_switch(here, true);
	mm_set_at(here, at + PAGE_SIZE, e + 1, entry_of(pfn, BITS));
	if (order_24)
		this_cpu()->lazy = 0;
	CALL0(lazy_mmu_leave);
	this_cpu()->lazy = 0;
	*word_at(at) = 0x1234;
	equal(*word_at(at + PAGE_SIZE), 0x1234, "lazy: as %s: all is done after the batch", who);
	mm_set_at(here, at, e, 0);
	mm_set_at(here, at + PAGE_SIZE, e + 1, 0);
	CALL0(flush_user);
}

void test_mmu(void)
{
	uint32_t high = mm_high_frame();

	entries(TEST_VA, false, "the direct map");
	if (high)
		entries(TEST_VA + 0x400000, true, "a kmap window");
	else
		skip("all memory is in the direct map", "mmu: entry in a kmap window");
	/* The fixmap's table is part of the kernel's image. */
	if (high) {
		*mm_map(WINDOW_TEST, high, false) = 0x77;
		equal((uint32_t)*mm_map(WINDOW_TEST, high, false), 0x77, "mmu: entry in the kernel's image");
	}
	if (256 + memory_kib / 4 > 0x8000)
		ok(!read_faults(PAGE_OFFSET + 0x7f00000), "mmu: large pages of the direct map");
#ifdef CONFIG_PAE
	atomic(TEST_VA);
#endif
	lazy(false);
	lazy(true);
}
