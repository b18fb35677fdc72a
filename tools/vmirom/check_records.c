// SPDX-License-Identifier: GPL-2.0-only
/* vmirom check: the records that the header leads to. */
#include "check.h"
#include "profile.h"

#include <stdio.h>
#include <string.h>

#define MANUFACTURER "vmi-rom" /* as header.S has it */
#define PRINTABLE                                                                                            \
	" !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"
#define NOTE_OFF_ID_SIZE 4 /* in an ELF note's header */
#define ID_FLAGS_KNOWN VMI_ID_KEEP_RETURNS

void expect_u8(struct findings *f, const struct image *rom, const char *code, size_t off, const char *what,
	       uint8_t expected)
{
	char wanted[8];

	snprintf(wanted, sizeof(wanted), "0x%02x", expected);
	if (image_u8(rom, off) != expected)
		FAULT(code, off, what, wanted, "0x%02x", image_u8(rom, off));
}

void expect_no_u16(struct findings *f, const struct image *rom, const char *code, size_t off,
		   const char *what)
{
	if (image_u16(rom, off))
		FAULT(code, off, what, "0", "0x%04x", image_u16(rom, off));
}

/* A build identity somewhere, or our name as the manufacturer. */
bool is_ours(const struct image *rom)
{
	size_t pnp = find_record(rom, VMI_ROM_OFF_PNP, VMI_PNP_SIZE, VMI_PNP_SIGNATURE);
	size_t name = pnp ? image_u16(rom, pnp + VMI_PNP_OFF_MANUFACTURER) : 0;

	if (name && string_length(rom, name) >= 0 && !strcmp((const char *)rom->byte + name, MANUFACTURER))
		return true;
	for (size_t off = 0; image_has(rom, off, VMI_ID_SIZE); off++)
		if (image_u32(rom, off) == VMI_ID_SIGNATURE &&
		    image_u16(rom, off + ID_OFF_NOTE + NOTE_OFF_ID_SIZE) == VMI_ID_BUILD_ID_LEN)
			return true;
	return false;
}

void expect_unread(struct findings *f, const struct image *rom, const char *code, size_t off, size_t width,
		   const char *what, unsigned int expected)
{
	unsigned int found = width == 1 ? image_u8(rom, off) : image_u16(rom, off);
	char wanted[8];

	if (found == expected)
		return;
	snprintf(wanted, sizeof(wanted), "0x%02x", expected);
	(is_ours(rom) ? fault : warning)(f, code, off, what, wanted, "0x%02x", found);
}

size_t expect_record(struct findings *f, const struct image *rom, size_t field, size_t size,
		     uint32_t signature, const char *code, const char *what)
{
	size_t off = image_u16(rom, field);

	if (!image_has(rom, off, size)) {
		FAULT(code, field, what, "an offset inside the image", "0x%04zx", off);
		return 0;
	}
	if (image_u32(rom, off) != signature) {
		char wanted[12], found[20];

		printable((const uint8_t *)&signature, 4, wanted, sizeof(wanted));
		FAULT(code, off, what, wanted, "%s", printable(rom->byte + off, 4, found, sizeof(found)));
		return 0;
	}
	return off;
}

const char *expect_string(struct findings *f, const struct image *rom, const char *code, size_t field,
			  const char *what)
{
	size_t off = image_u16(rom, field);

	if (string_length(rom, off) < 0) {
		FAULT(code, field, what, "an offset inside the image, of a string with an end", "0x%04zx",
		      off);
		return NULL;
	}
	return (const char *)rom->byte + off;
}

static void check_pnp_extent(struct findings *f, const struct image *rom, size_t pnp)
{
	size_t size = image_u8(rom, pnp + PNP_OFF_LENGTH) * 16;
	uint8_t sum = image_sum(rom, pnp, size);

	if (size < VMI_PNP_SIZE || !image_has(rom, pnp, size))
		FAULT("pnp-length", pnp + PNP_OFF_LENGTH, "length of the PnP header",
		      "at least 2 units of 16 bytes, inside the image", "%zu", size / 16);
	else if (sum)
		FAULT("pnp-checksum", pnp + PNP_OFF_CHECKSUM, "sum of the PnP header", "0x00", "0x%02x", sum);
}

static void check_pnp_string(struct findings *f, const struct image *rom, const char *code, size_t field,
			     const char *what)
{
	const char *text;
	char shown[40];

	if (!image_u16(rom, field)) {
		WARNING(code, field, what, "a string", "none");
		return;
	}
	text = expect_string(f, rom, code, field, what);
	/* Clients print it. */
	if (text && (!*text || text[strspn(text, PRINTABLE)]))
		WARNING(code, field, what, "a string of printable characters", "\"%s\"",
			printable((const uint8_t *)text, strlen(text), shown, sizeof(shown)));
}

/* The offset may lead into the middle of anything. */
static void check_our_name(struct findings *f, const struct image *rom, size_t field)
{
	size_t off = image_u16(rom, field);

	if (off && is_ours(rom) && string_length(rom, off) >= 0 &&
	    strcmp((const char *)rom->byte + off, MANUFACTURER))
		FAULT("manufacturer", field, "manufacturer, of a ROM with our build identity", MANUFACTURER,
		      "another string");
}

void check_pnp(struct findings *f, const struct image *rom)
{
	size_t pnp;

	if (!image_u16(rom, VMI_ROM_OFF_PNP)) {
		FAULT("pnp-offset", VMI_ROM_OFF_PNP, "PnP header",
		      "one; without it SeaBIOS takes the ROM for a boot device", "none");
		return;
	}
	pnp = expect_record(f, rom, VMI_ROM_OFF_PNP, VMI_PNP_SIZE, VMI_PNP_SIGNATURE, "pnp-offset",
			    "PnP header");
	if (!pnp)
		return;
	expect_u8(f, rom, "pnp-revision", pnp + PNP_OFF_REVISION, "revision of the PnP header", 1);
	check_pnp_extent(f, rom, pnp);
	expect_no_u16(f, rom, "pnp-next", pnp + PNP_OFF_NEXT, "offset of a further PnP header");
	check_pnp_string(f, rom, "manufacturer", pnp + VMI_PNP_OFF_MANUFACTURER, "manufacturer");
	check_our_name(f, rom, pnp + VMI_PNP_OFF_MANUFACTURER);
	check_pnp_string(f, rom, "product", pnp + VMI_PNP_OFF_PRODUCT, "product");
	/* With one of these the ROM is a boot device. */
	expect_no_u16(f, rom, "pnp-boot", pnp + VMI_PNP_OFF_BCV, "boot connection vector");
	expect_no_u16(f, rom, "pnp-boot", pnp + PNP_OFF_DISCONNECT, "disconnect vector");
	expect_no_u16(f, rom, "pnp-boot", pnp + VMI_PNP_OFF_BEV, "bootstrap entry vector");
}

/* An ELF note's header stands before the build id: lengths of name and id, type 3, "GNU". */
static void check_build_id(struct findings *f, const struct image *rom, size_t id)
{
	static const uint8_t note[] = {4,   0,   0,   0, VMI_ID_BUILD_ID_LEN, 0, 0, 0, 3, 0, 0, 0,
				       'G', 'N', 'U', 0};
	const uint8_t *build_id = rom->byte + id + VMI_ID_OFF_BUILD_ID;
	bool blank = build_id[0] == 0x00 || build_id[0] == 0xff;

	if (memcmp(rom->byte + id + ID_OFF_NOTE, note, sizeof(note)))
		FAULT("build-id", id + ID_OFF_NOTE, "header of the build id", "that of an ELF note of type 3",
		      NULL);
	if (blank && !memcmp(build_id, build_id + 1, VMI_ID_BUILD_ID_LEN - 1))
		FAULT("build-id", id + VMI_ID_OFF_BUILD_ID, "build id", "one", "twenty bytes of %02x",
		      build_id[0]);
}

static void check_profile(struct findings *f, const struct image *rom, size_t id)
{
	const char *profile = expect_string(f, rom, "profile", id + VMI_ID_OFF_PROFILE, "profile");
	char wanted[24], shown[40];

	snprintf(wanted, sizeof(wanted), "%s %u.%u", profile_of(rom)->arch, profile_of(rom)->major,
		 image_u8(rom, VMI_ROM_OFF_MINOR));
	if (profile && strcmp(profile, wanted))
		FAULT("profile", image_u16(rom, id + VMI_ID_OFF_PROFILE), "profile", wanted, "%s",
		      printable((const uint8_t *)profile, strlen(profile), shown, sizeof(shown)));
}

void check_identity(struct findings *f, const struct image *rom)
{
	uint16_t size, flags, code_end;
	size_t id;

	id = image_u16(rom, VMI_ROM_OFF_IDENTITY);
	if (!id || !image_has(rom, id, 4) || image_u32(rom, id) != VMI_ID_SIGNATURE) {
		(is_ours(rom) ? fault : warning)(f, "identity", VMI_ROM_OFF_IDENTITY,
						 "build identity: symbols can't be matched", "one",
						 id ? "0x%04zx, and no VbId there" : "none", id);
		return;
	}
	if (!image_has(rom, id, VMI_ID_SIZE)) {
		FAULT("identity", VMI_ROM_OFF_IDENTITY, "build identity", "48 bytes inside the image",
		      "0x%04zx", id);
		return;
	}
	size = image_u16(rom, id + VMI_ID_OFF_SIZE);
	flags = image_u16(rom, id + VMI_ID_OFF_FLAGS);
	code_end = image_u16(rom, id + VMI_ID_OFF_CODE_END);
	if (size < VMI_ID_SIZE || !image_has(rom, id, size))
		FAULT("identity-size", id + VMI_ID_OFF_SIZE, "size of the build identity",
		      "at least 48 bytes, inside the image", "%u", size);
	if (flags & ~ID_FLAGS_KNOWN)
		FAULT("identity-flags", id + VMI_ID_OFF_FLAGS, "flags", "only bits that this version knows",
		      "0x%04x", flags);
	if (code_end < VMI_ROM_HEADER_SIZE || code_end > rom->size)
		FAULT("code-end", id + VMI_ID_OFF_CODE_END, "end of the code",
		      "an offset behind the header, inside the image", "0x%04x", code_end);
	check_profile(f, rom, id);
	check_build_id(f, rom, id);
}
