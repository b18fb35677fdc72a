/* SPDX-License-Identifier: GPL-2.0-only */
/* Bare machine, started by a multiboot 1 loader. */
#include "kernel.h"
#include "../baremetal.h"
#include <boot.h>
#include <multiboot.h>
#include <serial.h>

extern const char kernel_end[];

static char cmdline[1024]; /* the kernel's path is in it, and the number of each call that stays native */
/* A copy: the module list may lie in memory that is about to be used. */
static struct multiboot info;

static uint32_t max(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

/* First address behind the kernel and all that the boot loader left us. */
static uint32_t used_end(const struct multiboot *mb)
{
	const struct multiboot_module *mod = phys_to_virt(mb->mods_addr);
	uint32_t end = virt_to_phys(kernel_end);
	uint32_t i;

	if (!(mb->flags & MB_HAS_MODULES) || !mb->mods_count)
		return end;
	end = max(end, mb->mods_addr + mb->mods_count * sizeof(*mod));
	for (i = 0; i < mb->mods_count; i++)
		end = max(end, mod[i].end);
	return end;
}

/* From entry.S, on the boot stack. */
void multiboot_start(uint32_t magic, uint32_t info_phys);

void multiboot_start(uint32_t magic, uint32_t info_phys)
{
	uint32_t end;

	platform = &baremetal;
	serial_init();
	if (magic != MB_BOOT_MAGIC || info_phys >= BOOT_MAP)
		baremetal_stop("not started by multiboot");
	info = *(const struct multiboot *)phys_to_virt(info_phys);
	if (info.flags & MB_HAS_CMDLINE)
		ksnprintf(cmdline, sizeof(cmdline), "%s", (char *)phys_to_virt(info.cmdline));
	end = 0x100000 + info.mem_upper * 1024;
	end = info.mem_upper >= (LOWMEM_MAX - 0x100000) / 1024 ? LOWMEM_MAX : end & ~(PAGE_SIZE - 1);
	if (info.flags & MB_HAS_MODULES && info.mods_addr >= BOOT_MAP)
		baremetal_stop("the list of modules lies beyond 16 MiB");
	baremetal.cmdline = cmdline;
	baremetal.multiboot = phys_to_virt(info_phys);
	baremetal_main(used_end(&info), end);
}
