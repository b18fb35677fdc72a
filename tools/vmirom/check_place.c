// SPDX-License-Identifier: GPL-2.0-only
/*
 * vmirom check: what an image of 4.0 says of where it may run.  What only a disassembler could tell, that no
 * branch is indirect and no return unlisted, rom/x86_64/check-code proves when a blob is built.
 */
#include "check.h"
#include "placement.h"
#include "profile.h"

#include <stdlib.h>
#include <string.h>

#include "must.h"

#define RECORD VMI_ROM_OFF_PLACE
/* A window is in reach of every site. */
#define REACH 0x80000000ull

/* Whose byte it is; lists are short, and an image has 127.5 KiB. */
enum owner { NOBODY, OF_FIXUP, OF_RETURN, OF_LIST };

struct placing {
	struct findings *f;
	const struct image *rom;
	struct placement p;
	uint8_t *owner; /* of each byte */
};

static void place_fault(const struct placing *c, const char *code, size_t off, const char *what,
			const char *expected, unsigned long found)
{
	fault(c->f, code, (long)off, what, expected, "0x%lx", found);
}

/* False if a byte has another owner, or lies in the header or outside. */
static bool take(const struct placing *c, size_t off, size_t len, enum owner owner)
{
	if (off < VMI_ROM_HEADER_SIZE || !image_has(c->rom, off, len))
		return false;
	for (size_t i = 0; i < len; i++)
		if (c->owner[off + i] != NOBODY)
			return false;
	memset(c->owner + off, owner, len);
	return true;
}

static void check_fields(const struct placing *c)
{
	size_t at = c->p.record;
	uint16_t size = image_u16(c->rom, at + VMI_PLACE_OFF_SIZE);

	if (size < VMI_PLACE_SIZE || !image_has(c->rom, at, size))
		place_fault(c, "place-size", at + VMI_PLACE_OFF_SIZE, "size of the placement record",
			    "at least 32 bytes, inside the image", size);
	if (c->p.flags & ~VMI_PLACE_DRAFT)
		place_fault(c, "place-flags", at + VMI_PLACE_OFF_FLAGS, "flags of the placement record",
			    "only bits that this version knows", c->p.flags);
	else if (c->p.flags & VMI_PLACE_DRAFT)
		warning(c->f, "draft", (long)(at + VMI_PLACE_OFF_FLAGS),
			"built by a draft of 4.0, which may change: not for a release", NULL, NULL);
	if (image_u16(c->rom, at + VMI_PLACE_OFF_NR_RETURNS + 2))
		place_fault(c, "place-reserved", at + VMI_PLACE_OFF_NR_RETURNS + 2,
			    "reserved word of the placement record", "0",
			    image_u16(c->rom, at + VMI_PLACE_OFF_NR_RETURNS + 2));
	if (c->p.percpu_size > VMI_PERCPU_MAX)
		place_fault(c, "place-percpu", at + VMI_PLACE_OFF_PERCPU_SIZE,
			    "bytes of per-processor memory", "0x400 at most", c->p.percpu_size);
}

static void check_state(const struct placing *c)
{
	unsigned long long end = c->p.state + (unsigned long long)c->p.state_pages * VMI_PAGE_SIZE;

	if (c->p.state % VMI_PAGE_SIZE)
		place_fault(c, "state-align", c->p.record + VMI_PLACE_OFF_STATE, "offset of the state area",
			    "a multiple of 4 KiB", c->p.state);
	if (c->p.state < c->rom->size)
		place_fault(c, "state-overlap", c->p.record + VMI_PLACE_OFF_STATE, "offset of the state area",
			    "not less than the image's length", c->p.state);
	if (end > REACH)
		place_fault(c, "state-reach", c->p.record + VMI_PLACE_OFF_STATE_PAGES,
			    "end of the state area: a site reaches 2 GiB", "0x80000000 at most",
			    (unsigned long)end);
}

static void check_fixup(const struct placing *c, unsigned int number)
{
	struct fixup fixup = read_fixup(c->rom, &c->p, number);
	size_t where = c->p.fixups + number * (size_t)VMI_FIXUP_SIZE;
	long long target = (long long)fixup.at + 4 + (int32_t)image_u32(c->rom, fixup.at);

	if (fixup.kind != VMI_FIXUP_PERCPU && fixup.kind != VMI_FIXUP_REL32)
		place_fault(c, "fixup-kind", where + VMI_FIXUP_OFF_KIND, "kind of a fixup", "1 or 2",
			    fixup.kind);
	if (fixup.reserved)
		place_fault(c, "fixup-reserved", where + VMI_FIXUP_OFF_KIND + 2, "reserved word of a fixup",
			    "0", fixup.reserved);
	if (fixup.at < VMI_ROM_HEADER_SIZE || !image_has(c->rom, fixup.at, 4))
		place_fault(c, "fixup-outside", where, "field of a fixup",
			    "inside the image, behind its header", fixup.at);
	else if (!take(c, fixup.at, 4, OF_FIXUP))
		place_fault(c, "fixup-overlap", where, "field of a fixup",
			    "one that is no other fixup's, return's or list's", fixup.at);
	else if (fixup.kind == VMI_FIXUP_PERCPU && image_u32(c->rom, fixup.at) >= c->p.percpu_size)
		place_fault(c, "fixup-percpu", fixup.at, "displacement in the per-processor memory",
			    "less than its size", image_u32(c->rom, fixup.at));
	else if (fixup.kind == VMI_FIXUP_REL32 && (target < 0 || target >= (long long)c->rom->size))
		fault(c->f, "fixup-target", fixup.at, "where a relative field leads", "inside the image",
		      "image %c 0x%llx", target < 0 ? '-' : '+', target < 0 ? -target : target);
}

static void check_return(const struct placing *c, unsigned int number)
{
	static const uint8_t bytes[VMI_RETURN_SIZE] = {0xc3, 0xcc, 0xcc, 0xcc, 0xcc};
	size_t where = c->p.returns + number * sizeof(uint32_t);
	uint32_t at = read_return(c->rom, &c->p, number);
	char found[2 * VMI_RETURN_SIZE + 1];

	if (number && at <= read_return(c->rom, &c->p, number - 1))
		place_fault(c, "return-order", where, "a return", "behind the one before it in the list", at);
	if (at < VMI_ROM_HEADER_SIZE || !image_has(c->rom, at, VMI_RETURN_SIZE))
		place_fault(c, "return-outside", where, "a return", "inside the image, behind its header",
			    at);
	else if (memcmp(c->rom->byte + at, bytes, sizeof(bytes)))
		fault(c->f, "return-bytes", at, "bytes of a return", "c3cccccccc", "%s",
		      hex_text(c->rom, at, sizeof(bytes), found));
	else if (!take(c, at, VMI_RETURN_SIZE, OF_RETURN))
		place_fault(c, "return-overlap", where, "a return",
			    "one that is no fixup's, list's or other return's", at);
}

static bool check_list(const struct placing *c, const char *code, size_t field, const char *what, size_t off,
		       size_t len)
{
	if (!len || take(c, off, len, OF_LIST))
		return true;
	place_fault(c, code, c->p.record + field, what, "inside the image, behind its header, and no other's",
		    off);
	return false;
}

static void check_lists(const struct placing *c)
{
	bool fixups = check_list(c, "fixups-outside", VMI_PLACE_OFF_FIXUPS, "list of fixups", c->p.fixups,
				 c->p.nr_fixups * (size_t)VMI_FIXUP_SIZE);
	bool returns = check_list(c, "returns-outside", VMI_PLACE_OFF_RETURNS, "list of returns",
				  c->p.returns, c->p.nr_returns * sizeof(uint32_t));

	for (unsigned int i = 0; fixups && i < c->p.nr_fixups; i++)
		check_fixup(c, i);
	for (unsigned int i = 0; returns && i < c->p.nr_returns; i++)
		check_return(c, i);
}

bool begins_with_endbr(const struct image *rom, size_t off)
{
	static const uint8_t endbr64[] = {0xf3, 0x0f, 0x1e, 0xfa};

	return image_has(rom, off, sizeof(endbr64)) && !memcmp(rom->byte + off, endbr64, sizeof(endbr64));
}

bool check_placement(struct findings *f, const struct image *rom)
{
	struct placing c = {.f = f, .rom = rom};
	size_t faults = f->faults;

	if (!begins_with_endbr(rom, profile_of(rom)->reloc))
		fault(f, "no-endbr", (long)profile_of(rom)->reloc, "GetRelocationInfo", "ENDBR64 first",
		      NULL);
	if (!expect_record(f, rom, RECORD, VMI_PLACE_SIZE, VMI_PLACE_SIGNATURE, "place-record",
			   "placement record"))
		return false;
	if (!read_placement(rom, &c.p))
		return false;
	c.owner = must(calloc(1, rom->size));
	check_fields(&c);
	check_state(&c);
	check_lists(&c);
	free(c.owner);
	return f->faults == faults;
}
