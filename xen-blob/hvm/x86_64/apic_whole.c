/* SPDX-License-Identifier: GPL-2.0-only */
/* The local APIC's calls: the ICR is one register of 64 bits, with a destination of 32 as the x2APIC has it.
 */
#include "apic_whole.h"
#include "lapic.h"
#include "percpu.h"

/* Looked for with the first register that is read. */
static int apic_is_msrs(void)
{
	if (!GLOBAL->apic)
		apic_read(APIC_ID);
	return GLOBAL->apic == APIC_MSRS;
}

CALLCONV void APICWrite(uint32_t offset, uint64_t value)
{
	GUARD;

	if (offset != APIC_ICR) {
		apic_write(offset, value);
	} else if (apic_is_msrs()) {
		asm volatile("wrmsr"
			     :
			     : "c"(APIC_MSR(APIC_ICR)), "a"((uint32_t)value), "d"((uint32_t)(value >> 32))
			     : "memory");
	} else {
		apic_write(APIC_ICR2, value >> 32 << 24);
		apic_write(APIC_ICR, value);
	}
}

CALLCONV uint64_t APICRead(uint32_t offset)
{
	GUARD;
	uint32_t low, high;

	if (offset != APIC_ICR)
		return apic_read(offset);
	if (!apic_is_msrs())
		return (uint64_t)(apic_read(APIC_ICR2) >> 24) << 32 | apic_read(APIC_ICR);
	asm volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(APIC_MSR(APIC_ICR)));
	return (uint64_t)high << 32 | low;
}
