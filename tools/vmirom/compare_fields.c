// SPDX-License-Identifier: GPL-2.0-only
/* What stands in the two images, and whether they are sound. */
#include "differences.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The one fault that a kernel with the loader does not mind. */
#define OF_2007 "missing-return"

#define SIZE "a machine monitor has a ROM's size in its migration format, and takes no other"

/* What follows from other bytes, and would be told twice. */
static const char *const derived[] = {"header.init", "header.reloc",    "image.file_size", "image.rom_size",
				      "image.sum",   "image.last_byte", "pci.length"};

static bool is_derived(const char *key)
{
	for (size_t i = 0; i < sizeof(derived) / sizeof(derived[0]); i++)
		if (!strcmp(derived[i], key))
			return true;
	return false;
}

static void field(struct differences *d, const char *key, const char *a, const char *b, enum effect effect,
		  const char *why)
{
	const struct difference what = {.name = key,
					.call = VMI_CALL_LIMIT,
					.a = (char *)(a ? a : "none"),
					.b = (char *)(b ? b : "none"),
					.effect = effect,
					.why = why};

	if (!a || !b || strcmp(a, b))
		add_difference(d, &what);
}

/* Of a ROM that has not the identity which clients know: firmware finds it by that of its card. */
static bool is_cards(const struct side *side)
{
	size_t pci = find_record(&side->part, VMI_ROM_OFF_PCI, VMI_PCIR_SIZE, VMI_PCIR_SIGNATURE);

	return pci && (image_u16(&side->part, pci + VMI_PCIR_OFF_VENDOR) != VMI_PCI_VENDOR ||
		       image_u16(&side->part, pci + VMI_PCIR_OFF_DEVICE) != VMI_PCI_DEVICE);
}

/*
 * From there up is the platform's, in each of the guest's address spaces.  A guest lays out its own below
 * when it boots.
 */
static void compare_top(struct differences *d, const struct side *a, const struct side *b, const char *key)
{
	uint32_t was = image_u32(&a->part, VMI_ROM_OFF_VIRTUAL_TOP),
		 is = image_u32(&b->part, VMI_ROM_OFF_VIRTUAL_TOP);
	bool lower = is && (!was || is < was);

	field(d, key, find_note(&a->notes, key), find_note(&b->notes, key), lower ? MOVES : IN_PLACE,
	      lower ? "a guest that runs has laid out for itself what is the platform's under B"
		    : "of a guest that runs, A's state is at A's");
}

/* What a client of 4.0 has laid out for its ROM, and may have no more of. */
static void compare_room(struct differences *d, const char *key, const char *was, const char *is)
{
	bool more = was && is && strtoul(is, NULL, 10) > strtoul(was, NULL, 10);

	field(d, key, was, is, more ? REFUSES : MOVES,
	      more ? "a guest that has laid out less memory for it is refused"
		   : "a guest that runs has state there as A keeps it");
}

/* Most fields say something to people only, or to firmware, and check has held them against that. */
static void compare_key(struct differences *d, const struct side *a, const struct side *b, const char *key)
{
	const char *was = find_note(&a->notes, key), *is = find_note(&b->notes, key);

	if (is_derived(key))
		return;
	if ((!strcmp(key, "pci.vendor") || !strcmp(key, "pci.device")) && is_cards(a))
		field(d, key, was, is, REFUSES,
		      "firmware passes over a card's ROM that has not the card's identity; see set-pci");
	else if (!strcmp(key, "header.virtual_top"))
		compare_top(d, a, b, key);
	else if (!strcmp(key, "placement.state_pages") || !strcmp(key, "placement.percpu_size"))
		compare_room(d, key, was, is);
	else if (!strcmp(key, "header.length"))
		field(d, key, was, is, MOVES, SIZE);
	else
		field(d, key, was, is, HARMLESS, NULL);
}

static void compare_size(struct differences *d, const struct side *a, const struct side *b)
{
	char was[40], is[40];

	snprintf(was, sizeof(was), "%zu bytes", a->rom.file.size);
	snprintf(is, sizeof(is), "%zu bytes", b->rom.file.size);
	field(d, "file size", was, is, MOVES, SIZE);
}

/* How many, so that what differs in no field is seen to differ. */
static void compare_bytes(struct differences *d, const struct side *a, const struct side *b)
{
	size_t smaller = a->part.size < b->part.size ? a->part.size : b->part.size, nr = 0;
	char other[40];

	for (size_t i = 0; i < smaller; i++)
		nr += a->part.byte[i] != b->part.byte[i];
	snprintf(other, sizeof(other), "%zu others of %zu", nr, smaller);
	if (nr)
		field(d, "bytes", "-", other, HARMLESS, NULL);
}

/* What is wrong with A as well has kept no guest of A from using it. */
static void compare_faults(struct differences *d, const struct findings *a, const struct findings *b,
			   const char *command, const struct guest *guest, const char *why)
{
	for (size_t i = 0; i < b->nr; i++) {
		const struct finding *finding = &b->list[i];
		char text[200];

		if (finding->warning || has_finding(a, finding->code) ||
		    (guest->known && !strcmp(finding->code, OF_2007)))
			continue;
		snprintf(text, sizeof(text), "%s: %s%s%s", finding->code, finding->what,
			 finding->found ? ": " : "", finding->found ? finding->found : "");
		field(d, command, "-", text, REFUSES, why);
	}
}

void compare_fields(struct differences *d, const struct side *a, const struct side *b,
		    const struct guest *guest)
{
	compare_size(d, a, b);
	for (size_t i = 0; i < a->notes.nr; i++)
		compare_key(d, a, b, a->notes.list[i].key);
	for (size_t i = 0; i < b->notes.nr; i++)
		if (!find_note(&a->notes, b->notes.list[i].key))
			compare_key(d, a, b, b->notes.list[i].key);
	compare_bytes(d, a, b);
	compare_faults(d, &a->checked, &b->checked, "check", guest,
		       "vmirom check finds a fault in B that A has not");
	compare_faults(d, &a->survey.findings, &b->survey.findings, "calls", guest,
		       "vmirom calls finds a fault in B that A has not");
}
