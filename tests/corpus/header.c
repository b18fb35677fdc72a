// SPDX-License-Identifier: GPL-2.0-only
/* Faults in the header and the records that it leads to. */
#include "corpus.h"

#include <string.h>
#include <vmi/calls.h>
#include <vmi/rom.h>

/* SeaBIOS leaves such a thing above the last ROM. */
static void make_dummy(struct image *image, uint32_t argument)
{
	(void)argument;
	resize(image, VMI_ROM_STEP);
	memset(image->byte, 0, image->size);
	image_put_u16(image, 0, VMI_ROM_SIGNATURE);
	image_put_u8(image, VMI_ROM_OFF_LENGTH, VMI_ROM_STEP / VMI_ROM_UNIT);
}

static void make_longer(struct image *image, uint32_t more)
{
	resize(image, image->size + more);
	/* The checksum byte is not the last one of the file any more; see SIGN_NOT. */
}

/* More than what a larger chip has behind its ROM. */
static void add_tail(struct image *image, uint32_t more)
{
	make_longer(image, more);
	image_put_u8(image, image->size - 1, 't');
}

/* Two bytes, high and low half of the argument: the sum stays, so that nothing else shows it. */
static void swap_bytes(struct image *image, uint32_t places)
{
	uint8_t first = image_u8(image, places >> 16);

	image_put_u8(image, places >> 16, image_u8(image, places & 0xffff));
	image_put_u8(image, places & 0xffff, first);
}

/* PCI Firmware 3.0: a list of further devices where 2.x has vital product data, and four bytes more. */
static void make_pci_3(struct image *image, uint32_t list)
{
	static const uint16_t devices[] = {0x100f, 0x1010, 0};
	size_t pci = record_offset(image, PCI),
	       at = image_u16(image, record_offset(image, ID) + VMI_ID_OFF_CODE_END);

	at = (at + 3) & ~(size_t)3;
	image_put_u8(image, pci + PCIR_OFF_REVISION, PCIR_REVISION_3);
	memmove(image->byte + at, image->byte + pci, VMI_PCIR_SIZE);
	memset(image->byte + at + VMI_PCIR_SIZE, 0, 4);
	image_put_u16(image, VMI_ROM_OFF_PCI, at);
	image_put_u16(image, at + VMI_PCIR_OFF_SIZE, PCIR_SIZE_3);
	image_put_u16(image, at + PCIR_OFF_DEVICES, list);
	image_put_u16(image, at + PCIR_OFF_RUN_TIME, image_u8(image, VMI_ROM_OFF_LENGTH));
	memcpy(image->byte + at + PCIR_SIZE_3, devices, sizeof(devices));
}

/* The most that stays is less than what there is. */
static void make_pci_3_short(struct image *image, uint32_t list)
{
	make_pci_3(image, list);
	image_put_u16(image, record_offset(image, PCI) + PCIR_OFF_RUN_TIME, 2);
}

/* The record itself moves; nothing follows it closely. */
static void move_pci(struct image *image, uint32_t distance)
{
	size_t pci = record_offset(image, PCI);

	memmove(image->byte + pci + distance, image->byte + pci, VMI_PCIR_SIZE);
	image_put_u16(image, VMI_ROM_OFF_PCI, pci + distance);
}

/* The field of a record leads to a string that runs up to the image's end. */
static void endless_string(struct image *image, uint32_t field)
{
	image_put_u16(image, field, image->size - 4);
}

static void endless_product(struct image *image, uint32_t argument)
{
	(void)argument;
	endless_string(image, record_offset(image, PNP) + VMI_PNP_OFF_PRODUCT);
}

static void endless_profile(struct image *image, uint32_t argument)
{
	(void)argument;
	endless_string(image, record_offset(image, ID) + VMI_ID_OFF_PROFILE);
}

/* One byte of a string that the u16 at field leads to. */
static void spoil_string(struct image *image, uint32_t field)
{
	image_put_u8(image, image_u16(image, field), '?');
}

/* "GPL v2" becomes "GPL". */
static void shorten_licence(struct image *image, uint32_t argument)
{
	(void)argument;
	image_put_u8(image, image_u16(image, VMI_ROM_OFF_LICENCE) + 3, 0);
}

/* Nothing says any more that it was made of our sources. */
static void make_others(struct image *image, uint32_t argument)
{
	(void)argument;
	image_put_u8(image, record_offset(image, ID), '?');
	image_put_u16(image, VMI_ROM_OFF_IDENTITY, 0);
	image_put_u16(image, record_offset(image, PNP) + VMI_PNP_OFF_MANUFACTURER, 0);
}

/* No ROM of ours, and no field that nobody reads as ours have it. */
static void make_foreign(struct image *image, uint32_t argument)
{
	make_others(image, argument);
	image_put_u8(image, 0x07, 1);
	image_put_u8(image, VMI_ROM_OFF_SLOTS, 0);
	image_put_u8(image, 0x0f, 1);
	image_put_u16(image, 0x14, 0x1234);
	image_put_u16(image, VMI_ROM_OFF_IDENTITY, 0x5678);
	image_put_u16(image, 0x1e, 0x1234);
}

/* It begins in the image's last bytes. */
static void identity_beyond(struct image *image, uint32_t argument)
{
	size_t at = image->size - 9;

	(void)argument;
	memcpy(image->byte + at, image->byte + record_offset(image, ID), 8);
	image_put_u16(image, VMI_ROM_OFF_IDENTITY, at);
}

static void spoil_profile(struct image *image, uint32_t argument)
{
	(void)argument;
	spoil_string(image, record_offset(image, ID) + VMI_ID_OFF_PROFILE);
}

static void blank_build_id(struct image *image, uint32_t value)
{
	memset(image->byte + record_offset(image, ID) + VMI_ID_OFF_BUILD_ID, value, VMI_ID_BUILD_ID_LEN);
}

static void blank_code(struct image *image, uint32_t off)
{
	memset(image->byte + off, off == VMI_ROM_OFF_INIT ? 0x00 : 0xff, 8);
}

#define PATCH(...) .patch = {__VA_ARGS__}

/* A ROM of 3.0: a good one, with fewer calls. */
static void make_3_0(struct image *image, uint32_t argument)
{
	size_t profile = image_u16(image, record_offset(image, ID) + VMI_ID_OFF_PROFILE);

	(void)argument;
	image_put_u8(image, VMI_ROM_OFF_MINOR, 0);
	image_put_u8(image, VMI_ROM_OFF_SLOTS, VMI_CALL_SetLazyMode + 1);
	memcpy(image->byte + profile, "i386 3.0", 8);
}

const struct sample header_samples[] = {
	/* sound ones, and such as only look odd */
	{"good", "OK", "good", "good", "yes", .sign = SIGN_LAST},
	{"good-sign6", "OK", "good", "good", "yes", .sign = SIGN_6},
	{"good-gpl", "OK", "good", "good", "yes", .make = shorten_licence},
	{"good-pci-id", "OK", "good", "good", "yes", PATCH(PCI, VMI_PCIR_OFF_VENDOR, 4, 0x100e8086)},
	{"good-no-identity", "OK", "good", "good", "yes", .make = make_others},
	{"good-trailing-blank", "OK", "good", "good", "yes", .make = make_longer, .argument = 512,
	 .sign = SIGN_NOT},
	{"good-pci-3", "OK", "good", "good", "yes", .make = make_pci_3, .argument = 28},
	{"good-pci-3-no-list", "OK", "good", "good", "yes", .make = make_pci_3},
	{"good-pci-4", "OK", "good", "good", "yes", PATCH(PCI, 0x0c, 1, 1)},
	{"good-no-names", "OK", "good", "good", "yes", PATCH(PNP, VMI_PNP_OFF_MANUFACTURER, 4, 0)},
	{"good-foreign", "OK", "good", "good", "yes", .make = make_foreign},
	{"good-virtual-top", "OK", "good", "good", "yes",
	 PATCH(HEADER, VMI_ROM_OFF_VIRTUAL_TOP, 4, 0xfc001000)},

	/* not a ROM, or not all of one */
	{"empty", "TRUNCATED", "truncated", "refused", "no", .make = make_dummy, .argument = 0, .cut = -2048},
	{"cut-1", "TRUNCATED", "truncated", "refused", "no", .cut = 1},
	{"cut-2", "TRUNCATED", "truncated", "refused", "no", .cut = 2},
	{"cut-11", "TRUNCATED", "truncated", "refused", "no", .cut = 11},
	{"cut-143", "TRUNCATED", "truncated", "refused", "no", .cut = 143},
	{"cut-144", "BEYOND_END", "beyond-end,manufacturer,product", "crash", "no", .cut = 144},
	{"cut-512", "BEYOND_END", "beyond-end,code-end", "crash", "no", .cut = 512},
	{"cut-unit", "BEYOND_END", "beyond-end", "loader", "no", .cut = -512},
	{"cut-byte", "BEYOND_END", "beyond-end", "loader", "no", .cut = -1},
	{"dummy", "NOT_VMI", "checksum,not-vmi", "refused", "no", .make = make_dummy, .sign = SIGN_NOT,
	 .keep_pnp_sum = true},
	{"not-a-rom", "NOT_A_ROM", "not-a-rom", "refused", "no", PATCH(HEADER, 0, 2, 0x5a4d)},
	{"not-vmi", "NOT_VMI", "not-vmi", "refused", "yes", PATCH(HEADER, VMI_ROM_OFF_VMI, 4, 0x696d5643)},
	{"trailing", "OK", "trailing", "good", "yes", .make = add_tail, .argument = 512, .sign = SIGN_NOT},

	/* header */
	{"length-zero", "BAD_LENGTH", "length,pci-length", "loader", "no",
	 PATCH(HEADER, VMI_ROM_OFF_LENGTH, 1, 0)},
	{"length-short", "BAD_PCI_LENGTH", "code-end,pci-length,trailing", "crash", "yes",
	 PATCH(HEADER, VMI_ROM_OFF_LENGTH, 1, 1), .sign = SIGN_6},
	{"length-long", "BEYOND_END", "beyond-end,pci-length", "loader", "no",
	 PATCH(HEADER, VMI_ROM_OFF_LENGTH, 1, 255)},
	{"entry-hang", "OK", "entry", "good", "hang", PATCH(HEADER, VMI_ROM_OFF_ENTRY, 2, 0xfeeb)},
	{"entry-stray", "OK", "entry", "good", "hang", PATCH(HEADER, VMI_ROM_OFF_ENTRY, 3, 0x7000e9)},
	{"entry-near", "OK", "entry", "good", "hang", PATCH(HEADER, VMI_ROM_OFF_ENTRY, 1, 0xc3)},
	/* far, through a register: libunicorn aborts where a processor faults */
	{"entry-jmp-far", "OK", "emulator", "good", "hang", PATCH(HEADER, VMI_ROM_OFF_ENTRY, 2, 0xeaff)},
	{"entry-call-far", "OK", "emulator", "good", "hang", PATCH(HEADER, VMI_ROM_OFF_ENTRY, 2, 0xdaff)},
	{"checksum", "BAD_CHECKSUM", "checksum", "loader", "no",
	 PATCH(HEADER, VMI_ROM_OFF_CHECKSUM6, 1, 0x40), .sign = SIGN_NOT},
	{"major-2", "WRONG_MAJOR", "wrong-major", "loader", "yes", PATCH(HEADER, VMI_ROM_OFF_MAJOR, 1, 2)},
	{"major-5", "WRONG_MAJOR", "wrong-major", "loader", "yes", PATCH(HEADER, VMI_ROM_OFF_MAJOR, 1, 5)},
	{"minor-77", "OK", "profile", "good", "yes", PATCH(HEADER, VMI_ROM_OFF_MINOR, 1, 77)},
	{"minor-0", "OK", "good", "good", "yes", .make = make_3_0},
	{"slots", "OK", "slots", "good", "yes", PATCH(HEADER, VMI_ROM_OFF_SLOTS, 1, 10)},
	{"reserved-07", "OK", "reserved", "good", "yes", PATCH(HEADER, 0x07, 1, 1)},
	{"reserved-0f", "OK", "reserved", "good", "yes", PATCH(HEADER, 0x0f, 1, 1)},
	{"reserved-14", "OK", "reserved", "good", "yes", PATCH(HEADER, 0x14, 2, 0x100)},
	{"reserved-1e", "OK", "reserved", "good", "yes", PATCH(HEADER, 0x1e, 2, 0x100)},
	{"virtual-top", "BAD_VIRTUAL_TOP", "virtual-top", "loader", "yes",
	 PATCH(HEADER, VMI_ROM_OFF_VIRTUAL_TOP, 4, 0xfc000800)},
	{"virtual-top-split", "OK", "virtual-top", "good", "yes",
	 PATCH(HEADER, VMI_ROM_OFF_VIRTUAL_TOP, 4, 0xc0000000)},
	{"good-virtual-top-low", "OK", "good", "good", "yes",
	 PATCH(HEADER, VMI_ROM_OFF_VIRTUAL_TOP, 4, 0xe0000000)},
	/* entry and virtual top: xor %ax,%ax becomes xor %ax,(%bx,%si) */
	{"swapped-04-13", "OK", "virtual-top", "good", "yes", .make = swap_bytes, .argument = 0x00040013},
	{"licence-none", "BAD_LICENCE", "licence", "loader", "yes", PATCH(HEADER, VMI_ROM_OFF_LICENCE, 2, 0)},
	{"licence-outside", "BAD_LICENCE", "licence", "loader", "yes",
	 PATCH(HEADER, VMI_ROM_OFF_LICENCE, 2, 0xfff0)},
	{"licence-endless", "BAD_LICENCE", "licence", "loader", "yes", .make = endless_string,
	 .argument = VMI_ROM_OFF_LICENCE, .sign = SIGN_6},
	{"licence-other", "BAD_LICENCE", "licence", "loader", "yes", .make = spoil_string,
	 .argument = VMI_ROM_OFF_LICENCE},
	{"no-init", "BAD_ENTRY", "no-code", "crash", "yes", .make = blank_code, .argument = VMI_ROM_OFF_INIT},
	{"no-reloc", "BAD_ENTRY", "no-code", "crash", "yes", .make = blank_code,
	 .argument = VMI_ROM_OFF_RELOC},

	/* PCI data structure */
	{"pci-none", "BAD_PCI", "pci-offset", "loader", "yes", PATCH(HEADER, VMI_ROM_OFF_PCI, 2, 0)},
	{"pci-outside", "BAD_PCI", "pci-offset", "loader", "yes", PATCH(HEADER, VMI_ROM_OFF_PCI, 2, 0xfff0)},
	{"pci-signature", "BAD_PCI", "pci-offset", "loader", "yes", PATCH(PCI, 3, 1, 'X')},
	{"pci-align", "BAD_PCI", "pci-align", "loader", "yes", .make = move_pci, .argument = 2},
	{"pci-size", "BAD_PCI", "pci-size", "loader", "yes", PATCH(PCI, VMI_PCIR_OFF_SIZE, 2, 16)},
	{"pci-size-outside", "BAD_PCI", "pci-size", "loader", "yes",
	 PATCH(PCI, VMI_PCIR_OFF_SIZE, 2, 0xfff0)},
	{"pci-length", "BAD_PCI_LENGTH", "pci-length", "loader", "yes",
	 PATCH(PCI, VMI_PCIR_OFF_LENGTH, 2, 3)},
	{"pci-vpd", "OK", "pci-vpd", "good", "yes", PATCH(PCI, 0x08, 2, 0x100)},
	{"pci-devices", "OK", "pci-devices", "good", "yes", .make = make_pci_3, .argument = 0xf000},
	{"pci-run-time", "OK", "pci-run-time", "good", "yes", .make = make_pci_3_short, .argument = 28},
	{"pci-3-size", "OK", "pci-size", "good", "yes", PATCH(PCI, 0x0c, 1, 3)},
	{"pci-class", "OK", "pci-class", "good", "yes", PATCH(PCI, 0x0f, 1, 0)},
	{"good-pci-size", "OK", "good", "good", "yes", PATCH(PCI, VMI_PCIR_OFF_SIZE, 2, 40)},
	{"manufacturer-other", "OK", "manufacturer", "good", "yes",
	 PATCH(PNP, VMI_PNP_OFF_MANUFACTURER, 1, 0xc8)},
	{"good-product-binary", "OK", "good", "good", "yes", PATCH(PNP, VMI_PNP_OFF_PRODUCT, 2, 0x80)},
	{"pci-code-type", "OK", "pci-code-type", "good", "yes", PATCH(PCI, VMI_PCIR_OFF_CODE_TYPE, 1, 1)},
	{"pci-last", "OK", "pci-last", "good", "yes", PATCH(PCI, VMI_PCIR_OFF_LAST, 1, 0)},
	{"pci-reserved", "OK", "reserved", "good", "yes", PATCH(PCI, 0x16, 2, 1)},

	/* PnP header */
	{"pnp-none", "OK", "pnp-offset", "good", "yes", PATCH(HEADER, VMI_ROM_OFF_PNP, 2, 0)},
	{"pnp-outside", "BAD_PNP", "pnp-offset", "loader", "yes", PATCH(HEADER, VMI_ROM_OFF_PNP, 2, 0xfff0)},
	{"pnp-signature", "BAD_PNP", "pnp-offset", "loader", "yes", PATCH(PNP, 0, 1, '?')},
	{"pnp-length", "BAD_PNP", "pnp-length", "loader", "yes", PATCH(PNP, 5, 1, 1)},
	{"pnp-checksum", "BAD_PNP_CHECKSUM", "pnp-checksum", "loader", "yes", PATCH(PNP, 8, 1, 1),
	 .keep_pnp_sum = true},
	{"pnp-revision", "OK", "pnp-revision", "good", "yes", PATCH(PNP, 4, 1, 2)},
	{"pnp-next", "OK", "pnp-next", "good", "yes", PATCH(PNP, 6, 2, 0x100)},
	{"pnp-bcv", "OK", "pnp-boot", "good", "yes", PATCH(PNP, VMI_PNP_OFF_BCV, 2, 3)},
	{"pnp-bev", "OK", "pnp-boot", "good", "yes", PATCH(PNP, VMI_PNP_OFF_BEV, 2, 3)},
	{"manufacturer-outside", "BAD_STRING", "manufacturer", "loader", "yes",
	 PATCH(PNP, VMI_PNP_OFF_MANUFACTURER, 2, 0xfff0)},
	{"product-endless", "BAD_STRING", "product", "loader", "yes", .make = endless_product,
	 .sign = SIGN_6},

	/* build identity */
	{"identity-none", "OK", "identity", "good", "yes", PATCH(HEADER, VMI_ROM_OFF_IDENTITY, 2, 0)},
	{"identity-outside", "OK", "identity", "good", "yes", PATCH(HEADER, VMI_ROM_OFF_IDENTITY, 2, 0xfff0)},
	{"identity-signature", "OK", "identity", "good", "yes", PATCH(ID, 0, 1, '?')},
	{"identity-beyond", "BAD_IDENTITY", "identity", "loader", "yes", .make = identity_beyond},
	{"identity-size", "BAD_IDENTITY", "identity-size", "loader", "yes", PATCH(ID, VMI_ID_OFF_SIZE, 2, 8)},
	{"identity-flags", "OK", "identity-flags", "good", "yes", PATCH(ID, VMI_ID_OFF_FLAGS, 2, 0x8001)},
	{"code-end", "OK", "code-end", "good", "yes", PATCH(ID, VMI_ID_OFF_CODE_END, 2, 0xfff0)},
	{"build-id-note", "OK", "build-id", "good", "yes", PATCH(ID, 0x0c, 1, 5)},
	{"build-id-blank", "OK", "build-id", "good", "yes", .make = blank_build_id, .argument = 0},
	{"profile-other", "OK", "profile", "good", "yes", .make = spoil_profile},
	{"profile-endless", "BAD_STRING", "profile", "loader", "yes", .make = endless_profile,
	 .sign = SIGN_6},
};
const unsigned int nr_header_samples = sizeof(header_samples) / sizeof(header_samples[0]);
