/* SPDX-License-Identifier: MIT */
/*
 * Copies a ROM to where it runs.  The record and its lists come from whoever built the ROM: all of them
 * are looked at before anything is written.
 */
#include "../private.h"

#include <vmi/placing.h>

/* Limits of what can be meant; with them no sum below overflows. */
#define MOST_STATE 0x1000u /* pages */
#define FURTHEST_STATE 0x1000000u

struct list {
	uint32_t at, nr, size; /* offset, entries, bytes of each */
};

struct placement {
	uint32_t state, pages, percpu;
	struct list record, fixups, returns;
};

static bool in_image(const struct vmi_rom *rom, uint32_t at, uint32_t len)
{
	return at >= VMI_ROM_HEADER_SIZE && len <= rom->size && at <= rom->size - len;
}

static bool list_in_image(const struct vmi_rom *rom, const struct list *list)
{
	return list->at % 4 == 0 && in_image(rom, list->at, list->nr * list->size);
}

static bool read_record(const struct vmi_rom *rom, struct placement *p)
{
	const uint8_t *record = rom->base + vmi_get16(rom->base + VMI_ROM_OFF_PLACE);

	p->record = (struct list){(uint32_t)(record - rom->base), 1, VMI_PLACE_SIZE};
	if (!list_in_image(rom, &p->record) || vmi_get32(record) != VMI_PLACE_SIGNATURE ||
	    vmi_get16(record + VMI_PLACE_OFF_SIZE) < VMI_PLACE_SIZE)
		return false;
	p->state = vmi_get32(record + VMI_PLACE_OFF_STATE);
	p->pages = vmi_get32(record + VMI_PLACE_OFF_STATE_PAGES);
	p->percpu = vmi_get16(record + VMI_PLACE_OFF_PERCPU_SIZE);
	p->fixups.at = vmi_get32(record + VMI_PLACE_OFF_FIXUPS);
	p->fixups.nr = vmi_get16(record + VMI_PLACE_OFF_NR_FIXUPS);
	p->fixups.size = VMI_FIXUP_SIZE;
	p->returns.at = vmi_get32(record + VMI_PLACE_OFF_RETURNS);
	p->returns.nr = vmi_get16(record + VMI_PLACE_OFF_NR_RETURNS);
	p->returns.size = 4;
	return p->state % VMI_PAGE_SIZE == 0 && p->state >= rom->size && p->state <= FURTHEST_STATE &&
	       p->pages <= MOST_STATE && p->percpu <= VMI_PERCPU_MAX && list_in_image(rom, &p->fixups) &&
	       list_in_image(rom, &p->returns);
}

static bool apart(uint32_t at, uint32_t len, const struct list *list)
{
	return at + len <= list->at || at >= list->at + list->nr * list->size;
}

/*
 * A list's entries begin with offsets.  Each is of len bytes of code in the image, behind those before.  None is a part of
 * record or lists, which are read again when fixups have been made.
 */
static bool is_code(const struct vmi_rom *rom, const struct placement *p, const struct list *list, uint32_t len)
{
	uint32_t least = 0;

	for (uint32_t i = 0; i < list->nr; i++) {
		uint32_t at = vmi_get32(rom->base + list->at + i * list->size);

		if (at < least || !in_image(rom, at, len) || !apart(at, len, &p->record) ||
		    !apart(at, len, &p->fixups) || !apart(at, len, &p->returns))
			return false;
		least = at + len;
	}
	return true;
}

/* Whether a fixup would change any of a return's bytes. */
static bool holds_fixup(const struct vmi_rom *rom, const struct placement *p, const uint8_t *code)
{
	for (uint32_t i = 0; i < p->fixups.nr; i++) {
		uint32_t at = vmi_get32(rom->base + p->fixups.at + i * VMI_FIXUP_SIZE);

		/* 4 bytes, from 3 before the return on. */
		if (at - (uint32_t)(code - rom->base) + 3 < VMI_RETURN_SIZE + 3)
			return true;
	}
	return false;
}

static enum vmi_status check_placement(const struct vmi_rom *rom, struct placement *p)
{
	if (!read_record(rom, p))
		return VMI_BAD_PLACEMENT;
	if (!is_code(rom, p, &p->fixups, 4))
		return VMI_BAD_FIXUP;
	for (uint32_t i = 0; i < p->fixups.nr; i++) {
		const uint8_t *fixup = rom->base + p->fixups.at + i * VMI_FIXUP_SIZE;

		unsigned int kind = vmi_get16(fixup + VMI_FIXUP_OFF_KIND);

		if (kind != VMI_FIXUP_REL32 && (kind != VMI_FIXUP_PERCPU || !p->percpu))
			return VMI_BAD_FIXUP;
	}
	if (!is_code(rom, p, &p->returns, VMI_RETURN_SIZE))
		return VMI_BAD_RETURN;
	for (uint32_t i = 0; i < p->returns.nr; i++) {
		const uint8_t *code = rom->base + vmi_get32(rom->base + p->returns.at + 4 * i);

		if (code[0] != 0xC3 || vmi_get32(code + 1) != 0xCCCCCCCC || holds_fixup(rom, p, code))
			return VMI_BAD_RETURN;
	}
	return VMI_OK;
}

size_t vmi_place_size(const struct vmi_rom *rom, size_t *state, size_t *pages)
{
	struct placement p;

	if (check_placement(rom, &p) != VMI_OK)
		return 0;
	if (state)
		*state = p.state;
	if (pages)
		*pages = p.pages;
	return p.state + (size_t)p.pages * VMI_PAGE_SIZE;
}

/* Whether 32 bits say how far it is from each site to each place in the window, however one instruction counts. */
static bool sites_reach(const struct vmi_place *place, size_t size)
{
	for (const struct vmi_site *site = place->begin; site != place->end; site++) {
		uintptr_t text = (uintptr_t)&site->offset + (uintptr_t)(intptr_t)site->offset;

		/* From the window's begin on, 2 GiB below it being 0. */
		if ((uintptr_t)place->window - text + 0x7FFF0000u >= 0xFFFE0000u - size)
			return false;
	}
	return true;
}

static enum vmi_status check_window(const struct vmi_rom *rom, const struct vmi_place *place, const struct placement *p)
{
	uintptr_t window = (uintptr_t)place->window, image = (uintptr_t)rom->base;
	size_t size = p->state + (size_t)p->pages * VMI_PAGE_SIZE;

	if (window % VMI_PAGE_SIZE)
		return VMI_WINDOW_MISALIGNED;
	if (place->size < p->state)
		return VMI_WINDOW_TOO_SMALL;
	if (place->size < size)
		return VMI_STATE_TOO_SMALL;
	if (window < image + rom->size && image < window + size)
		return VMI_WINDOW_OVERLAPS;
	if (!sites_reach(place, size))
		return VMI_OUT_OF_REACH;
	if (p->percpu > place->percpu_size ||
	    (p->percpu && (place->percpu > INT32_MAX - VMI_PERCPU_MAX || place->percpu < INT32_MIN)))
		return VMI_PERCPU_TOO_SMALL;
	return VMI_OK;
}

static void fill(uint8_t *to, size_t len, uint8_t byte)
{
	while (len--)
		*to++ = byte;
}

/* A string or the like that lies in the image, or NULL. */
static void move(const struct vmi_rom *rom, const char **what, const uint8_t *to)
{
	if (*what)
		*what += (intptr_t)((uintptr_t)to - (uintptr_t)rom->base);
}

enum vmi_status vmi_place(const struct vmi_rom *rom, const struct vmi_place *place, struct vmi_rom *placed)
{
	uint8_t *copy = place->window;
	struct vmi_rom found = *rom;
	struct placement p;
	enum vmi_status status = check_placement(rom, &p);

	if (status == VMI_OK)
		status = check_window(rom, place, &p);
	if (status != VMI_OK)
		return status;
	for (uint32_t i = 0; i < rom->size; i++)
		copy[i] = rom->base[i];
	fill(copy + rom->size, p.state - rom->size, 0xCC);
	fill(copy + p.state, (size_t)p.pages * VMI_PAGE_SIZE, 0);
	for (uint32_t i = 0; i < p.fixups.nr; i++) {
		const uint8_t *fixup = rom->base + p.fixups.at + i * VMI_FIXUP_SIZE;
		uint8_t *field = copy + vmi_get32(fixup + VMI_FIXUP_OFF_AT);

		if (vmi_get16(fixup + VMI_FIXUP_OFF_KIND) == VMI_FIXUP_PERCPU)
			vmi_put32(field, vmi_get32(field) + (uint32_t)place->percpu);
	}
	found.base = copy;
	move(rom, &found.manufacturer, copy);
	move(rom, &found.product, copy);
	move(rom, &found.licence, copy);
	move(rom, &found.profile, copy);
	move(rom, (const char **)&found.build_id, copy);
	if (place->adapt)
		place->adapt(place->ctx, &found);
	if (!place->protect(place->ctx, copy, p.state))
		return VMI_NOT_PROTECTED;
	*placed = found;
	return VMI_OK;
}

uint8_t *vmi_return_at(const struct vmi_rom *rom, unsigned int n)
{
	const uint8_t *record = rom->base + vmi_get16(rom->base + VMI_ROM_OFF_PLACE);

	if (n >= vmi_get16(record + VMI_PLACE_OFF_NR_RETURNS))
		return NULL;
	return (uint8_t *)(uintptr_t)(rom->base + vmi_get32(rom->base + vmi_get32(record + VMI_PLACE_OFF_RETURNS) + 4 * n));
}
