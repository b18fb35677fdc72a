/* SPDX-License-Identifier: GPL-2.0-only */
/* The local APIC's registers, natively, and its interrupt command of 64 bits. */
#include "kernel.h"
#include "../baremetal.h"
#include <apic.h>

NATIVE void vmi_native_APICWrite(uint32_t offset, uint64_t value);
NATIVE uint64_t vmi_native_APICRead(uint32_t offset);

static volatile uint32_t *at(uint32_t offset)
{
	return (volatile uint32_t *)(DEVICE_BASE + offset);
}

NATIVE void vmi_native_APICWrite(uint32_t offset, uint64_t value)
{
	if (offset == APIC_ICR)
		*at(APIC_ICR2) = (uint32_t)(value >> 32) << 24;
	*at(offset) = value;
}

NATIVE uint64_t vmi_native_APICRead(uint32_t offset)
{
	return *at(offset);
}

void baremetal_icr(uint32_t apic_id, uint32_t low)
{
	uint32_t mask = irq_save();

	vmi_APICWrite(APIC_ICR, (uint64_t)apic_id << 32 | low);
	while (vmi_APICRead(APIC_ICR) & ICR_PENDING)
		cpu_relax();
	irq_restore(mask);
}
