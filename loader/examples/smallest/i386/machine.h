/* SPDX-License-Identifier: MIT */
/* What the smallest kernel has of i386: paging is off, and a multiboot 1 boot loader started it. */
#ifndef MACHINE_H
#define MACHINE_H

#include <vmi/loader.h>

struct multiboot {
	uint32_t flags, mem_lower, mem_upper, boot_device, cmdline;
};
#define MULTIBOOT_CMDLINE 4

static VMI_CALLCONV const void *map(void *ctx, vmi_word_t phys, uint32_t len)
{
	(void)ctx;
	(void)len;
	return (const void *)phys;
}

/* Where a ROM may be, beside the window.  Returns the command line, or NULL. */
static const char *machine_search(const void *boot, struct vmi_search *search)
{
	const struct multiboot *mb = boot;

	search->multiboot = mb;
	search->map = map;
	return mb->flags & MULTIBOOT_CMDLINE ? (const char *)mb->cmdline : NULL;
}

/* It runs where it lies. */
static enum vmi_status machine_bind(const void *boot, struct vmi_rom *rom, const struct vmi_mask *mask,
				    struct vmi_binding *binding)
{
	(void)boot;
	return vmi_bind(rom, mask, &vmi_call_i386, binding);
}

/* It may always be written. */
static void machine_write_text(bool begin)
{
	(void)begin;
}

#define EFLAGS_ID (1u << 21)

/* Not every i486 has CPUID: one that has can change this flag. */
static bool machine_has_cpuid(void)
{
	uint32_t before, changed;

	asm volatile("pushf; pop %0; mov %0, %1; xor %2, %1; push %1; popf; pushf; pop %1; push %0; popf"
		     : "=&r"(before), "=&r"(changed) : "i"(EFLAGS_ID) : "memory", "cc");
	return (before ^ changed) & EFLAGS_ID;
}

#endif
