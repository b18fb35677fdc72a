// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page tables through the ROM, with the flag words that such clients really
 * pass, true or not (section 8).
 */
#include "mm.h"

#define LEVEL_PT 1
#define LEVEL_PD 2
#define LEVEL_PDP 4
#define CURRENT_AS 0x10
#define DEFER 0x20

#ifdef CONFIG_PAE
#define PAGE_PAE 0x10
#else
#define PAGE_PAE 0
#endif
#define PAGE_PT 1
#define PAGE_PD 2
#define PAGE_CLONE 0x20
#define PAGE_ZEROED 0x40 /* said of any, also of one that is not */

#ifdef CONFIG_PAE
typedef void (*set_function)(uint32_t low, uint32_t high, pte_t *at, uint32_t flags);

static inline __attribute__((always_inline)) void set(pte_t *at, pte_t v, uint32_t flags)
{
	((set_function)rom_calls.set_pxe)((uint32_t)v, (uint32_t)(v >> 32), at, flags);
}
#else
typedef void (*set_function)(uint32_t v, pte_t *at, uint32_t flags);

static inline __attribute__((always_inline)) void set(pte_t *at, pte_t v, uint32_t flags)
{
	((set_function)rom_calls.set_pxe)(v, at, flags);
}
#endif
typedef void (*update_function)(pte_t *at, uint32_t flags);
typedef void (*allocate_function)(uint32_t pfn, uint32_t flags, uint32_t from, uint32_t start, uint32_t count);
typedef void (*release_function)(uint32_t pfn, uint32_t flags);
typedef void (*mapping_function)(uint32_t slot, uint32_t va, uint32_t pages, uint32_t pfn);

/* A macro there: in line at any optimization. */
static inline __attribute__((always_inline)) uint32_t flags_at(struct mm *mm, uint32_t va, uint32_t level)
{
	if (mm == this_cpu()->mm || mm == &init_mm)
		level |= CURRENT_AS | (va & ~(PAGE_SIZE - 1u));
	return level;
}

/* Level PT even for what is a page-directory entry: large pages are set with it. */
void wrap_set_pte(pte_t *at, pte_t v) { set(at, v, LEVEL_PT); }
void wrap_set_pmd(pte_t *at, pte_t v) { set(at, v, LEVEL_PD); }
void wrap_set_pud(pte_t *at, pte_t v) { set(at, v, LEVEL_PDP); }
void wrap_pmd_clear(pte_t *at) { set(at, 0, LEVEL_PD); }

void wrap_set_pte_at(struct mm *mm, uint32_t va, pte_t *at, pte_t v)
{
	set(at, v, flags_at(mm, va, LEVEL_PT));
}

/* 2.6.24 with PAE only. */
void wrap_set_pte_present(struct mm *mm, uint32_t va, pte_t *at, pte_t v)
{
	(void)mm;
	set(at, v, LEVEL_PT | DEFER | CURRENT_AS | (va & ~(PAGE_SIZE - 1u)));
}

void wrap_pte_clear(struct mm *mm, uint32_t va, pte_t *at)
{
	set(at, 0, flags_at(mm, va, LEVEL_PT));
}

void wrap_pte_update(struct mm *mm, uint32_t va, pte_t *at)
{
	((update_function)rom_calls.update_pxe)(at, flags_at(mm, va, LEVEL_PT));
}

void wrap_pte_update_defer(struct mm *mm, uint32_t va, pte_t *at)
{
	((update_function)rom_calls.update_pxe)(at, flags_at(mm, va, LEVEL_PT) | DEFER);
}

#ifdef CONFIG_PAE
/* Written natively, then told, and without a look whether the ROM has the call (section 7). */
void wrap_set_pte_atomic(pte_t *at, pte_t v)
{
	pte_t old = *at;

	__asm__ volatile("1: lock cmpxchg8b %1; jne 1b"
			 : "+A"(old), "+m"(*at)
			 : "b"((uint32_t)v), "c"((uint32_t)(v >> 32))
			 : "memory", "cc");
	((update_function)rom_calls.update_pxe)(at, LEVEL_PT);
}
#endif

static void allocate(uint32_t pfn, uint32_t flags, uint32_t from, uint32_t start, uint32_t count)
{
	((allocate_function)rom_calls.allocate)(pfn, flags | PAGE_PAE, from, start, count);
}

static void release(uint32_t pfn, uint32_t flags)
{
	((release_function)rom_calls.release)(pfn, flags | PAGE_PAE);
}

void wrap_alloc_pt(uint32_t pfn) { allocate(pfn, PAGE_PT | PAGE_ZEROED, 0, 0, 0); }
void wrap_alloc_pd(uint32_t pfn) { allocate(pfn, PAGE_PD | PAGE_ZEROED, 0, 0, 0); }
void wrap_release_pt(uint32_t pfn) { release(pfn, PAGE_PT | PAGE_ZEROED); }
void wrap_release_pd(uint32_t pfn) { release(pfn, PAGE_PD | PAGE_ZEROED); }

void wrap_alloc_pgd_clone(uint32_t pfn, uint32_t from, uint32_t start, uint32_t count)
{
	allocate(pfn, PAGE_PD | PAGE_CLONE | PAGE_ZEROED, from, start, count);
}

void wrap_map_pt_hook(uint32_t slot, uint32_t va, uint32_t pfn)
{
	((mapping_function)rom_calls.linear_mapping)(slot, va, 1, pfn);
}

/* Slot 0, once on each processor: all of lowmem that there could be (2.6.32), or that there is (2.6.24). */
void wrap_map_lowmem(void)
{
	uint32_t pages = kernel_24 ? mm_lowmem_pfn() : mm_maxmem_pfn();

	((mapping_function)rom_calls.linear_mapping)(0, PAGE_OFFSET, pages, 0);
}
