// SPDX-License-Identifier: GPL-2.0-only
/*
 * How the client checks what a user hands to a system call: it reads page-table entries through its
 * recursive mapping, and of the directory's it asks only whether it is there (Sanos, pdir.c, mem_access).
 *
 * There is a problem with that: what is no page table but has a directory entry, a 4 MiB page above all, is
 * read as one.  Its words, whatever they are, then say what users may reach.  So all of low memory that
 * firmware is done with holds the worst words, and then every page of the kernel's is asked for.
 */
#include "kernel.h"

#define EBDA 0x9F000u /* firmware's own, and behind it no memory */
#define REFUSED 0xffffffffu
#define USERS_TABLES (KERNEL_BASE >> 10)

bool may_access(uint32_t address, uint32_t size, uint32_t access)
{
	for (uint32_t page = address & ~(PAGE_SIZE - 1);; page += PAGE_SIZE) {
		if (!(*pde_of(page) & PTE_P) || (*pte_of(page) & access) != access)
			return false;
		if (size <= PAGE_SIZE - (address & (PAGE_SIZE - 1)))
			return true;
		size -= PAGE_SIZE - (address & (PAGE_SIZE - 1));
		address = page + PAGE_SIZE;
	}
}

/* Interrupt vectors and the BIOS's data, too: nobody calls it any more. */
void fill_low_memory(void)
{
	for (uint32_t at = 0; at < EBDA; at += 4)
		*(volatile uint32_t *)at = ~0u;
}

/* Page tables of the users' half, which its directory entries let users have: the client's own doing. */
static bool is_users_table(uint32_t page)
{
	return page - PTE_WINDOW < USERS_TABLES;
}

/* How many pages above the users' half the check lets a user have; the first of them. */
static unsigned int open_pages(uint32_t *first)
{
	uint32_t page = KERNEL_BASE;
	unsigned int open = 0;

	while (page) {
		if (!(*pde_of(page) & PTE_P)) {
			page = (page | (LOW_PAGES * PAGE_SIZE - 1)) + 1;
			continue;
		}
		if (may_access(page, 1, PTE_P | PTE_U) && !is_users_table(page) && !open++)
			*first = page;
		page += PAGE_SIZE;
	}
	return open;
}

/* Whose: the call that made what is found. */
void test_pointers(const char *whose)
{
	uint32_t first = 0;
	unsigned int open = open_pages(&first);

	if (tap_ok(!open, "%s: no user's pointer reaches a page of the kernel's", whose))
		return;
	kprintf("# %u pages, from 0x%x\n", open, first);
}

/* SYS_READ: the word there, as the client's write() would put it into a file. */
uint32_t read_for_user(uint32_t pointer)
{
	return may_access(pointer, 4, PTE_P | PTE_U) ? *(volatile uint32_t *)pointer : REFUSED;
}

/* The last is the user's own: it is read. */
static const uint32_t pointers[] = {0xFFC00000,  0xFFD04000, 0xFFFFF000,           PTE_WINDOW + 0x3FF000,
				    PDIR,        SYSPAGE,    ROM_WINDOW + 0xC0000, HEAP,
				    KERNEL_BASE, USER_MADE};
#define NR_POINTERS (sizeof(pointers) / sizeof(pointers[0]))

static volatile uint32_t *list(void)
{
	return (volatile uint32_t *)USER_POINTERS;
}

/* The first stands for the ROM, wherever it is mapped. */
void offer_pointers(void)
{
	list()[0] = vmicall[VMI_Init];
	for (unsigned int i = 0; i < NR_POINTERS; i++)
		list()[i + 1] = pointers[i];
	list()[NR_POINTERS + 1] = 0;
}

void check_pointers(uint32_t segment)
{
	for (unsigned int i = 0; i < NR_POINTERS; i++)
		is(list()[i], REFUSED, "Init: a user's pointer to 0x%x, DS 0x%x: refused",
		   i ? pointers[i - 1] : vmicall[VMI_Init], segment);
	is(list()[NR_POINTERS], 0x13131313, "Init: a user's own pointer, DS 0x%x", segment);
}
