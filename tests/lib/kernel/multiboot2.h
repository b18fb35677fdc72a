/* SPDX-License-Identifier: GPL-2.0-only */
/* Multiboot 2: what a kernel's file says to a boot loader, and what that leaves for the kernel (Multiboot2 Specification 2.0, 3). */
#ifndef KERNEL_MULTIBOOT2_H
#define KERNEL_MULTIBOOT2_H

#define MB2_HEADER_MAGIC 0xe85250d6
#define MB2_ARCH_I386 0
#define MB2_HEADER_ENTRY 3
#define MB2_HEADER_ALIGN_MODULES 6
#define MB2_BOOT_MAGIC 0x36d76289 /* in EAX; EBX: u32 size, u32 0, then tags */

#define MB2_TAG_END 0
#define MB2_TAG_CMDLINE 1
#define MB2_TAG_MODULE 3
#define MB2_TAG_MEMORY_MAP 6
#define MB2_TAG_OLD_RSDP 14
#define MB2_TAG_NEW_RSDP 15

#ifndef __ASSEMBLER__
#include <stdint.h>

/* Each begins at a multiple of 8. */
struct mb2_tag {
	uint32_t type, size;
};

struct mb2_module {
	struct mb2_tag tag;
	uint32_t start, end;
	char words[];
};

struct mb2_memory_map {
	struct mb2_tag tag;
	uint32_t entry_size, entry_version;
};

#define MB2_MEMORY_FREE 1
struct mb2_memory {
	uint64_t base, length;
	uint32_t type, reserved;
};

#endif
#endif
