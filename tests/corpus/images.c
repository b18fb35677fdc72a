// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files of several images, as cards have them: for a BIOS, for EFI, and ours, one behind the other.  What
 * real firmware goes by is in the PCI data structures.
 */
#include "corpus.h"

#include <string.h>

#define UNIT VMI_ROM_UNIT
#define PCIR_AT 0x40
#define CARD 0x100e8086 /* an e1000 */

/* What an image's faults are; one each. */
enum {
	SOUND,
	SUM,
	LENGTH, /* 0 */
	BEYOND, /* more than there is */
	EFI_SIGN,
	EFI_PROGRAM,
	SAME_CARD, /* as ours */
};

/* Room at the end of the file, blank but for signature and PCI data structure; returns where it is. */
static size_t add_image(struct image *file, size_t units, uint8_t type, uint32_t card)
{
	size_t at = file->size, pci = at + PCIR_AT;

	resize(file, at + units * UNIT);
	memset(file->byte + at, 0, units * UNIT);
	image_put_u16(file, at, VMI_ROM_SIGNATURE);
	image_put_u16(file, at + VMI_ROM_OFF_PCI, PCIR_AT);
	image_put_u32(file, pci, VMI_PCIR_SIGNATURE);
	image_put_u32(file, pci + VMI_PCIR_OFF_VENDOR, card);
	image_put_u16(file, pci + VMI_PCIR_OFF_SIZE, VMI_PCIR_SIZE);
	image_put_u8(file, pci + PCIR_OFF_CLASS + 2, 2); /* class: network */
	image_put_u16(file, pci + VMI_PCIR_OFF_LENGTH, units);
	image_put_u8(file, pci + VMI_PCIR_OFF_CODE_TYPE, type);
	return at;
}

/* A BIOS's: returns at once, is signed at 6. */
static void add_pcat(struct image *file, int fault)
{
	size_t at = add_image(file, 2, 0, fault == SAME_CARD ? VMI_PCI_VENDOR | VMI_PCI_DEVICE << 16 : CARD);

	image_put_u8(file, at + VMI_ROM_OFF_LENGTH, fault == LENGTH ? 0 : fault == BEYOND ? 255 : 2);
	image_put_u8(file, at + VMI_ROM_OFF_ENTRY, 0xcb);
	image_balance(file, at, 2 * UNIT, at + VMI_ROM_OFF_CHECKSUM6);
	if (fault == SUM)
		image_put_u8(file, at + 0x100, 1);
}

/* An EFI image has a u16 for its length, and no sum. */
static void add_efi(struct image *file, size_t units, int fault)
{
	size_t at = add_image(file, units, PCIR_EFI, CARD);

	image_put_u16(file, at + EFI_OFF_LENGTH, fault == LENGTH ? 0 : fault == BEYOND ? 0xffff : units);
	image_put_u32(file, at + EFI_OFF_SIGNATURE, fault == EFI_SIGN ? 0x1ef0 : EFI_SIGNATURE);
	image_put_u16(file, at + EFI_OFF_SUBSYSTEM, 0x0b); /* a driver of boot services */
	image_put_u16(file, at + EFI_OFF_MACHINE, 0x8664);
	image_put_u16(file, at + EFI_OFF_IMAGE, fault == EFI_PROGRAM ? 0xfff0 : 0x80);
	memcpy(file->byte + at + 0x80, "MZ", 2);
}

static void add_vmi(struct image *file, const struct image *good)
{
	size_t at = file->size;

	resize(file, at + good->size);
	memcpy(file->byte + at, good->byte, good->size);
	image_put_u8(file, at + record_offset(good, PCI) + VMI_PCIR_OFF_LAST, 0);
	image_balance(file, at, good->size, file->size - 1);
}

static void end_chain(struct image *file, size_t pcir, size_t at, size_t sign)
{
	image_put_u8(file, at + pcir + VMI_PCIR_OFF_LAST, PCIR_LAST_IMAGE);
	if (sign)
		image_put_u8(file, sign, image_u8(file, sign) - PCIR_LAST_IMAGE);
}

/*
 * The letters, in order: p a BIOS's, e EFI's, E EFI's and larger than any ROM of a BIOS, v ours; $ behind the
 * one that says that it is the last.
 */
void make_images(struct image *file, const struct image *good, const char *letters, int fault)
{
	size_t at = 0;

	resize(file, 0);
	for (; *letters; letters++) {
		if (*letters == '$') {
			size_t ours = letters[-1] == 'v' ? record_offset(good, PCI) : PCIR_AT;

			end_chain(file, ours, at,
				  letters[-1] == 'v'   ? file->size - 1
				  : letters[-1] == 'p' ? at + VMI_ROM_OFF_CHECKSUM6
						       : 0);
			continue;
		}
		at = file->size;
		if (*letters == 'p')
			add_pcat(file, fault);
		if (*letters == 'e' || *letters == 'E')
			add_efi(file, *letters == 'e' ? 4 : 0x110, fault);
		if (*letters == 'v')
			add_vmi(file, good);
	}
}

const struct images_sample images_samples[] = {
	{"images-vmi-efi", "ve$", "VMI,EFI", "good", SOUND},
	{"images-efi-vmi", "ev$", "EFI,VMI", "good", SOUND},
	{"images-pcat-vmi", "pv$", "PC-AT,VMI", "good", SOUND},
	{"images-all", "pev$", "PC-AT,EFI,VMI", "good", SOUND},
	{"images-large-efi", "vE$", "VMI,EFI", "good", SOUND},
	{"images-large-efi-first", "Ev$", "EFI,VMI", "good", SOUND},
	{"images-hidden", "pv$", "PC-AT,VMI", "good", SAME_CARD},
	{"images-two-of-ours", "vv$", "VMI,VMI", "good", SOUND},

	{"images-none", "pe$", "PC-AT,EFI", "not-vmi", SOUND},
	{"images-no-last", "ve", "VMI,EFI", "pci-last", SOUND},
	{"images-last-too-early", "v$e$", "VMI", "trailing", SOUND},
	{"images-pcat-sum", "vp$", "VMI,PC-AT", "checksum", SUM},
	{"images-pcat-length", "vp$", "VMI,PC-AT", "length", LENGTH},
	{"images-pcat-beyond", "vp$", "VMI,PC-AT", "beyond-end", BEYOND},
	{"images-efi-length", "ev$", "EFI,VMI", "length", LENGTH},
	{"images-efi-beyond", "ev$", "EFI,VMI", "beyond-end", BEYOND},
	{"images-efi-signature", "ev$", "EFI,VMI", "efi-signature", EFI_SIGN},
	{"images-efi-image", "ev$", "EFI,VMI", "efi-image", EFI_PROGRAM},
};
const unsigned int nr_images_samples = sizeof(images_samples) / sizeof(images_samples[0]);
