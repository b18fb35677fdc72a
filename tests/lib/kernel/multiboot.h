/* SPDX-License-Identifier: GPL-2.0-only */
/* Multiboot 1: what a kernel's file says to a boot loader, and what that leaves for the kernel. */
#ifndef KERNEL_MULTIBOOT_H
#define KERNEL_MULTIBOOT_H

#define MB_HEADER_MAGIC 0x1badb002
#define MB_WANT_ALIGNED_MODULES 1
#define MB_WANT_MEMORY 2
#define MB_BOOT_MAGIC 0x2badb002 /* in EAX; EBX: struct multiboot */
#define MB_HAS_MEMORY 0x01
#define MB_HAS_CMDLINE 0x04
#define MB_HAS_MODULES 0x08
#define MB_CMDLINE 16 /* offset, for assembler */

#ifdef __ASSEMBLER__

.macro MULTIBOOT_HEADER wants
	.pushsection .multiboot, "a"
	.balign	4
	.long	MB_HEADER_MAGIC, \wants, -(MB_HEADER_MAGIC + \wants)
	.popsection
.endm

#else

#include <stddef.h>
#include <stdint.h>

/* Addresses are physical, memory in KiB; mem_upper begins at 1 MiB. */
struct multiboot {
	uint32_t flags, mem_lower, mem_upper, boot_device, cmdline, mods_count, mods_addr;
};
_Static_assert(offsetof(struct multiboot, cmdline) == MB_CMDLINE, "asm");

struct multiboot_module {
	uint32_t start, end, string, reserved;
};

#endif
#endif
