/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bare machine, started by a multiboot 1 loader: console, exit, memory.  This
 * folder is the only place that knows of ports, chips and real mode; another
 * platform has files of its own beside these and fills the same struct.
 */
#include "kernel.h"
#include "baremetal.h"

#define COM1 0x3f8
#define DEBUG_EXIT 0xf4
#define MB_BOOT_MAGIC 0x2badb002

struct multiboot {
	uint32_t flags, mem_lower, mem_upper, boot_device, cmdline, mods_count, mods_addr;
};

struct multiboot_module {
	uint32_t start, end, string, reserved;
};

extern const char kernel_end[];
extern pte_t kernel_root[], kernel_pd[];

static struct platform bare;
static char cmdline[1024]; /* the kernel's path is in it, and the number of each call that stays native */
/* A copy: the module list may lie in memory that is about to be used. */
static struct multiboot info;

static void serial_init(void)
{
	outb(COM1 + 1, 0);
	outb(COM1 + 3, 0x80);
	outb(COM1 + 0, 1); /* 115200 */
	outb(COM1 + 1, 0);
	outb(COM1 + 3, 3); /* 8n1 */
	outb(COM1 + 2, 7);
}

static void serial_write(const char *text, size_t len)
{
	while (len--) {
		while (!(inb(COM1 + 5) & 0x20))
			;
		outb(COM1, *text++);
	}
}

static void debug_exit(enum exit_code code)
{
	/* All that was written must have left the chip. */
	while (!(inb(COM1 + 5) & 0x40))
		;
	outb(DEBUG_EXIT, code);
}

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

	if (!(mb->flags & 1 << 3) || !mb->mods_count)
		return end;
	end = max(end, mb->mods_addr + mb->mods_count * sizeof(*mod));
	for (i = 0; i < mb->mods_count; i++)
		end = max(end, mod[i].end);
	return end;
}

/*
 * Extends the direct map to all low memory, in 4 KiB pages as a hypervisor would
 * have it, from page tables at *free.
 */
static void map_lowmem(uint32_t *free, uint32_t end)
{
	uint32_t phys, i;

	for (phys = BOOT_MAP; phys < end; phys += 1u << PD_SHIFT) {
		pte_t *pt = phys_to_virt(*free);
		uint32_t slot = (phys + KERNEL_BASE) >> PD_SHIFT & (PT_ENTRIES - 1);

		for (i = 0; i < PT_ENTRIES; i++) {
			uint32_t page = phys + i * PAGE_SIZE;

			pt[i] = page < end ? page | PTE_P | PTE_W : 0;
		}
		kernel_pd[slot] = *free | PTE_P | PTE_W;
		*free += PAGE_SIZE;
	}
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
	.irq0_periodic = baremetal_irq0_periodic,
	.irq_masks = baremetal_pic_masks,
	.set_irq_masks = baremetal_pic_set_masks,
};

/* From baremetal_entry.S, on the boot stack, first 16 MiB mapped. */
void baremetal_start(uint32_t magic, uint32_t info_phys);

void baremetal_start(uint32_t magic, uint32_t info_phys)
{
	uint32_t free, end;

	platform = &bare;
	serial_init();
	if (magic != MB_BOOT_MAGIC || info_phys >= BOOT_MAP) {
		serial_write("Bail out! not started by multiboot\n", 35);
		debug_exit(EXIT_PANIC);
	}
	info = *(const struct multiboot *)phys_to_virt(info_phys);
	if (info.flags & 1 << 2)
		ksnprintf(cmdline, sizeof(cmdline), "%s", (char *)phys_to_virt(info.cmdline));
	end = 0x100000 + info.mem_upper * 1024;
	end = info.mem_upper >= (LOWMEM_MAX - 0x100000) / 1024 ? LOWMEM_MAX : end & ~(PAGE_SIZE - 1);
	free = (used_end(&info) + PAGE_SIZE - 1) & ~(PAGE_SIZE - 1);
	map_lowmem(&free, end);
	bare.root = kernel_root;
	bare.memory_begin = free;
	bare.memory_end = end;
	bare.multiboot = phys_to_virt(info_phys);
	bare.window = phys_to_virt(VMI_WINDOW_BASE);
	kernel_main(&bare);
}
