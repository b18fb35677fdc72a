// SPDX-License-Identifier: GPL-2.0-only
/* vmirom info: every field of a ROM.  What is shown for people and for machines comes from one call each. */
#include "json.h"
#include "profile.h"
#include "vmirom.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static bool json;
static const struct image *rom; /* the image that is shown */

static void section(const char *name, size_t off)
{
	if (json) {
		json_open_object(name);
		json_number("offset", off);
	} else {
		printf("\n%s\n", name);
	}
}

static void no_section(const char *name, const char *why)
{
	if (json)
		json_put_null(name);
	else
		printf("\n%s: %s\n", name, why);
}

static void end_section(void)
{
	if (json)
		json_end();
}

/* A number: as it is for machines, as the format says for people. */
static void __attribute__((format(printf, 4, 5)))
number(const char *key, size_t off, uint64_t value, const char *format, ...)
{
	va_list ap;

	if (json) {
		json_number(key, value);
		return;
	}
	printf("  %-18s 0x%04zx  ", key, off);
	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
	putchar('\n');
}

/* The u8, or the u16, that stands there and needs no more words. */
static void number8(const char *key, size_t off, const char *format)
{
	number(key, off, image_u8(rom, off), format, image_u8(rom, off));
}

static void number16(const char *key, size_t off, const char *format)
{
	number(key, off, image_u16(rom, off), format, image_u16(rom, off));
}

static void bytes(const char *key, size_t off, size_t len)
{
	char hex[2 * VMI_ID_BUILD_ID_LEN + 1] = "";

	for (size_t i = 0; i < len && 2 * i < sizeof(hex) - 1; i++)
		snprintf(hex + 2 * i, 3, "%02x", image_u8(rom, off + i));
	if (json)
		json_text(key, hex);
	else
		printf("  %-18s 0x%04zx  %s\n", key, off, hex);
}

/* The string that the u16 at off leads to; the field itself is shown by its place. */
static void string(const char *key, size_t off)
{
	size_t at = image_u16(rom, off);
	long len = at ? string_length(rom, at) : -1;
	char text[100];

	if (json && len >= 0)
		json_bytes(key, rom->byte + at, len);
	else if (json)
		json_put_null(key);
	else if (!at)
		printf("  %-18s 0x%04zx  none\n", key, off);
	else if (len < 0)
		printf("  %-18s 0x%04zx  0x%04zx: outside the image, or has no end\n", key, off, at);
	else
		printf("  %-18s 0x%04zx  0x%04zx: \"%s\"\n", key, off, at,
		       printable(rom->byte + at, len, text, sizeof(text)));
}

static void pointer(const char *key, size_t off)
{
	number16(key, off, "0x%04x");
}

static void show_pointers(const struct profile *profile)
{
	string("licence", VMI_ROM_OFF_LICENCE);
	pointer("pci_offset", VMI_ROM_OFF_PCI);
	pointer("pnp_offset", VMI_ROM_OFF_PNP);
	pointer("identity_offset", VMI_ROM_OFF_IDENTITY);
	bytes("init", profile->init, 8);
	bytes("reloc", profile->reloc, 8);
	end_section();
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

	section("header", 0);
	bytes("signature", VMI_ROM_OFF_SIGNATURE, 2);
	number("length", EFI_OFF_LENGTH, units, "%u: %u bytes", units, units * VMI_ROM_UNIT);
	number("efi_signature", EFI_OFF_SIGNATURE, image_u32(rom, EFI_OFF_SIGNATURE), "0x%08x",
	       image_u32(rom, EFI_OFF_SIGNATURE));
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		pointer(fields[i].key, fields[i].off);
	end_section();
}

/* What every ROM of a BIOS has. */
static void show_pcat_header(void)
{
	uint8_t units = image_u8(rom, VMI_ROM_OFF_LENGTH);

	section("header", 0);
	bytes("signature", VMI_ROM_OFF_SIGNATURE, 2);
	number("length", VMI_ROM_OFF_LENGTH, units, "%u: %u bytes", units, units * VMI_ROM_UNIT);
	bytes("entry", VMI_ROM_OFF_ENTRY, 4);
	number8("checksum6", VMI_ROM_OFF_CHECKSUM6, "0x%02x");
	bytes("vmi_signature", VMI_ROM_OFF_VMI, 4);
	pointer("pci_offset", VMI_ROM_OFF_PCI);
	pointer("pnp_offset", VMI_ROM_OFF_PNP);
	end_section();
}

static void show_header(void)
{
	uint8_t units = image_u8(rom, VMI_ROM_OFF_LENGTH);
	uint32_t top = image_u32(rom, VMI_ROM_OFF_VIRTUAL_TOP);
	const struct profile *profile = profile_of(rom);

	section("header", 0);
	bytes("signature", VMI_ROM_OFF_SIGNATURE, 2);
	number("length", VMI_ROM_OFF_LENGTH, units, "%u: %u bytes", units, units * VMI_ROM_UNIT);
	bytes("entry", VMI_ROM_OFF_ENTRY, 4);
	number8("checksum6", VMI_ROM_OFF_CHECKSUM6, "0x%02x");
	bytes("vmi_signature", VMI_ROM_OFF_VMI, 4);
	number8("api_minor", VMI_ROM_OFF_MINOR, "%u");
	number8("api_major", VMI_ROM_OFF_MAJOR, "%u");
	/* 13.3 has no such fields; a licence and an identity of ours may be where 3.0 has them */
	if (!profile->loader) {
		show_pointers(profile);
		return;
	}
	number8("slots", VMI_ROM_OFF_SLOTS, "%u");
	number("virtual_top", VMI_ROM_OFF_VIRTUAL_TOP, top, "0x%08x%s", top,
	       top ? "" : ": all is the client's");
	show_pointers(profile);
}

/* Further devices that the image is for; the vendor is the same. */
static void show_devices(size_t off, bool any)
{
	if (json)
		json_open_array("device_list");
	for (; any && image_u16(rom, off); off += 2)
		if (json)
			json_number(NULL, image_u16(rom, off));
		else
			printf("  %-18s 0x%04zx  %04x\n", "further device", off, image_u16(rom, off));
	if (json)
		json_end();
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
		no_section("pci", "no PCI data structure");
		return;
	}
	section("pci", pci);
	number16("vendor", pci + VMI_PCIR_OFF_VENDOR, "%04x");
	number16("device", pci + VMI_PCIR_OFF_DEVICE, "%04x");
	if (later)
		number("devices", pci + PCIR_OFF_DEVICES, list, "0x%04x%s", list, list ? "" : ": none");
	else
		pointer("vpd", pci + PCIR_OFF_VPD);
	number16("size", pci + VMI_PCIR_OFF_SIZE, "%u");
	number8("revision", pci + PCIR_OFF_REVISION, "%u");
	number("class", pci + PCIR_OFF_CLASS, class, "%06x", class);
	number("length", pci + VMI_PCIR_OFF_LENGTH, units, "%u: %u bytes", units, units * VMI_ROM_UNIT);
	number8("rom_minor", pci + VMI_PCIR_OFF_ROM_MINOR, "%u");
	number8("rom_major", pci + VMI_PCIR_OFF_ROM_MAJOR, "%u");
	number8("code_type", pci + VMI_PCIR_OFF_CODE_TYPE, "%u");
	number8("indicator", pci + VMI_PCIR_OFF_LAST, "0x%02x");
	if (later) {
		units = image_u16(rom, pci + PCIR_OFF_RUN_TIME);
		number("run_time", pci + PCIR_OFF_RUN_TIME, units, "%u: %u bytes at most", units,
		       units * VMI_ROM_UNIT);
		show_devices(pci + list, list);
	}
	end_section();
}

static void show_pnp(void)
{
	size_t pnp = find_record(rom, VMI_ROM_OFF_PNP, VMI_PNP_SIZE, VMI_PNP_SIGNATURE);
	uint8_t units = image_u8(rom, pnp + PNP_OFF_LENGTH);

	if (!pnp) {
		no_section("pnp", "no PnP header");
		return;
	}
	section("pnp", pnp);
	number8("revision", pnp + PNP_OFF_REVISION, "%u");
	number("length", pnp + PNP_OFF_LENGTH, units, "%u: %u bytes", units, units * 16);
	pointer("next", pnp + PNP_OFF_NEXT);
	number8("checksum", pnp + PNP_OFF_CHECKSUM, "0x%02x");
	number("sum", pnp, image_sum(rom, pnp, units * 16), "0x%02x", image_sum(rom, pnp, units * 16));
	bytes("device_id", pnp + PNP_OFF_DEVICE_ID, 4);
	string("manufacturer", pnp + VMI_PNP_OFF_MANUFACTURER);
	string("product", pnp + VMI_PNP_OFF_PRODUCT);
	bytes("device_type", pnp + PNP_OFF_DEVICE_TYPE, 3);
	number8("indicators", pnp + PNP_OFF_INDICATORS, "0x%02x");
	pointer("boot_connection", pnp + VMI_PNP_OFF_BCV);
	pointer("disconnect", pnp + PNP_OFF_DISCONNECT);
	pointer("bootstrap", pnp + VMI_PNP_OFF_BEV);
	end_section();
}

static void show_identity(void)
{
	size_t id = find_record(rom, VMI_ROM_OFF_IDENTITY, VMI_ID_SIZE, VMI_ID_SIGNATURE);
	uint16_t flags = image_u16(rom, id + VMI_ID_OFF_FLAGS);
	uint16_t code_end = image_u16(rom, id + VMI_ID_OFF_CODE_END);

	if (!id) {
		no_section("identity", "no build identity");
		return;
	}
	section("identity", id);
	number16("size", id + VMI_ID_OFF_SIZE, "%u");
	number("flags", id + VMI_ID_OFF_FLAGS, flags, "0x%04x%s", flags,
	       flags & VMI_ID_KEEP_RETURNS ? ": a client may keep its own IRET and SYSEXIT" : "");
	string("profile", id + VMI_ID_OFF_PROFILE);
	number("code_end", id + VMI_ID_OFF_CODE_END, code_end, "0x%04x", code_end);
	bytes("build_id", id + VMI_ID_OFF_BUILD_ID, VMI_ID_BUILD_ID_LEN);
	end_section();
}

static void show_sums(enum vmi_status status)
{
	size_t size = rom_size(rom);
	uint8_t sum = image_sum(rom, 0, size);

	section("image", 0);
	number("file_size", 0, rom->size, "%zu", rom->size);
	number("rom_size", 0, size, "%zu", size);
	number("sum", 0, sum, "0x%02x%s", sum, sum ? ": should be 0" : "");
	number8("last_byte", size - 1, "0x%02x");
	end_section();
	if (json) {
		json_text("loader", status_name(status));
		json_text("loader_text", vmi_status_text(status));
	} else {
		printf("\nloader: %s: %s\n", status_name(status), vmi_status_text(status));
	}
}

/* Its own sum; an EFI image has none. */
static void show_extent(size_t extent)
{
	section("image", 0);
	number("file_size", 0, rom->size, "%zu", rom->size);
	number("rom_size", 0, extent, "%zu", extent);
	end_section();
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
	else if (json)
		json_put_null("identity");
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
		printf("%s: %s%s%s\n", name, vmi ? "VMI option ROM" : "an option ROM, but not VMI",
		       vmi && !profile_of(rom)->loader ? ", in the layout of " : "",
		       vmi && !profile_of(rom)->loader ? profile_of(rom)->name : "");
	}
	if (images->nr > 1)
		printf("\nimages\n");
	for (size_t i = 0; images->nr > 1 && i < images->nr; i++)
		print_image(file, i);
}

int command_info(const struct options *options, const char *path)
{
	struct rom_file file;
	struct image part;
	size_t number;
	bool good, vmi;

	if (open_rom(options, path, &file) != GOOD)
		return TROUBLE;
	json = options->json;
	number = chosen(options, &file);
	part = chosen_part(options, &file);
	rom = &part;
	good = file.images.nr && is_whole(&file, number);
	vmi = file.images.nr && file.images.list[number].kind == IMAGE_VMI;
	if (json) {
		json_open_object(NULL);
		json_number("format", JSON_FORMAT);
		json_text("file", path);
		json_bool("rom", file.images.nr);
		json_bool("whole", good);
		json_text("layout", vmi ? profile_of(rom)->name : NULL);
		json_images(&file);
		if (file.images.nr)
			json_number("shown", number + 1);
	} else {
		first_line(&file, path, number);
	}
	if (file.images.nr)
		show_image(&file, number);
	if (json)
		json_end();
	else if (file.images.nr && !good)
		printf("truncated: the file ends before the image does\n");
	close_rom(&file);
	return good ? GOOD : FAULTS;
}
