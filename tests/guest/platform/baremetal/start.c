/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bare machine, started by a multiboot 1 loader: console, exit, memory.  This
 * folder is the only place that knows of ports, chips and real mode; another
 * platform is a folder beside this one, and fills the same struct.
 */
#include "kernel.h"
#include "baremetal.h"
#include <boot.h>
#include <multiboot.h>
#include <pic.h>
#include <serial.h>

extern const char kernel_end[];

static struct platform bare;
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

#define SLOT (1u << PD_SHIFT) /* bytes that one page table maps */

static void map_slot(uint32_t phys, pte_t *pt, uint32_t end)
{
	uint32_t i;

	for (i = 0; i < PT_ENTRIES; i++) {
		uint32_t page = phys + i * PAGE_SIZE;

		pt[i] = page < end ? page | PTE_P | PTE_W : 0;
	}
	((pte_t *)boot_pd)[(phys + KERNEL_BASE) >> PD_SHIFT & (PT_ENTRIES - 1)] = virt_to_phys(pt) | PTE_P | PTE_W;
}

/*
 * Extends the direct map to all low memory, in 4 KiB pages as a hypervisor would have it, from page tables at
 * *free. That place may lie behind large modules, and itself not be mapped yet: two tables of our own come
 * first, which map it.
 */
static void map_lowmem(uint32_t *free, uint32_t end)
{
	static pte_t first[2][PT_ENTRIES] __attribute__((aligned(PAGE_SIZE)));
	uint32_t begin = max(*free & ~(SLOT - 1), BOOT_MAP), phys;

	for (phys = begin; phys < begin + 2 * SLOT; phys += SLOT)
		map_slot(phys, first[(phys - begin) / SLOT], end);
	for (phys = BOOT_MAP; phys < end; phys += SLOT) {
		if (phys - begin < 2 * SLOT)
			continue;
		map_slot(phys, phys_to_virt(*free), end);
		*free += PAGE_SIZE;
	}
}

/* Before there is a map to look for more in. */
static void stop(const char *why)
{
	serial_write("Bail out! ", 10);
	serial_write(why, strlen(why));
	serial_write("\n", 1);
	debug_exit(EXIT_PANIC);
}

static void init(void)
{
	baremetal_apic_init();
	baremetal_time_init();
}

static void cpu_init(void)
{
	baremetal_double_fault_init();
	baremetal_apic_cpu_init();
}

static uint32_t alarm_wiring(void)
{
	return baremetal_has_apic() ? VMI_ALARM_WIRED_LVTT : 0;
}

static struct platform bare = {
	.name = "bare machine",
	.write = serial_write,
	.exit = debug_exit,
	.cmdline = cmdline,
	.init = init,
	.cpu_init = cpu_init,
	.alarm_wiring = alarm_wiring,
	.eoi = baremetal_eoi,
	.cpus = baremetal_cpus,
	.send_ipi = baremetal_send_ipi,
	.resume = baremetal_resume,
	.irq0_periodic = baremetal_irq0_periodic,
	.irq_masks = pic_masks,
	.set_irq_masks = pic_set_masks,
};

/* From entry.S, on the boot stack, first 16 MiB mapped. */
void baremetal_start(uint32_t magic, uint32_t info_phys);

void baremetal_start(uint32_t magic, uint32_t info_phys)
{
	uint32_t free, end;

	platform = &bare;
	serial_init();
	if (magic != MB_BOOT_MAGIC || info_phys >= BOOT_MAP)
		stop("not started by multiboot");
	info = *(const struct multiboot *)phys_to_virt(info_phys);
	if (info.flags & MB_HAS_CMDLINE)
		ksnprintf(cmdline, sizeof(cmdline), "%s", (char *)phys_to_virt(info.cmdline));
	end = 0x100000 + info.mem_upper * 1024;
	end = info.mem_upper >= (LOWMEM_MAX - 0x100000) / 1024 ? LOWMEM_MAX : end & ~(PAGE_SIZE - 1);
	if (info.flags & MB_HAS_MODULES && info.mods_addr >= BOOT_MAP)
		stop("the list of modules lies beyond 16 MiB");
	free = (used_end(&info) + PAGE_SIZE - 1) & ~(PAGE_SIZE - 1);
	if (free + (end >> PD_SHIFT) * PAGE_SIZE >= end)
		stop("modules leave no memory, or lie beyond what is mapped");
	map_lowmem(&free, end);
	bare.root = boot_root;
	bare.memory_begin = free;
	bare.memory_end = end;
	bare.multiboot = phys_to_virt(info_phys);
	bare.window = phys_to_virt(VMI_WINDOW_BASE);
	kernel_main(&bare);
}
