/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's own page tables.  An entry could be stored in another place, with
 * other bits, or later than it is needed; a flush could leave a translation
 * behind.  Expected: an entry reads back as written, with nothing but accessed and
 * dirty added by use, and after InvalPage, FlushTLB or SetCR3 every access sees
 * the new entry.
 */
#include "kernel.h"
#include "groups.h"

#define VA WINDOW_BASE
#define RW (PTE_P | PTE_W)

static volatile uint32_t *const word = (volatile uint32_t *)VA;

static uint32_t frame_with(uint32_t value)
{
	uint32_t frame = frame_alloc();

	*(uint32_t *)phys_to_virt(frame << PAGE_SHIFT) = value;
	return frame;
}

static void read_word(void *arg)
{
	(void)*(volatile uint32_t *)arg;
}

static void write_word(void *arg)
{
	*(volatile uint32_t *)arg = 1;
}

static void check_entries(uint32_t a, uint32_t b)
{
	pte_t *p = pte_find(&kernel_aspace, VA, true);
	struct fault f;

	map_page(&kernel_aspace, VA, pte_make(a, RW));
	tap_ok(pte_get(p) == pte_make(a, RW), "an entry reads back as written");
	tap_eq(*word, 0xa, "the page is mapped");
	tap_ok(pte_get(p) == pte_make(a, RW | PTE_A), "a read sets accessed only");
	*word = 0xaa;
	tap_ok(pte_get(p) == pte_make(a, RW | PTE_A | PTE_D), "a write sets dirty");
	map_page(&kernel_aspace, VA, pte_make(b, RW));
	tap_eq(*word, 0xb, "remapped");
	map_page(&kernel_aspace, VA, pte_make(b, PTE_P));
	tap_ok(expect_fault(write_word, (void *)VA, &f) && f.vector == VEC_PF && f.error == 3 && f.cr2 == VA,
	       "a write to a read-only page faults in the kernel too");
	unmap_page(&kernel_aspace, VA);
	tap_ok(expect_fault(read_word, (void *)(VA + 8), &f) && f.vector == VEC_PF && !f.error &&
		       f.cr2 == VA + 8,
	       "an unmapped page faults, CR2 is right");
	tap_ok(pte_get(p) == 0, "the entry is gone");
	tap_ok(!expect_fault(read_word, phys_to_virt(0xc0000), &f), "the ROM window is mapped");
}

static void check_update(uint32_t a)
{
	pte_t *p = pte_find(&kernel_aspace, VA, true);

	map_page(&kernel_aspace, VA, pte_make(a, RW));
	*word = 1;
	asm volatile("lock andl %1, %0" : "+m"(*(uint32_t *)p) : "i"(~(PTE_A | PTE_D)) : "cc");
	pte_updated(&kernel_aspace, p, VA, VMI_PAGE_PT);
	vmi_InvalPage(VA);
	tap_ok(!(pte_get(p) & (PTE_A | PTE_D)), "accessed and dirty stay cleared");
	*word = 2;
	tap_ok((pte_get(p) & (PTE_A | PTE_D)) == (PTE_A | PTE_D), "and are set again by use");
}

enum flush { INVAL, FLUSH, FLUSH_ALL, LOAD_CR3, NR_FLUSH };

static void flush_by(enum flush how)
{
	switch (how) {
	case INVAL:
		vmi_InvalPage(VA);
		break;
	case FLUSH:
		vmi_FlushTLB(VMI_FLUSH_TLB);
		break;
	case FLUSH_ALL:
		vmi_FlushTLB(VMI_FLUSH_TLB | VMI_FLUSH_GLOBAL);
		break;
	default:
		vmi_SetCR3(vmi_GetCR3());
	}
}

/* An interrupt between might switch threads and flush by itself. */
static uint32_t value_after(enum flush how, uint32_t a, uint32_t b, pte_t bits)
{
	pte_t *p = pte_find(&kernel_aspace, VA, true);
	uint32_t mask = irq_save(), seen;

	map_page(&kernel_aspace, VA, pte_make(a, bits));
	(void)*word;
	pte_set(&kernel_aspace, p, pte_make(b, bits), VA, VMI_PAGE_PT);
	flush_by(how);
	seen = *word;
	irq_restore(mask);
	return seen;
}

static void check_flush(uint32_t a, uint32_t b)
{
	static const char *const names[] = {"InvalPage", "FlushTLB 1", "FlushTLB 3", "SetCR3"};
	uint32_t cr4 = vmi_GetCR4();
	unsigned int i;

	*(uint32_t *)phys_to_virt(a << PAGE_SHIFT) = 0xa;
	*(uint32_t *)phys_to_virt(b << PAGE_SHIFT) = 0xb;
	for (i = 0; i < NR_FLUSH; i++)
		tap_eq(value_after(i, a, b, RW), 0xb, "%s drops a translation", names[i]);
	if (!features.pge) {
		tap_skip("no PGE", "global pages");
		return;
	}
	tap_eq(value_after(INVAL, a, b, RW | PTE_G), 0xb, "InvalPage drops a global translation");
	tap_eq(value_after(FLUSH_ALL, a, b, RW | PTE_G), 0xb, "FlushTLB 3 drops a global translation");
	tap_eq(vmi_GetCR4(), cr4, "and CR4 is as before");
}

static const pte_t *stepped;
static pte_t step_old, step_new;
static volatile uint32_t nr_steps, torn;

/* Old, new, or not present: a processor that walks the table now may see nothing else. */
static bool on_step(struct regs *r)
{
	pte_t now = pte_get(stepped);

	(void)r;
	vmi_SetDR(6, 0);
	nr_steps++;
	torn += (now & PTE_P) && now != step_old && now != step_new;
	return true;
}

/* EFLAGS.TF is no privileged flag. */
static void set_trap_flag(bool on)
{
	vmi_word_t flags;

	asm volatile("pushf; pop %0" : "=r"(flags) : : "memory");
	flags = (flags & ~(vmi_word_t)EFLAGS_TF) | (on ? EFLAGS_TF : 0);
	asm volatile("push %0; popf" : : "r"(flags) : "memory", "cc");
}

/* Instruction by instruction, from one present entry to another that differs in both halves. */
static void check_whole(uint32_t a, uint32_t b)
{
	pte_t *p = pte_find(&kernel_aspace, VA, true);
	trap_hook *old = trap_set_hook(VEC_DB, on_step);

	stepped = p;
	step_old = pte_make(a, RW);
	step_new = pte_make(b, PTE_P | (nx_on() ? PTE_NX : 0));
#ifdef CONFIG_PAE
	/* Nobody uses the page: any frame will do, where nobody else looks after frames. */
	if (!nx_on() && cpu_is_ours())
		step_new |= 1ull << 32;
#endif
	nr_steps = torn = 0;
	map_page(&kernel_aspace, VA, step_old);
	set_trap_flag(true);
	pte_set(&kernel_aspace, p, step_new, VA, VMI_PAGE_PT);
	set_trap_flag(false);
	trap_set_hook(VEC_DB, old);
	tap_ok(nr_steps > 5 && pte_get(p) == step_new, "an entry is changed step by step, %u steps", nr_steps);
	tap_eq(torn, 0, "and is never half written");
	unmap_page(&kernel_aspace, VA);
}

static void check_range(void)
{
	const uint32_t pages = 768; /* over more than one page table, on either side of a boundary */
	const vmi_word_t base = WINDOW_BASE + (1u << PD_SHIFT) - 384 * PAGE_SIZE;
	uint32_t i, wrong = 0, before = frames_free();
	struct fault f;

	vmi_SetLazyMode(VMI_LAZY_MMU);
	for (i = 0; i < pages; i++)
		map_page(&kernel_aspace, base + i * PAGE_SIZE, pte_make(frame_alloc(), RW));
	vmi_SetLazyMode(VMI_LAZY_NONE);
	for (i = 0; i < pages; i++)
		*(volatile uint32_t *)(base + i * PAGE_SIZE + 4) = i ^ 0x5a5a;
	for (i = 0; i < pages; i++) {
		vmi_word_t va = base + i * PAGE_SIZE;
		uint32_t frame = pte_frame(pte_get(pte_find(&kernel_aspace, va, false)));

		wrong += ((uint32_t *)phys_to_virt(frame << PAGE_SHIFT))[1] != (i ^ 0x5a5a);
		unmap_page(&kernel_aspace, va);
		frame_put(frame);
	}
	tap_eq(wrong, 0, "%u pages each had their own frame", pages);
	for (i = 0, wrong = 0; i < pages; i += 64)
		wrong += !expect_fault(read_word, (void *)(base + i * PAGE_SIZE), &f);
	tap_eq(wrong, 0, "and are gone");
	tap_eq(frames_free(), before, "no frame was lost");
}

static void check_large(void)
{
	const vmi_word_t va = WINDOW_END - (1u << PD_SHIFT);
	pte_t *pde = &kernel_aspace.pd[sizeof(pte_t) == 8 ? 3 : 0][va >> PD_SHIFT & (PT_ENTRIES - 1)];
	pte_t old = pte_get(pde);
	uint32_t phys = 1u << PD_SHIFT;
	bool same;

	/* With PAE every processor has them, whatever CPUID says, but no hypervisor need give them. */
	if (!features.pse && (sizeof(pte_t) == 4 || !cpu_is_ours())) {
		tap_skip("no PSE", "large page");
		return;
	}
	pte_set(&kernel_aspace, pde, phys | RW | PTE_PS, va, VMI_PAGE_PD);
	vmi_FlushTLB(VMI_FLUSH_TLB | VMI_FLUSH_GLOBAL);
	same = !memcmp((void *)va, phys_to_virt(phys), 65536);
	tap_ok(same, "a large page maps what it says");
	tap_ok((pte_get(pde) & ~(pte_t)PTE_A) == (phys | RW | PTE_PS), "its entry reads back");
	pte_set(&kernel_aspace, pde, old, va, VMI_PAGE_PD);
	vmi_FlushTLB(VMI_FLUSH_TLB | VMI_FLUSH_GLOBAL);
}

#ifdef CONFIG_PAE
static void call_word(void *arg)
{
	((void (*)(void))arg)();
}

static void check_wide(uint32_t a)
{
	pte_t *p = pte_find(&kernel_aspace, VA, true), e;
	struct fault f;

	if (!nx_on()) {
		tap_skip("no NX", "upper half of an entry");
		return;
	}
	*(uint8_t *)phys_to_virt(a << PAGE_SHIFT) = 0xc3; /* ret */
	map_page(&kernel_aspace, VA, pte_make(a, RW));
	tap_ok(!expect_fault(call_word, (void *)VA, &f), "a page without NX can be called");
	map_page(&kernel_aspace, VA, pte_make(a, RW | PTE_NX));
	e = pte_get(p);
	tap_ok(e == pte_make(a, RW | PTE_NX), "the upper half reads back");
	tap_ok(expect_fault(call_word, (void *)VA, &f) && f.vector == VEC_PF && f.error == 0x11 &&
		       f.ip == VA,
	       "a page with NX can't be called");
}
#else
static void check_wide(uint32_t a)
{
	(void)a;
	tap_skip("no PAE", "upper half of an entry");
}
#endif

void test_paging(void)
{
	uint32_t before = frames_free(), a = frame_with(0xa), b = frame_with(0xb);

	preempt_disable();
	tap_ok((vmi_word_t)test_paging >= KERNEL_BASE, "the kernel runs in the higher half");
	tap_ok(pte_find(&kernel_aspace, 0, false) == NULL, "nothing is mapped at 0");
	tap_eq(vmi_GetCR3(), virt_to_phys(kernel_aspace.root), "CR3 is the kernel's root");
	check_entries(a, b);
	check_update(a);
	check_flush(a, b);
	check_wide(a);
	check_whole(a, b);
	unmap_page(&kernel_aspace, VA);
	frame_put(a);
	frame_put(b);
	check_range();
	check_large();
	tap_eq(frames_free(), before, "no frame was lost in all");
	preempt_enable();
}
