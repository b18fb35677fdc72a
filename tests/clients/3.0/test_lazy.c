// SPDX-License-Identifier: GPL-2.0-only
/*
 * What goes on within lazy modes: entries are stored and read back, changed and told, exceptions and interrupts
 * come and store others, the context is switched.  An entry is in memory at once; it is in
 * force when its page has been flushed, and all are when the mode ends.
 */
#include "mm.h"

#define TEST_VA 0x60000000u
#define BITS (PTE_P | PTE_W | PTE_U)
#define TLS_BASE (TEST_VA + 8 * PAGE_SIZE)

static pte_t entry_of(uint32_t pfn, pte_t bits) { return (pte_t)pfn << 12 | bits; }
static volatile uint32_t *word_at(uint32_t at) { return (volatile uint32_t *)at; }

/* Entries have accessed and dirty bits that the processor sets. */
static bool is(const pte_t *e, pte_t want) { return (*(const volatile pte_t *)e & ~(pte_t)(PTE_A | PTE_D)) == want; }

static uint32_t page[3]; /* frames with their number in the first word */
static pte_t *first_entry;

static pte_t *entry(unsigned int n) { return first_entry + n; }
static uint32_t at(unsigned int n) { return TEST_VA + n * PAGE_SIZE; }

static void set(unsigned int n, pte_t v)
{
	mm_set_at(this_cpu()->mm, at(n), entry(n), v);
}

/* A page that its first use maps: by whom, it isn't told. */
static volatile unsigned int wanted, mapped;

static bool map_wanted(uint32_t address)
{
	if (!wanted || address != at(wanted) || *entry(wanted))
		return false;
	set(wanted, entry_of(page[2], BITS));
	lazy_batch_flush();
	mapped++;
	return true;
}

static bool use_wanted(unsigned int n)
{
	uint32_t before = mapped, got;

	wanted = n;
	got = *word_at(at(n));
	wanted = 0;
	return mapped == before + 1 && got == 2;
}

static void unmap(unsigned int n)
{
	set(n, 0);
	CALL1(flush_single, at(n));
}

/* Within the ROM's SetLazyMode as well: by then the kernel's own word says this or that. */
static uint32_t seen_modes;
static bool handled = true;

static void within(const struct regs *r)
{
	struct cpu *cpu = this_cpu();

	(void)r;
	cpu->in_interrupt++;
	seen_modes |= 1u << cpu->lazy;
	handled &= is(entry(0), entry_of(page[0], BITS & ~PTE_W)) && use_wanted(4);
	unmap(4);
	cpu->in_interrupt--;
}

static void switch_to(struct mm *to)
{
	struct cpu *cpu = this_cpu();
	uint32_t d[2];

	lazy_switch_begin();
	mm_switch(to);
	set_esp0(cpu->tss[1]);
	desc_write_segment(d, TLS_BASE, 0xfffff, 0xf3 | SEGMENT_4G);
	CALL4(write_gdt, cpu->gdt, TLS_SEL / 8, d[0], d[1]);
	lazy_switch_end();
}

/* By what a program's TLS segment has at its front. */
static bool tls_is_loaded(void)
{
	uint32_t v, d[2];

	desc_write_segment(d, TLS_BASE, 0xfffff, 0xf3 | SEGMENT_4G);
	if (memcmp(&this_cpu()->gdt[TLS_SEL / 8], d, sizeof(d)))
		return false;
	__asm__ volatile("mov %1, %%gs; mov %%gs:0, %0; mov %2, %%gs" : "=r"(v) : "r"(TLS_SEL), "r"(0));
	return v == 1;
}

static void changed_and_told(void)
{
	pte_t v = entry_of(page[0], BITS);

	set(0, v);
	tap_ok(is(entry(0), v), "lazy: an entry is read back within a batch");
	*(volatile uint32_t *)entry(0) &= ~PTE_W;
	CALL3(pte_update, this_cpu()->mm, at(0), entry(0));
	CALL1(flush_single, at(0));
	tap_ok(is(entry(0), v & ~(pte_t)PTE_W), "lazy: and is what the kernel has made of it itself");
	tap_eq(*word_at(at(0)), 0, "lazy: and in force, once flushed");
	set(1, entry_of(page[0], BITS));
	CALL1(flush_single, at(1));
	tap_eq(*word_at(at(1)), 0, "lazy: another is in force, once flushed");
	set(1, entry_of(page[1], BITS));
	CALL1(flush_single, at(1));
	tap_eq(*word_at(at(1)), 1, "lazy: and changed, and flushed, within the batch");
	set(1, entry_of(page[2], BITS));
	CALL0(flush_user);
	tap_eq(*word_at(at(1)), 2, "lazy: and changed, and all flushed, within the batch");
}

static void interrupted(void)
{
	uint32_t before = this_cpu()->ticks;

	__asm__ volatile("int3");
	tap_ok(use_wanted(3), "lazy: a page fault within a batch stores what it needs");
	unmap(3);
	if (!tick_waits())
		return;
	on_tick = within;
	__asm__ volatile("sti; nop; cli");
	on_tick = NULL;
	tap_ok(handled && this_cpu()->ticks == before + 1, "lazy: so does an interrupt within a batch");
}

/* The order of the two words only shows to what comes between them. */
static void ended_step_by_step(void)
{
	uint32_t steps;

	seen_modes = 0;
	step_begin(within);
	lazy_batch_end();
	steps = step_end();
	tap_ok(handled, "lazy: so does one within the end of a batch");
	if (steps)
		tap_eq(seen_modes, 1u << (kernel_24 ? LAZY_NONE : LAZY_MMU),
		       "lazy: the kernel's own word meanwhile");
}

/* The kernel's own change is the last that is made to an entry of the batch. */
static void ended(void)
{
	pte_t v = entry_of(page[1], BITS & ~PTE_W);

	lazy_batch_begin();
	set(6, entry_of(page[1], BITS));
	*(volatile uint32_t *)entry(6) &= ~PTE_W;
	CALL3(pte_update, this_cpu()->mm, at(6), entry(6));
	lazy_batch_end();
	tap_ok(is(entry(6), v), "lazy: the end of a batch stores nothing of its own");
	tap_eq(this_cpu()->lazy, LAZY_NONE, "lazy: the mode has ended");
}

void test_lazy(void)
{
	struct mm *here = this_cpu()->mm, *there = mm_new();
	uint32_t other = mm_frame();

	for (unsigned int i = 0; i < COUNT(page); i++) {
		page[i] = mm_frame();
		*(uint32_t *)va(page[i] << 12) = i;
	}
	*(uint32_t *)va(other << 12) = 0x7777;
	first_entry = mm_entry(here, TEST_VA, false);
	mm_set_at(there, at(2), mm_entry(there, at(2), false), entry_of(other, BITS));
	on_page_fault = map_wanted;

	set(8, entry_of(page[1], BITS));
	lazy_batch_begin();
	changed_and_told();
	interrupted();
	set(2, entry_of(page[2], BITS));
	switch_to(there);
	tap_eq(*word_at(at(2)), 0x7777, "lazy: a context switch within a batch: the other's page");
	switch_to(here);
	tap_eq(*word_at(at(2)), 2, "lazy: and back");
	tap_ok(tls_is_loaded(), "lazy: and its TLS segment");
	set(5, entry_of(page[1], BITS));
	ended_step_by_step();
	tap_eq(*word_at(at(5)), 1, "lazy: all is done after the batch");
	ended();

	on_page_fault = NULL;
	desc_tls_flat();
	for (unsigned int i = 0; i < 9; i++)
		unmap(i);
	mm_free(there);
}
