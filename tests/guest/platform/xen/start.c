/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Xen PV, before a blob is bound: memory, and the hand-over of the blob's state.
 * All that comes after goes through the blob like anywhere else.
 */
#ifdef CONFIG_PAE
#include "xen.h"
#include <xen/memory.h>
#include <xen/physdev.h>
#include <xen/platform.h>
#include <xen/sched.h>
#include <xen/vcpu.h>
#include "kernel.h"
#include <apic.h>
#include <exit.h>
#include <port.h>
#include "bench.h"

#define KERNEL_SLOT 3
#define FIRMWARE_BASE 0xF2000000u /* the BIOS ROM window, in dom0 */
#define LIST_BASE 0xF2200000u /* for the list of frames, if it is to be outside of the direct map */
#define AREA_PAGES 64 /* for the blob's state: more than any asks for */
#define L1_BITS (PTE_P | PTE_W | PTE_A | PTE_D)

extern const char kernel_end[];

static struct platform xen;
static struct vmi_start start;
static const start_info_t *si;
static const uint32_t *p2m, *m2p;

/* dom0 has QEMU's port; of another domain the toolstack tells the reason of its shutdown. */
static void end_run(enum exit_code code)
{
	struct physdev_set_iopl iopl = { .iopl = 3 };
	struct sched_shutdown why = { .reason = code };

	if (si->flags & SIF_INITDOMAIN) {
		hypercall(__HYPERVISOR_physdev_op, PHYSDEVOP_set_iopl, (uint32_t)&iopl, 0, 0);
		outb(DEBUG_EXIT_PORT, code);
		why.reason = code == EXIT_PASS ? SHUTDOWN_poweroff : SHUTDOWN_crash;
	}
	xen_console_drain();
	hypercall(__HYPERVISOR_sched_op, SCHEDOP_shutdown, (uint32_t)&why, 0, 0);
}

static void give_up(const char *why)
{
	xen_console_write("Bail out! ", 10);
	xen_console_write(why, strlen(why));
	xen_console_write("\n", 1);
	end_run(EXIT_PANIC);
}

static pte_t *table_of_machine(pte_t e)
{
	return phys_to_virt(m2p[(uint32_t)(e >> PAGE_SHIFT)] << PAGE_SHIFT);
}

static pte_t *directory(void)
{
	return table_of_machine(((pte_t *)si->pt_base)[KERNEL_SLOT]);
}

static pte_t ram(uint32_t phys)
{
	return (pte_t)p2m[phys >> PAGE_SHIFT] << PAGE_SHIFT | L1_BITS;
}

/* Memory of the machine, which dom0 may look at. */
static pte_t firmware(uint32_t phys)
{
	return phys | PTE_P | PTE_A;
}

/* A page table for the 2 MiB from va on, which map phys to end, made in the mapped page at *free. */
static void map_table(uint32_t *free, uint32_t va, uint32_t phys, uint32_t end, pte_t (*entry)(uint32_t phys))
{
	pte_t *pt = phys_to_virt(*free);
	uint32_t frame = *free >> PAGE_SHIFT, i;
	pte_t ro = (pte_t)p2m[frame] << PAGE_SHIFT | PTE_P | PTE_A;
	pte_t *pde = &directory()[va >> PD_SHIFT & (PT_ENTRIES - 1)];
	mmu_update_t update;

	for (i = 0; i < PT_ENTRIES; i++) {
		uint32_t page = phys + i * PAGE_SIZE;

		pt[i] = page < end ? entry(page) : 0;
	}
	update.ptr = ((pte_t)p2m[virt_to_phys(pde) >> PAGE_SHIFT] << PAGE_SHIFT) + ((uint32_t)pde & 0xfff);
	update.val = (pte_t)p2m[frame] << PAGE_SHIFT | L1_BITS;
	if (hypercall(__HYPERVISOR_update_va_mapping, (uint32_t)pt, ro, ro >> 32, UVMF_INVLPG) < 0 ||
	    hypercall(__HYPERVISOR_mmu_update, (uint32_t)&update, 1, 0, DOMID_SELF) < 0)
		give_up("a page table can't be put in");
	*free += PAGE_SIZE;
}

/* Fills the direct map where the domain's builder stopped. */
static void map_lowmem(uint32_t *free, uint32_t end)
{
	uint32_t phys;

	for (phys = 0; phys < end; phys += 1u << PD_SHIFT)
		if (!(directory()[(phys + KERNEL_BASE) >> PD_SHIFT & (PT_ENTRIES - 1)] & PTE_P))
			map_table(free, KERNEL_BASE + phys, phys, end, ram);
}

static void init(void)
{
}

static void cpu_init(void)
{
	vmi_APICWrite(APIC_LVTT, VEC_TIMER);
}

static uint32_t alarm_wiring(void)
{
	return VMI_ALARM_WIRED_LVTT;
}

static void eoi(unsigned int vector)
{
	(void)vector;
}

/* A virtual CPU's APIC id is its number. */
static unsigned int cpus_there(uint32_t *apic_ids, unsigned int max)
{
	unsigned int n;

	for (n = 0; n < max && hypercall(__HYPERVISOR_vcpu_op, VCPUOP_is_up, n, 0, 0) >= 0; n++)
		apic_ids[n] = n;
	return n;
}

static void send_ipi(uint32_t apic_id, unsigned int vector)
{
	uint32_t mask = irq_save();

	vmi_APICWrite(APIC_ICR2, apic_id << 24);
	vmi_APICWrite(APIC_ICR, ICR_ASSERT | (vector == VEC_NMI ? ICR_NMI : vector));
	irq_restore(mask);
}

/* dom0's, for all domains. */
static void wallclock_set(uint32_t seconds)
{
	struct xen_platform_op op = { .cmd = XENPF_settime64, .interface_version = XENPF_INTERFACE_VERSION };

	op.u.settime64.secs = seconds;
	hypercall(__HYPERVISOR_platform_op, (uint32_t)&op, 0, 0, 0);
}

static struct platform xen = {
	.name = "Xen PV",
	.write = xen_console_write,
	.exit = end_run,
	.init = init,
	.cpu_init = cpu_init,
	.alarm_wiring = alarm_wiring,
	.eoi = eoi,
	.cpus = cpus_there,
	.send_ipi = send_ipi,
	.has_ipis = true,
	.needs_blob = true,
	.start = &start,
	.no_vm86 = true,
	.resume = xen_resume,
	.ideal = &xen_ideal,
};

static void find_rom(void)
{
	if (!si->mod_len)
		return;
	xen.module = (const void *)(si->flags & SIF_MOD_START_PFN ? KERNEL_BASE + (si->mod_start << PAGE_SHIFT) :
								  si->mod_start);
	xen.module_size = si->mod_len;
}

/* From entry.S, on the boot stack. */
void xen_start(const start_info_t *info);

void xen_start(const start_info_t *info)
{
	struct physdev_set_iopl iopl = { .iopl = 1 }; /* until the blob is bound, cli and sti do nothing */
	xen_machphys_mapping_t mapping;
	uint32_t free, end;

	platform = &xen;
	si = info;
	hypercall(__HYPERVISOR_physdev_op, PHYSDEVOP_set_iopl, (uint32_t)&iopl, 0, 0);
	hypercall(__HYPERVISOR_memory_op, XENMEM_machphys_mapping, (uint32_t)&mapping, 0, 0);
	m2p = (const uint32_t *)mapping.v_start;
	xen_console_init(si, m2p);
	if (!(si->flags & SIF_INITDOMAIN)) {
		xen.key = xen_console_key;
		xen.console_ring = xen_console_ring;
	}
	p2m = (const uint32_t *)si->mfn_list;
	end = si->nr_pages < LOWMEM_MAX >> PAGE_SHIFT ? si->nr_pages << PAGE_SHIFT : LOWMEM_MAX;
	/* Behind the boot page tables come a stack and at least 512 KiB that are mapped. */
	free = virt_to_phys((void *)si->pt_base) + (si->nr_pt_frames + 1) * PAGE_SIZE;
	map_lowmem(&free, end);
	find_rom();
	xen_ideal_init(si, m2p);
	if (si->flags & SIF_INITDOMAIN) {
		map_table(&free, FIRMWARE_BASE, VMI_WINDOW_BASE, VMI_WINDOW_BASE + VMI_WINDOW_SIZE, firmware);
		xen.window = (const void *)FIRMWARE_BASE;
		xen.wallclock_set = wallclock_set;
	}
	/* A list of frames that the builder could have put there, too: outside of the direct mapping. */
	if (has_word((const char *)si->cmd_line, "start=elsewhere")) {
		map_table(&free, LIST_BASE, virt_to_phys(p2m), virt_to_phys(p2m + si->nr_pages), ram);
		((start_info_t *)si)->mfn_list = LIST_BASE;
	}
	start.area = KERNEL_BASE + free;
	start.frame = free >> PAGE_SHIFT;
	start.pages = AREA_PAGES;
	start.boot_data = (uint32_t)si;
	start.features = VMI_CLIENT_CONVERTS | VMI_CLIENT_INLINES;
	free += AREA_PAGES * PAGE_SIZE;
	xen.memory_begin = free;
	xen.memory_end = end;
	xen.root = (void *)si->pt_base;
	xen.cmdline = (const char *)si->cmd_line;
	if (has_word(xen.cmdline, "start=refused"))
		xen_check_refused(&xen, si, directory(), m2p);
	kernel_main(&xen);
}
#endif
