// SPDX-License-Identifier: GPL-2.0-only
/* vmirom info: every field of a ROM.  What is shown for people and for machines comes from one call each. */
#include "json.h"
#include "placement.h"
#include "profile.h"
#include "show.h"
#include "vmirom.h"

#include <stdio.h>
#include <string.h>

static const struct image *rom; /* the image that is shown */

static void show_pointers(const struct profile *profile)
{
	show_string("licence", VMI_ROM_OFF_LICENCE);
	show_pointer("pci_offset", VMI_ROM_OFF_PCI);
	show_pointer("pnp_offset", VMI_ROM_OFF_PNP);
	show_pointer("identity_offset", VMI_ROM_OFF_IDENTITY);
	if (profile->init)
		show_bytes("init", profile->init, 8);
	if (profile->placed)
		show_pointer("place_offset", VMI_ROM_OFF_PLACE);
	show_bytes("reloc", profile->reloc, 8);
	show_end();
}

static void show_efi_header(void)
{
	static const struct {
		const char *key;
		uint8_t off;
	} fields[] = {{"subsystem", EFI_OFF_SUBSYSTEM},
		      {"machine", EFI_OFF_MACHINE},
		      {"compression", EFI_OFF_COMPRESSION},
		      {"efi_image", EFI_OFF_IMAGE},
		      {"pci_offset", VMI_ROM_OFF_PCI}};
	uint16_t units = image_u16(rom, EFI_OFF_LENGTH);

	show_section("header", 0);
	show_bytes("signature", VMI_ROM_OFF_SIGNATURE, 2);
	show_number("length", EFI_OFF_LENGTH, units, "%u: %u bytes", units, units * VMI_ROM_UNIT);
	show_number("efi_signature", EFI_OFF_SIGNATURE, image_u32(rom, EFI_OFF_SIGNATURE), "0x%08x",
		    image_u32(rom, EFI_OFF_SIGNATURE));
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		show_pointer(fields[i].key, fields[i].off);
	show_end();
}

/* What every ROM of a BIOS has. */
static void show_pcat_header(void)
{
	uint8_t units = image_u8(rom, VMI_ROM_OFF_LENGTH);

	show_section("header", 0);
	show_bytes("signature", VMI_ROM_OFF_SIGNATURE, 2);
	show_number("length", VMI_ROM_OFF_LENGTH, units, "%u: %u bytes", units, units * VMI_ROM_UNIT);
	show_bytes("entry", VMI_ROM_OFF_ENTRY, 4);
	show_number8("checksum6", VMI_ROM_OFF_CHECKSUM6, "0x%02x");
	show_bytes("vmi_signature", VMI_ROM_OFF_VMI, 4);
	show_pointer("pci_offset", VMI_ROM_OFF_PCI);
	show_pointer("pnp_offset", VMI_ROM_OFF_PNP);
	show_end();
}

static void show_header(void)
{
	uint8_t units = image_u8(rom, VMI_ROM_OFF_LENGTH);
	uint32_t top = image_u32(rom, VMI_ROM_OFF_VIRTUAL_TOP);
	const struct profile *profile = profile_of(rom);

	show_section("header", 0);
	show_bytes("signature", VMI_ROM_OFF_SIGNATURE, 2);
	show_number("length", VMI_ROM_OFF_LENGTH, units, "%u: %u bytes", units, units * VMI_ROM_UNIT);
	show_bytes("entry", VMI_ROM_OFF_ENTRY, 4);
	show_number8("checksum6", VMI_ROM_OFF_CHECKSUM6, "0x%02x");
	show_bytes("vmi_signature", VMI_ROM_OFF_VMI, 4);
	show_number8("api_minor", VMI_ROM_OFF_MINOR, "%u");
	show_number8("api_major", VMI_ROM_OFF_MAJOR, "%u");
	/* 13.3 has no such fields; a licence and an identity of ours may be where 3.0 has them */
	if (!profile->full_header) {
		show_pointers(profile);
		return;
	}
	show_number8("slots", VMI_ROM_OFF_SLOTS, "%u");
	show_number("virtual_top", VMI_ROM_OFF_VIRTUAL_TOP, top, "0x%08x%s", top,
		    top ? "" : ": all is the client's");
	show_pointers(profile);
}

/* Further devices that the image is for; the vendor is the same. */
static void show_devices(size_t off, bool any)
{
	show_list("device_list");
	for (; any && image_u16(rom, off); off += 2)
		show_element("further device", off, image_u16(rom, off), "%04x");
	show_list_end();
}

static void show_pci(void)
{
	size_t pci = find_record(rom, VMI_ROM_OFF_PCI, VMI_PCIR_SIZE, VMI_PCIR_SIGNATURE);
	uint16_t units = image_u16(rom, pci + VMI_PCIR_OFF_LENGTH),
		 list = image_u16(rom, pci + PCIR_OFF_DEVICES);
	bool later = image_u8(rom, pci + PCIR_OFF_REVISION) >= PCIR_REVISION_3;
	/* base class, subclass, interface, as everyone writes it; the bytes stand the other way round */
	uint32_t class = image_u32(rom, pci + PCIR_OFF_CLASS) & 0xffffff;

	if (!pci) {
		show_no_section("pci", "no PCI data structure");
		return;
	}
	show_section("pci", pci);
	show_number16("vendor", pci + VMI_PCIR_OFF_VENDOR, "%04x");
	show_number16("device", pci + VMI_PCIR_OFF_DEVICE, "%04x");
	if (later)
		show_number("devices", pci + PCIR_OFF_DEVICES, list, "0x%04x%s", list, list ? "" : ": none");
	else
		show_pointer("vpd", pci + PCIR_OFF_VPD);
	show_number16("size", pci + VMI_PCIR_OFF_SIZE, "%u");
	show_number8("revision", pci + PCIR_OFF_REVISION, "%u");
	show_number("class", pci + PCIR_OFF_CLASS, class, "%06x", class);
	show_number("length", pci + VMI_PCIR_OFF_LENGTH, units, "%u: %u bytes", units, units * VMI_ROM_UNIT);
	show_number8("rom_minor", pci + VMI_PCIR_OFF_ROM_MINOR, "%u");
	show_number8("rom_major", pci + VMI_PCIR_OFF_ROM_MAJOR, "%u");
	show_number8("code_type", pci + VMI_PCIR_OFF_CODE_TYPE, "%u");
	show_number8("indicator", pci + VMI_PCIR_OFF_LAST, "0x%02x");
	if (later) {
		units = image_u16(rom, pci + PCIR_OFF_RUN_TIME);
		show_number("run_time", pci + PCIR_OFF_RUN_TIME, units, "%u: %u bytes at most", units,
			    units * VMI_ROM_UNIT);
		show_devices(pci + list, list);
	}
	show_end();
}

static void show_pnp(void)
{
	size_t pnp = find_record(rom, VMI_ROM_OFF_PNP, VMI_PNP_SIZE, VMI_PNP_SIGNATURE);
	uint8_t units = image_u8(rom, pnp + PNP_OFF_LENGTH);

	if (!pnp) {
		show_no_section("pnp", "no PnP header");
		return;
	}
	show_section("pnp", pnp);
	show_number8("revision", pnp + PNP_OFF_REVISION, "%u");
	show_number("length", pnp + PNP_OFF_LENGTH, units, "%u: %u bytes", units, units * 16);
	show_pointer("next", pnp + PNP_OFF_NEXT);
	show_number8("checksum", pnp + PNP_OFF_CHECKSUM, "0x%02x");
	show_number("sum", pnp, image_sum(rom, pnp, units * 16), "0x%02x", image_sum(rom, pnp, units * 16));
	show_bytes("device_id", pnp + PNP_OFF_DEVICE_ID, 4);
	show_string("manufacturer", pnp + VMI_PNP_OFF_MANUFACTURER);
	show_string("product", pnp + VMI_PNP_OFF_PRODUCT);
	show_bytes("device_type", pnp + PNP_OFF_DEVICE_TYPE, 3);
	show_number8("indicators", pnp + PNP_OFF_INDICATORS, "0x%02x");
	show_pointer("boot_connection", pnp + VMI_PNP_OFF_BCV);
	show_pointer("disconnect", pnp + PNP_OFF_DISCONNECT);
	show_pointer("bootstrap", pnp + VMI_PNP_OFF_BEV);
	show_end();
}

static void show_identity(void)
{
	size_t id = find_record(rom, VMI_ROM_OFF_IDENTITY, VMI_ID_SIZE, VMI_ID_SIGNATURE);
	uint16_t flags = image_u16(rom, id + VMI_ID_OFF_FLAGS);
	uint16_t code_end = image_u16(rom, id + VMI_ID_OFF_CODE_END);

	if (!id) {
		show_no_section("identity", "no build identity");
		return;
	}
	show_section("identity", id);
	show_number16("size", id + VMI_ID_OFF_SIZE, "%u");
	show_number("flags", id + VMI_ID_OFF_FLAGS, flags, "0x%04x%s", flags,
		    flags & VMI_ID_KEEP_RETURNS ? ": a client may keep its own IRET and SYSEXIT" : "");
	show_string("profile", id + VMI_ID_OFF_PROFILE);
	show_number("code_end", id + VMI_ID_OFF_CODE_END, code_end, "0x%04x", code_end);
	show_bytes("build_id", id + VMI_ID_OFF_BUILD_ID, VMI_ID_BUILD_ID_LEN);
	show_end();
}

/* What 4.0 says of where the image may run. */
static void show_placement(void)
{
	struct placement p;
	size_t at;

	if (!read_placement(rom, &p)) {
		show_no_section("placement", "no placement record");
		return;
	}
	at = p.record;
	show_section("placement", at);
	show_number16("size", at + VMI_PLACE_OFF_SIZE, "%u");
	show_number("flags", at + VMI_PLACE_OFF_FLAGS, p.flags, "0x%04x%s", p.flags,
		    p.flags & VMI_PLACE_DRAFT ? ": built by a draft of 4.0" : "");
	show_number("state", at + VMI_PLACE_OFF_STATE, p.state, "0x%x", p.state);
	show_number("state_pages", at + VMI_PLACE_OFF_STATE_PAGES, p.state_pages, "%u: %llu KiB",
		    p.state_pages, p.state_pages * (VMI_PAGE_SIZE / 1024ull));
	show_number16("percpu_size", at + VMI_PLACE_OFF_PERCPU_SIZE, "%u");
	show_number("fixups_offset", at + VMI_PLACE_OFF_FIXUPS, p.fixups, "0x%04x", p.fixups);
	show_number16("fixups", at + VMI_PLACE_OFF_NR_FIXUPS, "%u");
	show_number("returns_offset", at + VMI_PLACE_OFF_RETURNS, p.returns, "0x%04x", p.returns);
	show_number16("returns", at + VMI_PLACE_OFF_NR_RETURNS, "%u");
	show_end();
}

static void show_sums(enum vmi_status status)
{
	size_t size = rom_size(rom);
	uint8_t sum = image_sum(rom, 0, size);

	show_section("image", 0);
	show_number("file_size", 0, rom->size, "%zu", rom->size);
	show_number("rom_size", 0, size, "%zu", size);
	show_number("sum", 0, sum, "0x%02x%s", sum, sum ? ": should be 0" : "");
	show_number8("last_byte", size - 1, "0x%02x");
	show_end();
	/* The loader in this tool is i386's. */
	if (image_u32(rom, VMI_ROM_OFF_VMI) == VMI_ROM_VMI_SIGNATURE && profile_of(rom)->placed)
		show_nothing("loader");
	else
		show_loader(status_name(status), vmi_status_text(status));
}

/* Its own sum; an EFI image has none. */
static void show_extent(size_t extent)
{
	show_section("image", 0);
	show_number("file_size", 0, rom->size, "%zu", rom->size);
	show_number("rom_size", 0, extent, "%zu", extent);
	show_end();
}

static void show_image(const struct rom_file *file, size_t number)
{
	const struct rom_image *image = &file->images.list[number];

	switch (image->kind) {
	case IMAGE_VMI:
		show_header();
		break;
	case IMAGE_PCAT:
		show_pcat_header();
		break;
	case IMAGE_EFI:
		show_efi_header();
		break;
	case IMAGE_OTHER:
		break;
	}
	show_pci();
	if (image->kind > IMAGE_PCAT) {
		show_extent(image_extent(&file->file, image));
		return;
	}
	show_pnp();
	if (image->kind == IMAGE_VMI)
		show_identity();
	else
		show_nothing("identity");
	if (image->kind == IMAGE_VMI && profile_of(rom)->placed)
		show_placement();
	show_sums(loader_verdict(rom));
}

static void first_line(const struct rom_file *file, const char *path, size_t number)
{
	const struct rom_images *images = &file->images;
	const char *name = quoted(shown_path(path, "standard input"));
	bool vmi = images->nr && images->list[number].kind == IMAGE_VMI;
	const char *code, *why;

	if (!images->nr) {
		why = why_no_image(file, &code);
		printf("%s: %s%s\n", name, why,
		       !images->scanned && !strcmp(code, "not-a-rom") ? "; see --scan" : "");
	} else if (images->nr > 1) {
		printf("%s: %zu images; this is number %zu\n", name, images->nr, number + 1);
	} else {
		printf("%s: %s%s%s\n", name,
		       vmi && profile_of(rom)->placed ? "VMI option ROM for x86-64"
		       : vmi                          ? "VMI option ROM"
						      : "an option ROM, but not VMI",
		       vmi && !profile_of(rom)->full_header ? ", in the layout of " : "",
		       vmi && !profile_of(rom)->full_header ? profile_of(rom)->name : "");
	}
	if (images->nr > 1)
		printf("\nimages\n");
	for (size_t i = 0; images->nr > 1 && i < images->nr; i++)
		print_image(file, i);
}

void note_fields(const struct rom_file *file, size_t number, struct notes *notes)
{
	const struct image part = image_part(&file->file, &file->images.list[number]);

	rom = &part;
	show_as(SHOW_NOTES, rom, notes);
	show_image(file, number);
}

/* True: all of it is there. */
static bool show_one(const struct options *options, const struct rom_file *file, size_t number,
		     const char *path)
{
	const struct image part =
		file->images.nr ? image_part(&file->file, &file->images.list[number]) : file->file;
	bool good = file->images.nr && is_whole(file, number);
	bool vmi = file->images.nr && file->images.list[number].kind == IMAGE_VMI;

	rom = &part;
	show_as(options->json ? SHOW_JSON : SHOW_TEXT, rom, NULL);
	if (options->json) {
		json_bool("whole", good);
		json_text("layout", vmi ? profile_of(rom)->name : NULL);
		json_images(file);
		if (file->images.nr)
			json_number("shown", number + 1);
	} else {
		first_line(file, path, number);
	}
	if (file->images.nr)
		show_image(file, number);
	if (!options->json && file->images.nr && !good)
		printf("truncated: the file ends before the image does\n");
	return good;
}

/* Of a bundle both, unless one is asked for. */
int command_info(const struct options *options, const char *path)
{
	struct rom_file file;
	size_t number;
	bool good;

	if (open_rom(options, path, &file) != GOOD)
		return TROUBLE;
	number = chosen(options, &file);
	if (options->json) {
		json_open_object(NULL);
		json_number("format", JSON_FORMAT);
		json_text("file", path);
		json_bool("rom", file.images.nr);
	}
	good = show_one(options, &file, number, path);
	if (shows_inner(options, &file)) {
		if (options->json)
			json_open_object("inner");
		else
			putchar('\n');
		good &= show_one(options, &file, number + 1, path);
		if (options->json)
			json_end();
	}
	if (options->json)
		json_end();
	close_rom(&file);
	return good ? GOOD : FAULTS;
}
