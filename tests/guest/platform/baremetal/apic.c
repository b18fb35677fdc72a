/* SPDX-License-Identifier: GPL-2.0-only */
/* Bare machine: local APIC, and who of it and the two 8259s is told the end of an interrupt. */
#include "kernel.h"
#include "baremetal.h"
#include <apic.h>
#include <pic.h>

static bool mapped;

bool baremetal_has_apic(void)
{
	return mapped;
}

void baremetal_apic_init(void)
{
	if (!machine.no_chips)
		pic_init(VEC_IRQ0, PIC_ALL);
	if (!features.apic || !features.msr)
		return;
	kernel_map_device(DEVICE_BASE, APIC_PHYS);
	mapped = true;
}

void baremetal_apic_cpu_init(void)
{
	if (!mapped)
		return;
	vmi_APICWrite(APIC_SPIV, 0x100 | VEC_SPURIOUS);
	/* Virtual wire on the first processor: the 8259s' interrupts go through here. */
	vmi_APICWrite(APIC_LVT0, this_cpu()->id || machine.no_chips ? LVT_MASKED : LVT_EXTINT);
	vmi_APICWrite(APIC_LVT1, LVT_MASKED | LVT_NMI);
	vmi_APICWrite(APIC_TDCR, 0xb); /* undivided */
	/* Unmasked: where the alarms are a ROM's, it leaves that as it is. */
	vmi_APICWrite(APIC_LVTT, VEC_TIMER);
}

/*
 * count 0 stops it.  It is stopped in any case first: a last one-shot's count of 1 would
 * otherwise run periodically until the new one is there, which QEMU doesn't survive.
 */
void baremetal_apic_timer(uint32_t count, bool periodic)
{
	vmi_APICWrite(APIC_TMICT, 0);
	vmi_APICWrite(APIC_LVTT, VEC_TIMER | (periodic ? 0x20000 : 0));
	vmi_APICWrite(APIC_TMICT, count);
}

uint32_t baremetal_apic_timer_count(void)
{
	return vmi_APICRead(APIC_TMCCT);
}

void baremetal_send_ipi(uint32_t apic_id, unsigned int vector)
{
	baremetal_icr(apic_id, ICR_ASSERT | (vector == VEC_NMI ? ICR_NMI : vector));
}

void baremetal_send_init(uint32_t apic_id)
{
	baremetal_icr(apic_id, ICR_LEVEL | ICR_ASSERT | ICR_INIT);
	baremetal_icr(apic_id, ICR_LEVEL | ICR_INIT);
}

void baremetal_send_startup(uint32_t apic_id, uint32_t address)
{
	baremetal_icr(apic_id, ICR_ASSERT | ICR_STARTUP | address >> PAGE_SHIFT);
}

void baremetal_eoi(unsigned int vector)
{
	if (vector >= VEC_IRQ0 + 16) {
		vmi_APICWrite(APIC_EOI, 0);
		return;
	}
	pic_eoi(vector - VEC_IRQ0);
}
