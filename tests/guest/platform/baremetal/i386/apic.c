/* SPDX-License-Identifier: GPL-2.0-only */
/* The local APIC's registers, natively, and its interrupt command. */
#include "kernel.h"
#include "../baremetal.h"
#include <apic.h>

NATIVE void vmi_native_APICWrite(uint32_t offset, uint32_t value);
NATIVE uint32_t vmi_native_APICRead(uint32_t offset);

NATIVE void vmi_native_APICWrite(uint32_t offset, uint32_t value)
{
	*(volatile uint32_t *)(DEVICE_BASE + offset) = value;
}

NATIVE uint32_t vmi_native_APICRead(uint32_t offset)
{
	return *(volatile uint32_t *)(DEVICE_BASE + offset);
}

void baremetal_icr(uint32_t apic_id, uint32_t low)
{
	uint32_t mask = irq_save();

	vmi_APICWrite(APIC_ICR2, apic_id << 24);
	vmi_APICWrite(APIC_ICR, low);
	while (vmi_APICRead(APIC_ICR) & ICR_PENDING)
		cpu_relax();
	irq_restore(mask);
}
