/* SPDX-License-Identifier: MIT */
/* Where a ROM may lie, and which candidate is taken. */
#include "private.h"

/* The length byte can't say more: what lies behind is not looked at or mapped. */
#define LARGEST_ROM (255u * VMI_ROM_UNIT)

static bool claims_vmi(const uint8_t *base, size_t len)
{
	return len >= VMI_ROM_OFF_VMI + 4 && vmi_get16(base) == VMI_ROM_SIGNATURE &&
	       vmi_get32(base + VMI_ROM_OFF_VMI) == VMI_ROM_VMI_SIGNATURE;
}

/*
 * The first fault is the one that is told: a later ROM's does not hide why the earlier was not taken.  But that of a ROM for another
 * architecture, which is around each in a bundle, hides nothing.
 */
#define NOTHING_TOLD(search) ((search)->fault <= VMI_WRONG_ARCHITECTURE)

static void note_fault(struct vmi_search *search, enum vmi_status status)
{
	if (NOTHING_TOLD(search)) {
		search->fault = status;
		search->culprit = VMI_NO_CALL;
	}
}

/* Whether a candidate is a good ROM; a fault of one that claims to be VMI is noted. */
static bool check_candidate(struct vmi_search *search, const uint8_t *base, size_t len, enum vmi_where where,
			    struct vmi_rom *rom)
{
	enum vmi_status status;

	if (!claims_vmi(base, len))
		return false;
	status = vmi_check(base, len, rom);
	if (status != VMI_OK) {
		note_fault(search, status);
		return false;
	}
	rom->where = where;
	return true;
}

static bool next_in_window(struct vmi_search *search, struct vmi_rom *rom)
{
	bool found = false;

	while (!found && search->window_len) {
		const uint8_t *base = search->window;
		size_t step = VMI_ROM_STEP;

		found = check_candidate(search, base, search->window_len, WHERE(search), rom);
		/* What a good ROM carries inside is its own. */
		while (found && step < rom->size)
			step += VMI_ROM_STEP;
		if (step > search->window_len)
			step = search->window_len;
		search->window = base + step;
		search->window_len -= step;
	}
	return found;
}

/* next_module(search, rom): as next_in_window, of the modules as this architecture's kernels find them. */
#include "modules.h"

VMI_CALLCONV enum vmi_status vmi_locate_next(struct vmi_search *search, struct vmi_rom *rom)
{
	if (next_in_window(search, rom) || next_module(search, rom))
		return VMI_OK;
	if (search->fault == VMI_OK)
		note_fault(search, VMI_NO_ROM);
	return search->fault;
}

VMI_CALLCONV void vmi_locate_refused(struct vmi_search *search, enum vmi_status status, const struct vmi_binding *binding)
{
	if (NOTHING_TOLD(search)) {
		search->fault = status;
		search->culprit = binding->culprit;
		search->init_result = binding->init_result;
	}
	/* Later ones are asked first and told last: what they answer is known by then. */
	if (starts_by_init(&binding->rom) && binding->init_result == VMI_INIT_OK) {
		search->window_len = 0;
		search->multiboot = NULL;
	}
}

VMI_CALLCONV enum vmi_status vmi_locate_window(const void *window, size_t len, struct vmi_rom *rom)
{
	struct vmi_search search = {.window = window, .window_len = len};

	return vmi_locate_next(&search, rom);
}

VMI_CALLCONV enum vmi_status vmi_locate_multiboot(const void *info, vmi_map_fn *map, void *ctx, struct vmi_rom *rom)
{
	struct vmi_search search = {.multiboot = info, .map = map, .ctx = ctx};

	return info ? vmi_locate_next(&search, rom) : VMI_BAD_MULTIBOOT;
}

VMI_CALLCONV enum vmi_status vmi_locate_address(const void *address, size_t len, struct vmi_rom *rom)
{
	return vmi_check(address, len, rom);
}
