/* SPDX-License-Identifier: GPL-2.0-only */
/* What the trampoline finds. */
#include "ap.h"
#include "boot.h"
#include "string.h"
#include "x86.h"

extern const char trampoline_begin[], trampoline_end[];

struct ap_start ap_start;
_Static_assert(sizeof(ap_start) == AP_START_EFER + 8, "asm");

static char root_of_start[PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));

void ap_prepare(const void *root, uint32_t cr0, uint32_t cr4, uint64_t efer)
{
	memcpy((char *)KERNEL_BASE + AP_TRAMPOLINE, trampoline_begin, trampoline_end - trampoline_begin);
	/* The kernel's page tables, and its low memory also where it really is. */
	memcpy(root_of_start, root, PAGE_SIZE);
	memcpy(root_of_start, boot_low_entry(root_of_start), PTE_BYTES);
	ap_start = (struct ap_start){cr0, PHYS((uintptr_t)root_of_start), cr4, efer};
}
