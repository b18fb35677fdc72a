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

static uint32_t find_rsdp(void)
{
	uint32_t phys;

	for (phys = 0xe0000; phys < 0x100000; phys += 16)
		if (!memcmp(phys_to_virt(phys), "RSD PTR ", 8))
			return phys;
	return 0;
}

/* Of the two tables of tables, the older has addresses of 32 bits. */
static uint32_t find_madt(uint32_t rsdp)
{
	const char *p = map(rsdp);
	uint32_t rsdt = *(const uint32_t *)(p + 16), xsdt = p[15] >= 2 ? *(const uint32_t *)(p + 24) : 0;
	uint32_t list = rsdt ? rsdt : xsdt, size = rsdt ? 4 : 8, i, count;

	if (!list)
		return 0;
	count = (((const struct header *)map(list))->length - 36) / size;
	for (i = 0; i < count; i++) {
		uint32_t table = *(const uint32_t *)((const char *)map(list) + 36 + size * i);

		if (!memcmp(map(table), "APIC", 4))
			return table;
	}
	return 0;
}

#define LOCAL_APIC 0   /* type, length, ACPI id, APIC id, flags */
#define LOCAL_X2APIC 9 /* type, length, 2 bytes, APIC id of 32 bits, flags, ACPI id of 32 bits: what Xen tells its dom0 */
#define ENABLED 1

/* Whether this entry is of a processor that can be started. */
static bool is_processor(const uint8_t *p, uint32_t *apic_id)
{
	bool wide = p[0] == LOCAL_X2APIC;

	*apic_id = wide ? *(const uint32_t *)(p + 4) : p[3];
	return (wide || p[0] == LOCAL_APIC) && (p[wide ? 8 : 4] & ENABLED);
}

unsigned int baremetal_cpus(uint32_t *apic_ids, unsigned int max)
{
	uint32_t rsdp = machine.rsdp ? machine.rsdp : find_rsdp(), madt, id;
	const uint8_t *p, *end;
	unsigned int n = 1;

	apic_ids[0] = baremetal_has_apic() ? vmi_APICRead(0x20) >> 24 : 0;
	madt = rsdp ? find_madt(rsdp) : 0;
	if (!baremetal_has_apic() || !madt)
		return 1;
	p = map(madt);
	end = p + ((const struct header *)p)->length;
	for (p += 44; p < end && p[1]; p += p[1])
		if (is_processor(p, &id) && id != apic_ids[0] && n < max)
			apic_ids[n++] = id;
	return n;
}
