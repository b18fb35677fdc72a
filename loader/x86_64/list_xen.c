/* SPDX-License-Identifier: MIT */
/* The module of a Xen PV domain: Xen's public/xen.h, struct start_info of 64 bits. */
#include "../private.h"

#define OFF_FLAGS 0x30
#define SIF_MOD_START_PFN 8 /* mod_start is a frame, and no linear address */
#define OFF_MOD_START 0x70
#define OFF_MOD_LEN 0x78

typedef uint64_t unaligned64 __attribute__((may_alias, aligned(1)));

const void *vmi_list_xen(struct vmi_search *search, size_t *len)
{
	const uint8_t *info = search->multiboot;
	uint64_t start;

	if (!info || search->module++)
		return NULL;
	start = *(const unaligned64 *)(info + OFF_MOD_START);
	*len = *(const unaligned64 *)(info + OFF_MOD_LEN);
	if (!*len || !start)
		return NULL;
	if (vmi_get32(info + OFF_FLAGS) & SIF_MOD_START_PFN)
		return search->map(search->ctx, start << 12, *len < UINT32_MAX ? (uint32_t)*len : UINT32_MAX);
	return (const void *)start;
}
