/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The local APIC's registers: MSRs where the client has turned the x2APIC on, else the page at its place in
 * the direct map, if it is mapped there.
 */
#ifndef XEN_HVM_X86_64_APIC_PAGE_H
#define XEN_HVM_X86_64_APIC_PAGE_H

#include "apic.h"
#include "apic_whole.h"
#include "lapic.h"
#include <stdint.h>

#define APIC_PAGE 0xfee00000ul
#define MSR_APIC_BASE 0x1b
#define APIC_BASE_X2 (1u << 10)

/* Its calls have 64 bits: apic_whole.c. */
#define APIC_WRITE apic_write
#define APIC_READ apic_read
/* A client that begins anew may have turned it on. */
#define APIC_FORGET() (GLOBAL->apic = 0)

static inline void apic_set(volatile uint32_t *apic, uint32_t offset, uint32_t value)
{
	if ((uintptr_t)apic == APIC_MSRS)
		asm volatile("wrmsr" : : "c"(APIC_MSR(offset)), "a"(value), "d"(0) : "memory");
	else
		apic[offset / 4] = value;
}

static inline uint32_t apic_get(volatile uint32_t *apic, uint32_t offset)
{
	uint32_t value, high;

	if ((uintptr_t)apic != APIC_MSRS)
		return apic[offset / 4];
	asm volatile("rdmsr" : "=a"(value), "=d"(high) : "c"(APIC_MSR(offset)));
	return value;
}
#define APIC_SET(apic, offset, value) apic_set(apic, offset, value)
#define APIC_GET(apic, offset) apic_get(apic, offset)

#define PTE_P 1ull
#define PTE_PS 0x80ull
#define FRAME_MASK 0x000ffffffffff000ull

/* Whether the client's page tables lead from linear to physical; direct: as in struct global. */
static int leads_to(uintptr_t linear, uint64_t physical, uintptr_t direct)
{
	uint64_t table, entry, inside;
	uint32_t shift;

	asm volatile("mov %%cr3, %0" : "=r"(table));
	for (shift = 39;; shift -= 9) {
		entry = ((const volatile uint64_t *)((table & FRAME_MASK) + direct))[linear >> shift & 511];
		if (!(entry & PTE_P))
			return 0;
		if (shift == 12 || (shift < 39 && entry & PTE_PS))
			break;
		table = entry;
	}
	inside = (1ull << shift) - 1;
	return ((entry & FRAME_MASK & ~inside) | (linear & inside)) == physical;
}

static uintptr_t find_apic(uintptr_t direct)
{
	uint32_t low, high;

	asm volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(MSR_APIC_BASE));
	if (low & APIC_BASE_X2)
		return APIC_MSRS;
	return leads_to(direct + APIC_PAGE, APIC_PAGE, direct) ? direct + APIC_PAGE : 0;
}
#endif
