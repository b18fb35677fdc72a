/* SPDX-License-Identifier: GPL-2.0-only */
/* A page whose translation in the TLB is an old one. */
#ifndef PROBE_STALE_H
#define PROBE_STALE_H

#include "probe.h"
#include "native.h"

#define VA PROBE_VA
#define STALE_BITS (PTE_P | PTE_W | PTE_A | PTE_D)

/* probe_page[page]'s. */
static inline uint32_t frame(unsigned int page)
{
	return virt_to_phys(probe_page[page]) >> PAGE_SHIFT;
}

/*
 * tlb.c: maps VA to page 0, has the translation cached, and changes the entry in memory
 * to page 1: an old translation shows as the content 0xa0.
 */
void make_stale(pte_t further);
void check_fresh(struct probe *p);
void unmap(uint32_t va);

#endif
