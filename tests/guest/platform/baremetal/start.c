/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bare machine, whoever has started it: memory, and what a PC has.  This folder is the only place that knows of
 * chips and real mode; another platform is a folder beside this one, and fills the same struct.
 */
#include "kernel.h"
#include "baremetal.h"
#include <boot.h>
#include <pic.h>
#include <serial.h>
#include <xen_hvm.h>

#define AREA_PAGES 32 /* for a blob's state: a trace build takes 17, and those of its back end */

static struct vmi_start start = {.pages = AREA_PAGES, .features = VMI_CLIENT_CONVERTS | VMI_CLIENT_INLINES};
struct machine machine;

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
	uint32_t begin = *free & ~(SLOT - 1), phys;

	if (begin < BOOT_MAP)
		begin = BOOT_MAP;
	for (phys = begin; phys < begin + 2 * SLOT; phys += SLOT)
		map_slot(phys, first[(phys - begin) / SLOT], end);
	for (phys = BOOT_MAP; phys < end; phys += SLOT) {
		if (phys - begin < 2 * SLOT)
			continue;
		map_slot(phys, phys_to_virt(*free), end);
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

struct platform baremetal = {
	.name = "bare machine",
	.write = serial_write,
	.exit = debug_exit,
	.cmdline = "",
	.init = init,
	.cpu_init = cpu_init,
	.alarm_wiring = alarm_wiring,
	.eoi = baremetal_eoi,
	.cpus = baremetal_cpus,
	.send_ipi = baremetal_send_ipi,
	.resume = baremetal_resume,
	.window = (const void *)(KERNEL_BASE + VMI_WINDOW_BASE),
	.irq0_periodic = baremetal_irq0_periodic,
	.irq_masks = pic_masks,
	.set_irq_masks = pic_set_masks,
};

void baremetal_stop(const char *why)
{
	baremetal.write("Bail out! ", 10);
	baremetal.write(why, strlen(why));
	baremetal.write("\n", 1);
	baremetal.exit(EXIT_PANIC);
	for (;;)
		asm volatile("cli; hlt");
}

/* Memory for the state of a blob that takes some, unless the user wants to see what the blob does without. */
static void reserve_area(uint32_t *free)
{
	if (has_word(baremetal.cmdline, "start=none"))
		return;
	start.area = KERNEL_BASE + *free;
	start.frame = *free >> PAGE_SHIFT;
	*free += AREA_PAGES * PAGE_SIZE;
	baremetal.start = &start;
}

void baremetal_main(uint32_t used_end, uint32_t memory_end)
{
	uint32_t free = (used_end + PAGE_SIZE - 1) & ~(PAGE_SIZE - 1), last = machine.reserved_from ? machine.reserved_from : memory_end;

	if (free + (memory_end >> PD_SHIFT) * PAGE_SIZE + AREA_PAGES * PAGE_SIZE >= last)
		baremetal_stop("modules leave no memory, or lie beyond what is mapped");
	map_lowmem(&free, memory_end);
	reserve_area(&free);
	baremetal.root = boot_root;
	baremetal.memory_begin = free;
	baremetal.memory_end = last;
	/* SVM has no mask for NMIs, and Xen, which goes by the IRET, sends one on with the next exit. */
	baremetal.late_nmis = xen_hvm();
	kernel_main(&baremetal);
}
