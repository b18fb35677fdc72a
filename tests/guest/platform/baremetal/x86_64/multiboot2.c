/* SPDX-License-Identifier: GPL-2.0-only */
/* Bare machine, started by a multiboot 2 loader. */
#include "kernel.h"
#include "../baremetal.h"
#include <boot.h>
#include <multiboot2.h>
#include <serial.h>

#define MIB 0x100000u

extern const char kernel_end[];

static char cmdline[1024];

/* The tag of this type behind `after`, or the first; NULL: there is none. */
static const struct mb2_tag *next_tag(const char *info, const struct mb2_tag *after, uint32_t type)
{
	const char *end = info + *(const uint32_t *)info;
	const char *at = after ? (const char *)after + ((after->size + 7) & ~7u) : info + 8;

	while (at + sizeof(struct mb2_tag) <= end) {
		const struct mb2_tag *tag = (const void *)at;

		if (tag->size < sizeof(*tag) || tag->type == MB2_TAG_END)
			return NULL;
		if (tag->type == type)
			return tag;
		at += (tag->size + 7) & ~7u;
	}
	return NULL;
}

/* First address behind the kernel and all that the boot loader left us, as far as that lies in the direct map. */
static uint32_t used_end(const char *info)
{
	uint32_t end = virt_to_phys(kernel_end), info_end = virt_to_phys(info) + *(const uint32_t *)info;
	const struct mb2_tag *tag = NULL;

	if (info_end > end)
		end = info_end;
	while ((tag = next_tag(info, tag, MB2_TAG_MODULE))) {
		const struct mb2_module *module = (const void *)tag;

		if (module->end > end && module->end < LOWMEM_MAX)
			end = module->end;
	}
	return end;
}

/* Where the free memory ends that `from` lies in; firmware has some of its own between. */
static uint32_t memory_end(const char *info, uint32_t from)
{
	const struct mb2_memory_map *map = (const void *)next_tag(info, NULL, MB2_TAG_MEMORY_MAP);
	const char *at, *end;
	uint32_t most = 0;

	if (!map)
		baremetal_stop("the boot loader has no memory map for us");
	end = (const char *)map + map->tag.size;
	for (at = (const char *)(map + 1); at + sizeof(struct mb2_memory) <= end; at += map->entry_size) {
		const struct mb2_memory *m = (const void *)at;
		uint64_t last = m->base + m->length;

		if (m->type == MB2_MEMORY_FREE && m->base <= from && last > from)
			most = last > LOWMEM_MAX ? LOWMEM_MAX : (uint32_t)last & ~(PAGE_SIZE - 1);
	}
	if (!most)
		baremetal_stop("there is no memory behind the kernel");
	return most;
}

/* From entry.S, on the boot stack. */
void multiboot2_start(uint32_t magic, uint32_t info_phys);

void multiboot2_start(uint32_t magic, uint32_t info_phys)
{
	const char *info = phys_to_virt(info_phys);
	const struct mb2_tag *tag;
	uint32_t end;

	platform = &baremetal;
	serial_init();
	if (magic != MB2_BOOT_MAGIC || info_phys >= BOOT_MAP)
		baremetal_stop("not started by multiboot 2");
	tag = next_tag(info, NULL, MB2_TAG_CMDLINE);
	if (tag)
		ksnprintf(cmdline, sizeof(cmdline), "%s", (const char *)(tag + 1));
	tag = next_tag(info, NULL, MB2_TAG_NEW_RSDP);
	if (!tag)
		tag = next_tag(info, NULL, MB2_TAG_OLD_RSDP);
	if (tag)
		machine.rsdp = virt_to_phys(tag + 1);
	baremetal.cmdline = cmdline;
	baremetal.multiboot = info;
	end = used_end(info);
	baremetal_main(end, memory_end(info, end));
}
