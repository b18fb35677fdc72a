/* SPDX-License-Identifier: MIT */
/* What the loader's common files have of the architecture. */
#ifndef VMI_LOADER_OWN_H
#define VMI_LOADER_OWN_H

#include <vmi/place.h>

/* GetRelocationInfo alone. */
#define ENTRY_SIZE (VMI_ROM_HEADER_SIZE - VMI_ROM_OFF_RELOC)

/* The major version of the other architecture's ROMs. */
#define OTHER_MAJOR 3

#define WHERE(search) ((search)->in_module ? VMI_WHERE_MODULE : VMI_WHERE_WINDOW)

VMI_INLINE bool starts_by_init(const struct vmi_rom *rom)
{
	(void)rom;
	return false;
}

/* There is no Init: a kernel that hands over nothing for Start has no use for a ROM. */
static inline enum vmi_status start_by_init(const struct vmi_rom *rom, const struct vmi_caller *caller,
					    struct vmi_binding *binding)
{
	(void)rom;
	(void)caller;
	(void)binding;
	return VMI_START_NEEDED;
}

/* A site where no call can be made holds the bytes, or the kernel goes on natively. */
VMI_INLINE enum vmi_status check_inline(const struct vmi_binding *binding, const struct vmi_site *site)
{
	uint8_t len = binding->inline_len[site->call];

	if (!(site->flags & VMI_SITE_INLINE_ONLY) && site->call != VMI_CALL_EnterTrap)
		return VMI_OK;
	return binding->answer[site->call] == VMI_ANSWER_CALL && len && len <= site->len ? VMI_OK : VMI_TOO_SHORT;
}

/*
 * len bytes of a placed body, of which copy is to stand at another place.  What they reach outside of themselves is as far from
 * there as it was, less the way.  vmi_place has checked the fixups.
 */
static inline void move_inline(const struct vmi_binding *binding, const uint8_t *from, const uint8_t *to, uint8_t *copy,
			       unsigned int len)
{
	const uint8_t *base = binding->rom.base, *record = base + vmi_get16(base + VMI_ROM_OFF_PLACE);
	const uint8_t *fixup = base + vmi_get32(record + VMI_PLACE_OFF_FIXUPS);

	for (unsigned int n = vmi_get16(record + VMI_PLACE_OFF_NR_FIXUPS); n; n--, fixup += VMI_FIXUP_SIZE) {
		uintptr_t at = (uintptr_t)(base + vmi_get32(fixup + VMI_FIXUP_OFF_AT)) - (uintptr_t)from;

		if (vmi_get16(fixup + VMI_FIXUP_OFF_KIND) == VMI_FIXUP_REL32 && len >= 4 && at <= len - 4)
			vmi_put32(copy + at, vmi_get32(copy + at) + (uint32_t)((uintptr_t)from - (uintptr_t)to));
	}
}

#endif
