// SPDX-License-Identifier: GPL-2.0-only
/*
 * Translations that the processor may have kept: an entry is changed, and nobody told, until the
 * call that must drop them.  QEMU drops all, global or not, whenever CR3 is loaded, so that
 * a FlushTLB(3) that leaves global ones only shows in what it does, step by step.
 */
#include "mm.h"

#define TEST_VA 0x44000000u
#define BITS (PTE_P | PTE_W | PTE_U)

static uint32_t frames[2];

static pte_t entry_of(uint32_t pfn, pte_t bits) { return (pte_t)pfn << 12 | bits; }
static uint32_t word_there(void) { return *(volatile uint32_t *)TEST_VA; }

/* The word at TEST_VA was 1, which the processor has seen, and is 2. */
static void make_stale(pte_t bits)
{
	struct mm *mm = this_cpu()->mm;
	pte_t *e = mm_entry(mm, TEST_VA, false);

	mm_set_at(mm, TEST_VA, e, entry_of(frames[0], BITS | bits));
	CALL1(flush_single, TEST_VA);
	if (word_there() != 1)
		tap_ok(false, "tlb: InvalPage");
	mm_set_at(mm, TEST_VA, e, entry_of(frames[1], BITS | bits));
}

static void is_new(const char *what)
{
	tap_eq(word_there(), 2, "tlb: %s", what);
}

static bool pge_off, open_meanwhile;

static void look_at_pge(const struct regs *r)
{
	static const uint8_t invpcid[] = {0x66, 0x0f, 0x38, 0x82};
	uint32_t cr4;

	__asm__ volatile("mov %%cr4, %0" : "=r"(cr4));
	if (!(cr4 & CR4_PGE)) {
		pge_off = true;
		open_meanwhile |= !!(r->eflags & EFLAGS_IF);
	}
	if (!memcmp((const void *)r->eip, invpcid, sizeof(invpcid)))
		pge_off = true; /* the other way, of much later processors */
}

static void global(void)
{
	uint32_t cr3 = RCALL0(get_cr3), cr4 = RCALL0(get_cr4);

	if (!(mm_features() & CR4_PGE)) {
		tap_skip("no global pages here", "tlb: FlushTLB(3), a global page");
		return;
	}
	tap_ok(cr4 & CR4_PGE, "tlb: CR4.PGE is on since the start, whatever was flushed");
	make_stale(PTE_G);
	CALL0(flush_kernel);
	is_new("FlushTLB(3), a global page");
	tap_ok(RCALL0(get_cr3) == cr3 && RCALL0(get_cr4) == cr4,
	       "tlb: FlushTLB(3): CR3 and CR4 are as they were");
	if (!rom_calls.flush)
		return;
	pge_off = open_meanwhile = false;
	__asm__ volatile("sti");
	step_begin(look_at_pge);
	CALL0(flush_kernel);
	step_end();
	__asm__ volatile("cli");
	tap_ok(pge_off, "tlb: FlushTLB(3) has the processor drop global pages");
	tap_ok(!open_meanwhile, "tlb: FlushTLB(3): no interrupt comes while it does");
}

void test_tlb(void)
{
	pic_set_masks(PIC_ALL); /* nothing is to come meanwhile */
	for (uint32_t i = 0; i < COUNT(frames); i++) {
		frames[i] = mm_frame();
		*(uint32_t *)va(frames[i] << 12) = i + 1;
	}
	make_stale(0);
	CALL1(flush_single, TEST_VA + 0xabc);
	is_new("InvalPage of an address within the page");
	make_stale(0);
	CALL0(flush_user);
	is_new("FlushTLB(1)");
	make_stale(0);
	CALL0(flush_kernel);
	is_new("FlushTLB(3)");
	make_stale(0);
	CALL1(set_cr3, RCALL0(get_cr3));
	is_new("SetCR3 of the value that is there");
	global();
	make_stale(0);
	CALL1(flush_single, TEST_VA);
	pic_set_masks(PIC_ALL & ~PIC_TIMER);
}
