/* SPDX-License-Identifier: MIT */
/* Modules as PVH lists them: Xen's public/arch-x86/hvm/start_info.h. */
#include "../private.h"

#define MAGIC 0x336ec578
#define OFF_NR_MODULES 12
#define OFF_MODLIST 16
#define MODULE_ADDRESS 0
#define MODULE_SIZE_AT 8
#define MODULE_ENTRY 32u

static uint64_t get64(const uint8_t *p)
{
	return vmi_get32(p) | (uint64_t)vmi_get32(p + 4) << 32;
}

const void *vmi_list_pvh(struct vmi_search *search, size_t *len)
{
	const uint8_t *info = search->multiboot;

	if (!info || vmi_get32(info) != MAGIC)
		return NULL;
	while (search->module < vmi_get32(info + OFF_NR_MODULES)) {
		const uint8_t *entry = search->map(search->ctx, get64(info + OFF_MODLIST) + MODULE_ENTRY * search->module++, MODULE_ENTRY);
		uint64_t size = entry ? get64(entry + MODULE_SIZE_AT) : 0;
		const void *module;

		/* More than a ROM is mapped for nothing. */
		if (size > UINT32_MAX)
			size = UINT32_MAX;
		module = size ? search->map(search->ctx, get64(entry + MODULE_ADDRESS), (uint32_t)size) : NULL;
		if (module) {
			*len = size;
			return module;
		}
	}
	return NULL;
}
