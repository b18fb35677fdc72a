/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Xen PVH: what Xen says in the start info (public/arch-x86/hvm/start_info.h), the console, the end.  The processor and its local
 * APIC are ours as on a bare machine, and the same code runs them; there are no chips.
 */
#include "hvm.h"
#include <xen/arch-x86/hvm/start_info.h>
#include <xen/memory.h>
#include "kernel.h"
#include "../baremetal/baremetal.h"
#include <boot.h>
#include <port.h>
#include <serial.h>

#define CONSOLE_PORT 0xe9 /* Xen's log */
#define MIB 0x100000u

extern const char kernel_end[];

static const struct hvm_start_info *info;

static void write_port(const char *text, size_t len)
{
	/* One exit for all of it. */
	asm volatile("rep outsb" : "+S"(text), "+c"(len) : "d"(CONSOLE_PORT) : "memory");
}

/* A release build of Xen takes that from dom0 only. */
static void write_console(const char *text, size_t len)
{
	xen_hvm_hypercall(__HYPERVISOR_console_io, CONSOLEIO_write, len, (uintptr_t)text);
}

/* `size` bytes that Xen has left for us at phys, which are mapped. */
static const void *left(uint64_t phys, uint64_t size)
{
	if (phys >= BOOT_MAP || size > BOOT_MAP - phys)
		baremetal_stop("the start info lies beyond 16 MiB");
	return phys_to_virt(phys);
}

static const struct hvm_modlist_entry *modules(void)
{
	return left(info->modlist_paddr, info->nr_modules * sizeof(struct hvm_modlist_entry));
}

static uint32_t behind(uint32_t end, uint64_t phys, uint64_t size)
{
	/* What lies beyond the direct map is in nobody's way. */
	return phys < LOWMEM_MAX && size < LOWMEM_MAX && phys + size > end ? phys + size : end;
}

/* First address behind the kernel and all that Xen left us. */
static uint32_t used_end(void)
{
	const struct hvm_modlist_entry *module = modules();
	uint32_t end = virt_to_phys(kernel_end), i;

	end = behind(end, virt_to_phys(info), sizeof(*info));
	end = behind(end, info->cmdline_paddr, strlen(platform->cmdline) + 1);
	end = behind(end, info->modlist_paddr, info->nr_modules * sizeof(*module));
	for (i = 0; i < info->nr_modules && !machine.reserved_from; i++)
		end = behind(end, module[i].paddr, module[i].size);
	return end;
}

/* As firmware tells it (public/memory.h, XENMEM_memory_map; ACPI, "E820h"). */
struct memory_entry {
	uint64_t addr, size;
	uint32_t type;
} __attribute__((packed));

/* Where the memory ends that we are loaded to, or the direct map. */
static uint32_t end_of_map(const struct hvm_memmap_table_entry *map)
{
	uint32_t i;

	for (i = 0; i < info->memmap_entries; i++) {
		uint64_t end = map[i].addr + map[i].size;

		if (map[i].type == XEN_HVM_MEMMAP_TYPE_RAM && map[i].addr <= MIB && end > MIB)
			return end > LOWMEM_MAX ? LOWMEM_MAX : (uint32_t)end & ~(PAGE_SIZE - 1);
	}
	baremetal_stop("there is no memory at 1 MiB");
}

/* The same, from Xen where the start info has none.  The start info of a dom0 has no memory map (Xen 4.17). */
static uint32_t memory_end(void)
{
	static struct memory_entry map[128];
	struct xen_memory_map arg = {.nr_entries = ARRAY_SIZE(map)};
	uint32_t i;

	if (info->version >= 1 && info->memmap_entries)
		return end_of_map(left(info->memmap_paddr, info->memmap_entries * sizeof(struct hvm_memmap_table_entry)));
	set_xen_guest_handle(arg.buffer, map);
	if (xen_hvm_hypercall(__HYPERVISOR_memory_op, XENMEM_memory_map, (uintptr_t)&arg, 0))
		baremetal_stop("Xen has no memory map for us");
	for (i = 0; i < arg.nr_entries; i++) {
		uint64_t end = map[i].addr + map[i].size;

		if (map[i].type == XEN_HVM_MEMMAP_TYPE_RAM && map[i].addr <= MIB && end > MIB)
			return end > LOWMEM_MAX ? LOWMEM_MAX : (uint32_t)end & ~(PAGE_SIZE - 1);
	}
	baremetal_stop("there is no memory at 1 MiB");
}

static void find_rom(void)
{
	const struct hvm_modlist_entry *module = modules();

	if (!info->nr_modules || module->paddr >= LOWMEM_MAX)
		return;
	baremetal.module = phys_to_virt(module->paddr);
	baremetal.module_size = module->size;
}

/* Another hypervisor that starts kernels so, like QEMU: a PC, and firmware has run. */
static void start_on_pc(void)
{
	serial_init();
	if (info->magic != XEN_HVM_START_MAGIC_VALUE)
		baremetal_stop("not started by PVH");
	if (info->cmdline_paddr)
		baremetal.cmdline = left(info->cmdline_paddr, 1);
	machine.rsdp = info->rsdp_paddr;
	find_rom();
	/* QEMU puts it at the end of memory. */
	if (baremetal.module && modules()->paddr >= BOOT_MAP)
		machine.reserved_from = modules()->paddr & ~(uint64_t)(PAGE_SIZE - 1);
	baremetal_main(used_end(), memory_end());
}

/* From entry.S, on the boot stack. */
void hvm_start(uint32_t eax, uint32_t info_phys);

void hvm_start(uint32_t eax, uint32_t info_phys)
{
	(void)eax;
	platform = &baremetal;
	info = left(info_phys, sizeof(*info));
	if (!xen_hvm()) {
		start_on_pc();
		return;
	}
	baremetal.name = "Xen PVH";
	baremetal.sti_may_not_hold = true;
	baremetal.write = write_port;
	/*
	 * A domU has no BIOS.  A dom0 sees the machine's, but Xen can't fetch from there (4.17, hvm_fetch_from_guest_linear): an
	 * instruction of a ROM's that it emulates faults.
	 */
	baremetal.window = NULL;
	baremetal.irq0_periodic = NULL;
	baremetal.irq_masks = NULL;
	baremetal.set_irq_masks = NULL;
	machine.no_chips = true;
	if (info->magic != XEN_HVM_START_MAGIC_VALUE)
		baremetal_stop("not started by Xen");
	if (info->flags & SIF_INITDOMAIN)
		baremetal.write = write_console;
	if (info->cmdline_paddr)
		baremetal.cmdline = left(info->cmdline_paddr, 1);
	machine.rsdp = info->rsdp_paddr;
	machine.wallclock = hvm_wallclock;
	hvm_clock_init();
	find_rom();
	baremetal_main(used_end(), memory_end());
}
