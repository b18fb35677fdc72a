// SPDX-License-Identifier: GPL-2.0-only
/* Memory and page tables, all of them through the operations. */
#include "mm.h"

#define PFN(va) (pa(va) / PAGE_SIZE)
#define HUGE_PAGES (1u << (PD_SHIFT - 12))
#define USER_PGD (PAGE_OFFSET >> PD_SHIFT)
#define TABLE (PTE_P | PTE_W | PTE_U)

struct mm init_mm = {swapper, 0};
/* In the kernel's image, as such kernels' first page tables are. */
static pte_t fixmap_pt[PTRS] __attribute__((aligned(PAGE_SIZE)));
static uint32_t next_frame, next_high, end_frame;
static struct mm spaces[8];

uint32_t window_va(enum window w) { return rom_fixmap_top() - ((uint32_t)w + 1) * PAGE_SIZE; }

#ifdef CONFIG_PAE
pte_t mm_nx;

/* The processor's own registers, as ever (section 13). */
static void enable_nx(void)
{
	uint32_t id[4] = {CPUID_EXTENDED}, low, high;

	CALL1(cpuid, id);
	if (id[0] <= CPUID_EXTENDED)
		return;
	id[0] = CPUID_EXTENDED + 1;
	CALL1(cpuid, id);
	if (!(id[3] >> CPUID_NX_BIT & 1))
		return;
	__asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(MSR_EFER));
	__asm__ volatile("wrmsr" : : "c"(MSR_EFER), "a"(low | EFER_NX), "d"(high));
	mm_nx = 1ull << 63;
}
#else
static void enable_nx(void) {}
#endif

/* What CR4 has on every processor. */
uint32_t mm_features(void)
{
	uint32_t id[4] = {1};

	CALL1(cpuid, id);
	return CR4_PSE | (id[3] >> CPUID_PGE_BIT & 1 ? CR4_PGE : 0);
}

static pte_t entry_of(uint32_t pfn, pte_t bits) { return (pte_t)pfn << 12 | bits; }

uint32_t mm_maxmem_pfn(void)
{
	return MAXMEM_PFN - (rom_virtual_top ? (0u - rom_virtual_top) / PAGE_SIZE : 0);
}

static uint32_t all_pages(void) { return 256 + memory_kib / 4; }

uint32_t mm_lowmem_pfn(void)
{
	uint32_t pages = all_pages(), top = mm_maxmem_pfn();

	return pages < top ? pages : top;
}

uint32_t mm_frame(void)
{
	if (next_frame >= BOOT_MAP / PAGE_SIZE)
		bail(NULL, "out of memory");
	memset(va(next_frame * PAGE_SIZE), 0, PAGE_SIZE);
	return next_frame++;
}

uint32_t mm_high_frame(void)
{
	return next_high < end_frame ? next_high++ : 0;
}

pte_t *mm_window_entry(enum window w) { return &fixmap_pt[window_va(w) / PAGE_SIZE % PTRS]; }

pte_t *mm_map(enum window w, uint32_t pfn, bool pt)
{
	uint32_t at = pfn < mm_maxmem_pfn() ? PAGE_OFFSET + pfn * PAGE_SIZE : window_va(w);

	if (at == window_va(w)) {
		pte_t v = entry_of(pfn, PTE_P | PTE_W | mm_nx);

#ifdef CONFIG_PAE
		CALL3(set_pte, mm_window_entry(w), (uint32_t)v, (uint32_t)(v >> 32));
#else
		CALL2(set_pte, mm_window_entry(w), v);
#endif
		CALL1(flush_single, at);
	}
	if (pt)
		CALL3(map_pt_hook, w, at, pfn);
	return (pte_t *)at;
}

/* With PAE such a value takes two registers, or two words of the stack. */
#ifdef CONFIG_PAE
#define SET_ENTRY(field, at, v) CALL3(field, at, (uint32_t)(v), (uint32_t)((v) >> 32))
#else
#define SET_ENTRY(field, at, v) CALL2(field, at, v)
#endif

static void allocate_pgd(struct mm *mm)
{
#ifdef CONFIG_PAE
	mm->pgd[3] = swapper[3];
	CALL4(alloc_pgd_clone, mm->pgd_pfn, PFN(swapper), 3, 1);
	for (unsigned int i = 0; i < 3; i++) {
		uint32_t pfn = mm_frame();

		CALL1(alloc_pd, pfn);
		SET_ENTRY(set_pud, &mm->pgd[i], entry_of(pfn, PTE_P));
	}
#else
	memcpy(mm->pgd + USER_PGD, swapper + USER_PGD, PAGE_SIZE - USER_PGD * sizeof(pte_t));
	CALL4(alloc_pgd_clone, mm->pgd_pfn, PFN(swapper), USER_PGD, PTRS - USER_PGD);
#endif
}

struct mm *mm_new(void)
{
	static unsigned int used;
	struct mm *mm = &spaces[used++];

	if (used > COUNT(spaces))
		bail(NULL, "out of address spaces");
	mm->pgd_pfn = mm_frame();
	mm->pgd = va(mm->pgd_pfn * PAGE_SIZE);
	allocate_pgd(mm);
	return mm;
}

/* User page tables, then what they hung from, which goes as a page directory, whatever it was. */
void mm_free(struct mm *mm)
{
	for (uint32_t at = 0; at < PAGE_OFFSET; at += 1u << PD_SHIFT) {
		pte_t *pd = mm_directory_entry(mm, at);
		uint32_t pfn = (uint32_t)(*pd >> 12);

		if (!(*pd & PTE_P))
			continue;
		CALL1(pmd_clear, pd);
		CALL1(release_pt, pfn);
	}
#ifdef CONFIG_PAE
	for (unsigned int i = 0; i < 3; i++) {
		uint32_t pfn = (uint32_t)(mm->pgd[i] >> 12);

		SET_ENTRY(set_pud, &mm->pgd[i], (pte_t)0);
		CALL1(release_pd, pfn);
	}
#endif
	CALL1(release_pd, mm->pgd_pfn);
}

void mm_switch(struct mm *mm)
{
	CALL1(set_cr3, pa(mm->pgd));
	this_cpu()->mm = mm;
}

pte_t *mm_directory_entry(struct mm *mm, uint32_t at)
{
#ifdef CONFIG_PAE
	pte_t *pd = va((uint32_t)mm->pgd[at >> 30] & ~(PAGE_SIZE - 1u));

	return &pd[at >> PD_SHIFT & (PTRS - 1)];
#else
	return &mm->pgd[at >> PD_SHIFT];
#endif
}

/* A page table comes out of high memory where there is some, as HIGHPTE has it. */
pte_t *mm_entry(struct mm *mm, uint32_t at, bool high)
{
	pte_t *pd = mm_directory_entry(mm, at);
	uint32_t pfn;

	if (!(*pd & PTE_P)) {
		pfn = high ? mm_high_frame() : 0;
		if (pfn)
			memset(mm_map(WINDOW_KM_PTE1, pfn, false), 0, PAGE_SIZE);
		else
			pfn = mm_frame();
		CALL1(alloc_pt, pfn);
		SET_ENTRY(set_pmd, pd, entry_of(pfn, TABLE));
	}
	return mm_map(WINDOW_KM_PTE0, (uint32_t)(*pd >> 12), true) + at / PAGE_SIZE % PTRS;
}

pte_t *mm_entry_nested(struct mm *mm, uint32_t at)
{
	pte_t *pd = mm_directory_entry(mm, at);

	return mm_map(WINDOW_KM_PTE1, (uint32_t)(*pd >> 12), true) + at / PAGE_SIZE % PTRS;
}

void mm_map_user(struct mm *mm, uint32_t at, uint32_t pfn, pte_t bits)
{
	pte_t *e = mm_entry(mm, at, true);

	mm_set_at(mm, at, e, entry_of(pfn, bits));
}

void mm_set_at(struct mm *mm, uint32_t at, pte_t *e, pte_t v)
{
#ifdef CONFIG_PAE
	((void (*)(struct mm *, uint32_t, pte_t *, pte_t))ops.set_pte_at)(mm, at, e, v);
#else
	CALL4(set_pte_at, mm, at, e, v);
#endif
}

static void protect(uint32_t from, uint32_t to)
{
	for (uint32_t at = from & ~(PAGE_SIZE - 1u); at < to; at += PAGE_SIZE) {
		pte_t *e = (pte_t *)boot_pt + at / PAGE_SIZE, v = *e & ~(pte_t)PTE_W;

		SET_ENTRY(set_pte, e, v);
	}
}

void mm_protect_text(void)
{
	protect(pa(text_begin), pa(text_end));
	CALL0(flush_kernel);
}

/* Large pages for the direct map, set as entries of a page table, which they are not. */
static void map_lowmem(uint32_t pages)
{
	for (uint32_t pfn = BOOT_MAP / PAGE_SIZE; pfn + HUGE_PAGES <= pages; pfn += HUGE_PAGES)
		SET_ENTRY(set_pte, mm_directory_entry(&init_mm, PAGE_OFFSET + pfn * PAGE_SIZE),
			  entry_of(pfn, PTE_P | PTE_W | PTE_PS | mm_nx));
}

/* swapper has been live since boot, and is announced as zeroed all the same. */
void mm_init(void)
{
	this_cpu()->mm = &init_mm;
	init_mm.pgd_pfn = PFN(swapper);
	next_frame = PFN(kernel_end);
	end_frame = all_pages();
	next_high = mm_maxmem_pfn();
	CALL1(alloc_pd, PFN(swapper_pd));
	CALL1(set_cr4, RCALL0(get_cr4) | mm_features());
	enable_nx();
	map_lowmem(mm_lowmem_pfn());
	CALL1(alloc_pt, PFN(fixmap_pt));
	SET_ENTRY(set_pmd, mm_directory_entry(&init_mm, window_va(0)), entry_of(PFN(fixmap_pt), PTE_P | PTE_W));
	/* A client has no reason to store there; on hardware it is dropped, and here it should show.  On Xen a ROM may. */
	if (!on_xen)
		protect(0xC0000, 0xE0000);
#ifdef CONFIG_PAE
	SET_ENTRY(set_pud, &swapper[0], (pte_t)0);
	CALL1(set_cr3, RCALL0(get_cr3));
#else
	for (unsigned int i = 0; i < BOOT_MAP >> PD_SHIFT; i++)
		CALL1(pmd_clear, &swapper[i]);
#endif
	CALL0(flush_kernel);
}
