// SPDX-License-Identifier: GPL-2.0-only
/*
 * Instructions of one call by its slot, counted by RDTSC under QEMU's -icount, with the client's own way
 * around it; and of the instruction that it stands for.  A line for each: "# bench name slot native".
 */
#include "kernel.h"

#define ROUNDS 16

static uint32_t now(void)
{
	uint32_t low, high;

	asm volatile("rdtsc" : "=a"(low), "=d"(high) : : "memory");
	return low;
}

/* The mode is what mach.c goes by. */
static uint32_t count(void (*operation)(void), bool by_slot)
{
	uint32_t before;

	vmi_mode = by_slot;
	before = now();
	for (unsigned int i = 0; i < ROUNDS; i++)
		operation();
	before = now() - before;
	vmi_mode = true;
	return before / ROUNDS;
}

static void flag(void)
{
	cli();
}

static void port(void)
{
	inb(0x21);
}

static void fault_address(void)
{
	get_cr2();
}

static void page(void)
{
	invlpage(HEAP);
}

static void pte(void)
{
	set_entry(pte_of(HEAP), 0, 1, 0);
}

static void descriptor(void)
{
	write_gdt(SEL_TIB >> 3, 0, 0);
}

void bench(void)
{
	static const struct {
		const char *name;
		void (*operation)(void);
	} operations[] = {{"DisableInterrupts", flag},       {"INB", port},
			  {"GetCR2", fault_address},         {"InvalPage", page},
			  {"SetPxE and its two hints", pte}, {"WriteGDTEntry", descriptor}};

	map_page(HEAP, alloc_frame(), PTE_W);
	for (unsigned int i = 0; i < sizeof(operations) / sizeof(operations[0]); i++)
		kprintf("# bench %s: %u by slot, %u native\n", operations[i].name,
			count(operations[i].operation, true), count(operations[i].operation, false));
}
