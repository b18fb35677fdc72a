/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Several processors.  A blob with state of its own, or with a call that is not
 * re-entrant, shows here.  So does a table or a TLB that only one processor knows
 * of, and a page-table entry written in two halves; and a call that an NMI must not meet.  Expected: every processor has
 * its own tables, calls between them arrive, a shootdown is complete when it
 * returns, and nobody ever walks a torn entry.  Interrupts between processors: test_smp_ipi.c.
 */
#include "kernel.h"
#include "groups.h"
#include "options.h"

#define VA(id) (WINDOW_BASE + 0x10000 * ((id) + 1))
#define RW (PTE_P | PTE_W)

#define NR_COUNTERS 3

static volatile uint32_t calls, wrong;
static volatile bool stop;

static void look(void *arg)
{
	struct cpu *cpu = this_cpu();
	struct desc_ptr gdt, idt_ptr;

	(void)arg;
	vmi_GetGDT((vmi_word_t)&gdt);
	vmi_GetIDT((vmi_word_t)&idt_ptr);
	if (gdt.base != (vmi_word_t)cpu->gdt || idt_ptr.base != (vmi_word_t)idt || vmi_GetTR() != SEL_TSS ||
	    cpus[cpu->id] != cpu || irqs_on())
		atomic_add(&wrong, 1);
	if (vmi_GetCR4() != *(uint32_t *)arg)
		atomic_add(&wrong, 1);
	atomic_add(&calls, 1);
}

static void check_calls(void)
{
	uint32_t cr4 = vmi_GetCR4();
	unsigned int i;

	calls = wrong = 0;
	for (i = 0; i < 50; i++)
		cpu_call_others(look, &cr4);
	tap_eq(calls, 50 * (nr_cpus - 1), "every call of every processor arrived");
	tap_eq(wrong, 0, "each has its own tables, and the same control registers");
}

static void read_back(void *arg)
{
	atomic_add(&wrong, *(volatile uint32_t *)VA(0) != *(uint32_t *)arg);
}

static void check_shootdown(void)
{
	pte_t *p = pte_find(&kernel_aspace, VA(0), true);
	uint32_t frame[2] = {frame_alloc(), frame_alloc()}, i;

	wrong = 0;
	for (i = 0; i < 2; i++)
		*(uint32_t *)phys_to_virt(frame[i] << PAGE_SHIFT) = i;
	for (i = 0; i < 100; i++) {
		uint32_t now = i & 1;

		pte_set(&kernel_aspace, p, pte_make(frame[now], RW | (features.pge ? PTE_G : 0)), VA(0),
			VMI_PAGE_PT);
		if (i % 3)
			shootdown_page(VA(0));
		else
			shootdown_all();
		read_back(&now);
		cpu_call_others(read_back, &now);
	}
	tap_eq(wrong, 0, "no processor saw an old translation after a shootdown");
	unmap_page(&kernel_aspace, VA(0));
	shootdown_page(VA(0));
	frame_put(frame[0]);
	frame_put(frame[1]);
}

/* Each processor for itself, all at once: a thread. */
static void hammer(void *arg)
{
	uint32_t id = this_cpu()->id, i, n, bad = 0, frame = frame_alloc(), mask, inner;
	pte_t *p = pte_find(&kernel_aspace, VA(id), true);

	(void)arg;
	*(uint32_t *)phys_to_virt(frame << PAGE_SHIFT) = id;
	for (i = 0; i < repeats(2000); i++) {
		mask = irq_save();
		inner = irq_save();
		bad += irqs_on();
		vmi_SetLazyMode(i & 1 ? VMI_LAZY_MMU : VMI_LAZY_NONE);
		pte_set(&kernel_aspace, p, pte_make(frame, RW), VA(id), VMI_PAGE_PT);
		vmi_SetLazyMode(VMI_LAZY_NONE);
		bad += (pte_get(p) & ~(pte_t)(PTE_A | PTE_D)) != pte_make(frame, RW);
		vmi_InvalPage(VA(id));
		bad += *(volatile uint32_t *)VA(id) != id;
		for (n = 0; n < 4 * NR_COUNTERS; n++)
			vmi_GetCycleCounter(n % NR_COUNTERS);
		pte_set(&kernel_aspace, p, 0, VA(id), VMI_PAGE_PT);
		irq_restore(inner);
		bad += irqs_on();
		irq_restore(mask);
		bad += !irqs_on();
		if (i % 64 == 0) {
			vmi_FlushTLB(VMI_FLUSH_TLB | VMI_FLUSH_GLOBAL);
			schedule();
		}
	}
	frame_put(frame);
	thread_exit(bad);
}

static void check_hammer(void)
{
	struct thread *t[MAX_CPUS];
	unsigned int i, bad = 0;

	for (i = 0; i < nr_cpus; i++) {
		t[i] = thread_create("hammer", cpus[i], hammer, NULL);
		thread_run(t[i]);
	}
	for (i = 0; i < nr_cpus; i++)
		bad += thread_join(t[i]);
	tap_eq(bad, 0, "flag and page-table calls on all processors at once");
}

#ifdef CONFIG_PAE
/* Reserved in a present entry: the walk of one that is half old and half new faults with error bit 3. */
#define HIGH_ONLY (1ull << 62 | 1ull << 51)

static volatile uint32_t torn, looks, absent;

static void read_va(void *arg)
{
	(void)*(volatile uint32_t *)arg;
}

static void walker(void *arg)
{
	struct fault f;

	while (!stop) {
		preempt_disable();
		vmi_InvalPage((vmi_word_t)arg);
		if (expect_fault(read_va, arg, &f)) {
			atomic_add(&absent, 1);
			if (f.error & 8)
				atomic_add(&torn, 1);
		}
		atomic_add(&looks, 1);
		preempt_enable();
	}
}

static void check_torn(void)
{
	pte_t *p = pte_find(&kernel_aspace, VA(0), true);
	uint32_t frame = frame_alloc(), i;
	struct thread *t = thread_create("walker", cpus[1], walker, (void *)VA(0));
	struct fault f;

	map_page(&kernel_aspace, VA(0), pte_make(frame, RW) | HIGH_ONLY);
	/* A hypervisor puts no reserved bit into an entry that is present. */
	if (cpu_is_ours())
		tap_ok(expect_fault(read_va, (void *)VA(0), &f) && (f.error & 8),
		       "the processor would tell half of an entry");
	unmap_page(&kernel_aspace, VA(0));
	stop = false;
	torn = looks = absent = 0;
	thread_run(t);
	for (i = 0; i < repeats(200000) && (looks < repeats(2000) || i < repeats(20000)); i++) {
		pte_set(&kernel_aspace, p, pte_make(frame, RW), VA(0), VMI_PAGE_PT);
		delay_us(i & 3);
		pte_set(&kernel_aspace, p, pte_make(frame, PTE_W) | HIGH_ONLY, VA(0), VMI_PAGE_PT);
	}
	stop = true;
	thread_join(t);
	tap_eq(torn, 0, "no half of an entry was ever seen");
	tap_note("%u looks, %u of them at an absent page", looks, absent);
	unmap_page(&kernel_aspace, VA(0));
	shootdown_page(VA(0));
	frame_put(frame);
}
#else
static void check_torn(void)
{
	tap_skip("no PAE", "no half of an entry was ever seen");
}
#endif

/*
 * NMIs from another processor, at any instruction of the calls.  A handler makes calls of all five kinds
 * that the specification leaves it (section 7.3); the fifth is its IRET.
 */
static volatile uint32_t nmis;
static uint32_t nmi_cr4;
static uint64_t nmi_counters[NR_COUNTERS], frequency;

static void read_all(void)
{
	uint64_t now;
	unsigned int i;

	for (i = 0; i < NR_COUNTERS; i++) {
		now = vmi_GetCycleCounter(i);
		atomic_add(&wrong, now < nmi_counters[i]);
		nmi_counters[i] = now;
	}
	atomic_add(&wrong, vmi_GetCycleFrequency() != frequency);
	/* A flush of all translations may be under way, by PGE. */
	atomic_add(&wrong, !(vmi_GetCR0() & CR0_PG) || ((vmi_GetCR4() ^ nmi_cr4) & ~CR4_PGE) || vmi_GetCR2() != vmi_GetCR2());
	atomic_add(&wrong, vmi_GetCR3() != (uint32_t)virt_to_phys(this_cpu()->aspace->root));
}

static bool on_nmi(struct regs *r)
{
	uint32_t mask = irq_save();

	(void)r;
	atomic_add(&wrong, irqs_on());
	read_all();
	irq_restore(mask);
	atomic_add(&wrong, irqs_on());
	atomic_add(&nmis, 1);
	return true;
}

static void send_nmis(void *arg)
{
	(void)arg;
	while (!stop) {
		platform->send_ipi(cpus[0]->apic_id, VEC_NMI);
		delay_us(20);
	}
}

static void check_nmis(void)
{
	struct thread *sender = thread_create("NMIs", cpus[1], send_nmis, NULL), *t;
	uint32_t bad = 0, ticks = this_cpu()->ticks, want = repeats(200), idle = 0, before;

	stop = false;
	nmis = wrong = 0;
	nmi_cr4 = vmi_GetCR4();
	frequency = vmi_GetCycleFrequency();
	trap_set_hook(VEC_NMI, on_nmi);
	thread_run(sender);
	/* Until there were enough, or none for long. */
	while (idle < 500 && (nmis < want || this_cpu()->ticks - ticks < 10)) {
		before = nmis;
		t = thread_create("hammer", cpus[0], hammer, NULL);
		thread_run(t);
		bad += thread_join(t);
		idle = nmis == before ? idle + 1 : 0;
	}
	stop = true;
	thread_join(sender);
	trap_set_hook(VEC_NMI, NULL);
	tap_eq(bad, 0, "flag and page-table calls under NMIs of another processor");
	tap_eq(wrong, 0, "an NMI's handler has its own interrupt flag, and reads registers and times");
	tap_ok(nmis >= want, "NMIs come, again and again: %u", nmis);
}

void test_smp(void)
{
	check_hammer();
	if (nr_cpus < 2) {
		tap_skip("one processor", "calls between processors");
		return;
	}
	check_calls();
	check_shootdown();
	check_torn();
	test_smp_ipi();
	check_nmis();
}
