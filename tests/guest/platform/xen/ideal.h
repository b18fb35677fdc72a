/* SPDX-License-Identifier: GPL-2.0-only */
/* Between ideal.c, for the processor, and ideal_mm.c, for page tables. */
#ifndef GUEST_PLATFORM_XEN_IDEAL_H
#define GUEST_PLATFORM_XEN_IDEAL_H

#include "xen.h"
#include "bench.h"

#define IDEAL_SHARED DEVICE_BASE /* its page table is there */
#define SHARED ((volatile shared_info_t *)IDEAL_SHARED)
#define VCPU (&SHARED->vcpu_info[0])

extern volatile uint32_t ideal_calls; /* counted as the blob counts its own */
extern const uint32_t *ideal_p2m, *ideal_m2p;
extern const struct bench_world *ideal_world;

/* The last has no name. */
extern const struct bench_op ideal_mm_ops[];

static inline int xen(uint32_t nr, uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
	ideal_calls++;
	return hypercall(nr, a, b, c, d);
}

static inline uint32_t machine_of(const void *page)
{
	return ideal_p2m[virt_to_phys(page) >> PAGE_SHIFT];
}

static inline pte_t machine_entry(uint32_t frame, pte_t bits)
{
	return (pte_t)ideal_p2m[frame] << PAGE_SHIFT | bits;
}

static inline void add(multicall_entry_t **at, uint32_t nr, uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
	(*at)->op = nr;
	(*at)->args[0] = a;
	(*at)->args[1] = b;
	(*at)->args[2] = c;
	(*at)->args[3] = d;
	++*at;
}

#endif
