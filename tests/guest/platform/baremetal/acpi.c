/* SPDX-License-Identifier: GPL-2.0-only */
/* Bare machine: which processors there are, from ACPI's MADT (ACPI 2.0, 5.2.10). */
#include "kernel.h"
#include "baremetal.h"

#define WINDOW (DEVICE_BASE + 0x10000)
#define WINDOW_PAGES 16

struct header {
	char signature[4];
	uint32_t length;
	uint8_t rest[28];
} __attribute__((packed));

/* Firmware may put its tables above the direct map. */
static const void *map(uint32_t phys)
{
	unsigned int i;

	for (i = 0; i < WINDOW_PAGES; i++)
		kernel_map_device(WINDOW + i * PAGE_SIZE, (phys & ~(PAGE_SIZE - 1)) + i * PAGE_SIZE);
	return (const void *)(WINDOW + (phys & (PAGE_SIZE - 1)));
}

static uint32_t find_rsdt(void)
{
	uint32_t phys;

	for (phys = 0xe0000; phys < 0x100000; phys += 16) {
		const char *p = phys_to_virt(phys);

		if (!memcmp(p, "RSD PTR ", 8))
			return *(const uint32_t *)(p + 16);
	}
	return 0;
}

static uint32_t find_madt(uint32_t rsdt)
{
	unsigned int i, count = (((const struct header *)map(rsdt))->length - 36) / 4;

	for (i = 0; i < count; i++) {
		uint32_t table = *(const uint32_t *)((const char *)map(rsdt) + 36 + 4 * i);

		if (!memcmp(map(table), "APIC", 4))
			return table;
	}
	return 0;
}

unsigned int baremetal_cpus(uint32_t *apic_ids, unsigned int max)
{
	uint32_t rsdt = find_rsdt(), madt;
	const uint8_t *p, *end;
	unsigned int n = 1;

	apic_ids[0] = baremetal_has_apic() ? vmi_APICRead(0x20) >> 24 : 0;
	madt = rsdt ? find_madt(rsdt) : 0;
	if (!baremetal_has_apic() || !madt)
		return 1;
	p = map(madt);
	end = p + ((const struct header *)p)->length;
	/* Type 0: a processor's local APIC: type, length, ACPI id, APIC id, flags. */
	for (p += 44; p < end && p[1]; p += p[1])
		if (p[0] == 0 && (p[4] & 1) && p[3] != apic_ids[0] && n < max)
			apic_ids[n++] = p[3];
	return n;
}
