/* SPDX-License-Identifier: MIT */
/* An image that a UEFI program has put into a configuration table: UEFI Specification 2.10, sections 4.3 and 4.6. */
#include "../private.h"

#define OFF_NR_TABLES 0x68
#define OFF_TABLES 0x70
#define TABLE_ADDRESS 16
#define TABLE_ENTRY 24u
#define SANE 1024u /* tables; more are none */

typedef uint64_t unaligned64 __attribute__((may_alias, aligned(1)));

struct guid {
	uint32_t a;
	uint16_t b, c;
	uint8_t d[8];
};

static bool is_ours(const uint8_t *p)
{
	static const struct guid ours = {VMI_UEFI_GUID};
	const uint8_t *q = (const uint8_t *)&ours;

	for (unsigned int i = 0; i < sizeof(ours); i++)
		if (p[i] != q[i])
			return false;
	return true;
}

const void *vmi_list_uefi(struct vmi_search *search, size_t *len)
{
	const uint8_t *system = search->multiboot;
	uint64_t nr, tables;

	if (!system)
		return NULL;
	nr = *(const unaligned64 *)(system + OFF_NR_TABLES);
	tables = *(const unaligned64 *)(system + OFF_TABLES);
	while (nr <= SANE && search->module < nr) {
		const uint8_t *entry = search->map(search->ctx, tables + TABLE_ENTRY * search->module++, TABLE_ENTRY);
		uint64_t address;
		const uint8_t *header, *image;

		if (!entry || !is_ours(entry))
			continue;
		address = *(const unaligned64 *)(entry + TABLE_ADDRESS);
		header = search->map(search->ctx, address, VMI_ROM_HEADER_SIZE);
		*len = header ? header[VMI_ROM_OFF_LENGTH] * VMI_ROM_UNIT : 0;
		image = *len ? search->map(search->ctx, address, (uint32_t)*len) : NULL;
		if (image)
			return image;
	}
	return NULL;
}
