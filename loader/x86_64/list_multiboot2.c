/* SPDX-License-Identifier: MIT */
/* Modules as multiboot 2 lists them: Multiboot2 Specification 2.0, sections 3.4.2 and 3.4.6. */
#include "../private.h"

#define TAGS 8 /* behind u32 total size and u32 reserved */
#define TAG_TYPE 0
#define TAG_SIZE 4
#define TAG_ALIGN 8
#define TAG_MODULE 3
#define MODULE_START 8
#define MODULE_END 12
#define MODULE_SIZE 16u

const void *vmi_list_multiboot2(struct vmi_search *search, size_t *len)
{
	const uint8_t *info = search->multiboot;
	uint32_t total = info ? vmi_get32(info) : 0, nr = 0, size;

	for (uint32_t at = TAGS; total >= TAG_ALIGN && at <= total - TAG_ALIGN; at += (size + TAG_ALIGN - 1) & ~(TAG_ALIGN - 1u)) {
		const uint8_t *tag = info + at;
		uint32_t start, end;
		const void *module;

		size = vmi_get32(tag + TAG_SIZE);
		if (size < TAG_ALIGN || size > total - at)
			break;
		if (vmi_get32(tag + TAG_TYPE) != TAG_MODULE || size < MODULE_SIZE || nr++ < search->module)
			continue;
		search->module++;
		start = vmi_get32(tag + MODULE_START);
		end = vmi_get32(tag + MODULE_END);
		module = end > start ? search->map(search->ctx, start, end - start) : NULL;
		if (module) {
			*len = end - start;
			return module;
		}
	}
	return NULL;
}
