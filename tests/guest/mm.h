/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory: frames, page tables, address spaces. */
#ifndef GUEST_MM_H
#define GUEST_MM_H

#include <boot.h>
#include <x86.h>

#define LOWMEM_MAX 0x30000000u  /* as much RAM as the direct map holds */
#define WINDOW_BASE (KERNEL_BASE + 0x30000000) /* free for mappings of tests: below a hypervisor's virtual_top */
#define WINDOW_END (KERNEL_BASE + 0x30800000)
#define DEVICE_BASE (KERNEL_BASE + 0x31000000) /* platform: device memory */
#define USER_END 0xC0000000u    /* of user mode, from 0 on */
#define USER_STACK_TOP 0x0A000000u

#define PTE_COW 0x200 /* available to software: ours, copy on write */

#ifndef __ASSEMBLER__
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "cpu.h"

#ifdef CONFIG_PAE
typedef uint64_t pte_t;
#define PTE_NX (1ull << 63)
#define PTE_FRAME 0x0000000ffffff000ull
#else
typedef uint32_t pte_t;
#define PTE_NX 0u
#define PTE_FRAME 0xfffff000u
#endif

struct regs;

static inline void *phys_to_virt(uint32_t phys)
{
	return (void *)(phys + KERNEL_BASE);
}

static inline uint32_t virt_to_phys(const void *virt)
{
	return (uintptr_t)virt - KERNEL_BASE;
}

/* frames.c: physical frames of the direct map, by number, with use counts. */
void frames_init(uint32_t begin, uint32_t end);
uint32_t frame_alloc(void);     /* zeroed, use count 1; panics when out of memory */
void frame_get(uint32_t frame); /* one more user */
void frame_put(uint32_t frame); /* one less; free at none */
unsigned int frame_users(uint32_t frame);
unsigned int frames_free(void);
/* Contiguous zeroed pages, direct-mapped; only single pages can be given back. */
void *pages_alloc(unsigned int count);
void page_free(void *page);

#define PD_INDEX(va) ((va) >> PD_SHIFT & (PT_ENTRIES - 1))
#define PT_INDEX(va) ((va) >> PAGE_SHIFT & (PT_ENTRIES - 1))

/* pgtable.c: page tables.  Every table page lies in the direct map. */
struct aspace {
	pte_t *root;    /* what CR3 points to */
	pte_t *pd[4];   /* page directories; only [0] without PAE */
	ASPACE_OWN
	uint32_t users; /* threads */
	struct spinlock lock;
};
extern struct aspace kernel_aspace;

void pgtable_init(void);
bool nx_on(void);

/* An entry as we wrote it, with accessed and dirty bits as they are now. */
static inline pte_t pte_get(const pte_t *p)
{
#ifdef CONFIG_PAE
	/* Low half first: it is what a processor sets bits in. */
	uint64_t e = ((const volatile uint32_t *)p)[0];

	e |= (uint64_t)((const volatile uint32_t *)p)[1] << 32;
#else
	uint32_t e = *(const volatile pte_t *)p;
#endif
	/* One that isn't present is as it was written: most of what a walk sees. */
	return e & PTE_P ? vmi_MachineToPhysical(e) : e;
}

static inline uint32_t pte_frame(pte_t e)
{
	return (e & PTE_FRAME) >> PAGE_SHIFT;
}

static inline pte_t pte_make(uint32_t frame, pte_t bits)
{
	return (pte_t)frame << PAGE_SHIFT | bits;
}

static inline uint32_t frame_of(const void *page)
{
	return virt_to_phys(page) >> PAGE_SHIFT;
}

static inline pte_t *table_of(pte_t e)
{
	return phys_to_virt(pte_frame(e) << PAGE_SHIFT);
}

/* A page that is a table of this level from now on; one that is none any more, at the end of the lazy section. */
pte_t *table_alloc(uint32_t level);
void table_release(const pte_t *table, uint32_t level);

/*
 * top.c, of each architecture: what lies above page tables, and the calls that write an entry.  The kernel's
 * directory is kernel_aspace's; flags are SetPxE's.
 */
void pte_write(pte_t *p, pte_t e, uint32_t flags);
void pte_tell(pte_t *p, uint32_t flags);
/* On each processor, where there is a call that tells of the direct map. */
void linear_mapping_tell(void);
#define PAGE_PAE (sizeof(pte_t) == 8 ? VMI_PAGE_PAE : 0)
/* The page directory for va, or NULL where there is none and !create; a new one is seen after the next load of CR3. */
pte_t *pd_of(struct aspace *as, vmi_word_t va, bool create);
/* Takes the boot's tables over, all but what maps the memory at 0. */
void top_init(struct aspace *as);
/* In a lazy section, or not: the kernel's half, an empty user half. */
struct aspace *top_create(void);
void top_release(struct aspace *as);
void top_free(struct aspace *as);

/* SetPxE or SetPxELong; as: whose entry it is, va: what it maps, level VMI_PAGE_PT or up. */
void pte_set(struct aspace *as, pte_t *p, pte_t e, vmi_word_t va, uint32_t level);
/* Of a page table, and drops this processor's old translation. */
void pte_set_flush(struct aspace *as, pte_t *p, pte_t e, vmi_word_t va);
/* The kernel has written the entry itself: UpdatePxE or UpdatePxELong. */
void pte_updated(struct aspace *as, pte_t *p, vmi_word_t va, uint32_t level);
/* The entry of the page table for va, or NULL where there is no table and !create. */
pte_t *pte_find(struct aspace *as, vmi_word_t va, bool create);

/* One page: writes the entry and drops this processor's old translation. */
void map_page(struct aspace *as, vmi_word_t va, pte_t e);
void unmap_page(struct aspace *as, vmi_word_t va);
void kernel_map_device(vmi_word_t va, uint32_t phys);

/* New address space: the kernel's half, an empty user half. */
struct aspace *aspace_create(void);
/* A copy whose writable pages both share until one writes. */
struct aspace *aspace_fork(struct aspace *from);
/* Gives back its pages and tables; it may not be loaded anywhere. */
void aspace_destroy(struct aspace *as);
void aspace_load(struct aspace *as);
/* The tests' user program, its data, and a stack of `stack` pages below USER_STACK_TOP. */
struct aspace *aspace_user(unsigned int stack);
/* Copies to the direct map of a user page, as the kernel's side of a test. */
bool user_write(struct aspace *as, vmi_word_t va, const void *from, size_t len);
bool user_read(struct aspace *as, vmi_word_t va, void *to, size_t len);

/* Page fault that memory management answers: copy on write. */
bool mm_fault(struct regs *r, vmi_word_t cr2);
extern volatile uint32_t cow_copies, cow_reuses;

#endif
#endif
