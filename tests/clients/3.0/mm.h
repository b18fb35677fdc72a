/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory: 16 MiB mapped at boot, the direct map, windows below the fixmap's top. */
#ifndef MM_H
#define MM_H

#include <apic.h>
#include "rom.h"

/* Windows of one page each, down from the fixmap's top. */
enum window { WINDOW_APIC, WINDOW_KM_PTE0, WINDOW_KM_PTE1, WINDOW_TEST, NR_WINDOWS };
uint32_t window_va(enum window w);
pte_t *mm_window_entry(enum window w);
#define APIC_VA window_va(WINDOW_APIC)

/* Lowmem pages at most, by which size of page-table entry (section 4). */
#ifdef CONFIG_PAE
#define MAXMEM_PFN 0x379FE
#else
#define MAXMEM_PFN 0x377FE
#endif

static inline uint32_t pa(const void *va) { return (uint32_t)va - PAGE_OFFSET; }
static inline void *va(uint32_t phys) { return (void *)(phys + PAGE_OFFSET); }

extern pte_t swapper[], swapper_pd[];
extern struct mm init_mm;

/* No execute, where the kernel has it. */
#ifdef CONFIG_PAE
extern pte_t mm_nx;
#else
#define mm_nx 0u
#endif

void mm_init(void);
void mm_protect_text(void); /* from here on nobody patches, as far as the kernel knows */
uint32_t mm_maxmem_pfn(void); /* of lowmem, at most */
uint32_t mm_lowmem_pfn(void); /* that there is */
uint32_t mm_features(void);

/* A zeroed frame of lowmem; one above the direct map, or 0 if all memory is in it. */
uint32_t mm_frame(void);
uint32_t mm_high_frame(void);

/* Window w shows a frame, as kmap_atomic does; pt: it is a page table. */
pte_t *mm_map(enum window w, uint32_t pfn, bool pt);

struct mm *mm_new(void);
void mm_free(struct mm *mm); /* one that isn't switched to */
void mm_set_at(struct mm *mm, uint32_t va, pte_t *at, pte_t v);
void mm_switch(struct mm *mm);

/* The place of an address's entry in a page table that mm_new made at need; high: prefer one above the direct map. */
pte_t *mm_entry(struct mm *mm, uint32_t va, bool high);
/* The same where another entry is in use meanwhile; the page table is there. */
pte_t *mm_entry_nested(struct mm *mm, uint32_t va);
pte_t *mm_directory_entry(struct mm *mm, uint32_t va);
void mm_map_user(struct mm *mm, uint32_t va, uint32_t pfn, pte_t bits);

#endif
