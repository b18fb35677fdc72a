/* SPDX-License-Identifier: GPL-2.0-only */
/* The records of an image, and those of their fields that <vmi/rom.h> does not have: no client reads them. */
#ifndef ROMBYTES_RECORDS_H
#define ROMBYTES_RECORDS_H

#include <vmi/rom.h>

#include "image.h"

/* PCI data structure (PCI Firmware 3.0, 5.1.2) */
#define PCIR_OFF_VPD 0x08     /* u16, of the image's start */
#define PCIR_OFF_DEVICES 0x08 /* the same from revision 3 on, of its own start: u16s up to a 0 */
#define PCIR_OFF_REVISION 0x0C
#define PCIR_OFF_CLASS 0x0D    /* 3 bytes: interface, subclass, class */
#define PCIR_OFF_RESERVED 0x16 /* u16 */
#define PCIR_OFF_RUN_TIME 0x16 /* the same from revision 3 on: the most that stays, units of 512 bytes */
#define PCIR_REVISION_3 3      /* of PCI Firmware 3.0 */
#define PCIR_SIZE_3 0x1C
#define PCIR_LAST_IMAGE 0x80 /* in the indicator, at 0x15 */
#define PCIR_EFI 3           /* code type */

/* Plug and Play expansion header (PnP BIOS 1.0A, 3.2) */
#define PNP_OFF_REVISION 0x04
#define PNP_OFF_LENGTH 0x05 /* units of 16 bytes */
#define PNP_OFF_NEXT 0x06
#define PNP_OFF_CHECKSUM 0x09
#define PNP_OFF_DEVICE_ID 0x0A
#define PNP_OFF_DEVICE_TYPE 0x12
#define PNP_OFF_INDICATORS 0x15
#define PNP_OFF_DISCONNECT 0x18

/* Build identity */
#define ID_OFF_NOTE 0x0C /* header of the ELF note: 4, 20, 3, "GNU" */

/* Header of an EFI image (UEFI 2.x, 14.4.2): its length is a u16, and it has no sum. */
#define EFI_SIGNATURE 0x00000EF1
#define EFI_OFF_LENGTH 0x02      /* u16, units of 512 bytes */
#define EFI_OFF_SIGNATURE 0x04   /* u32 */
#define EFI_OFF_SUBSYSTEM 0x08   /* u16, of PE */
#define EFI_OFF_MACHINE 0x0A     /* u16, of PE */
#define EFI_OFF_COMPRESSION 0x0C /* u16 */
#define EFI_OFF_IMAGE 0x16       /* u16, offset of the PE image */
#define EFI_HEADER_SIZE 0x1A

/* The image in the file: what the length byte says, or all there is if that is less or 0. */
size_t rom_size(const struct image *image);

/* A record of the given size and signature at the u16 in the header; 0 if there is none. */
size_t find_record(const struct image *image, size_t field, size_t size, uint32_t signature);

/* Mends the sum of the PnP header at off, over the length that it gives itself. */
void balance_pnp(struct image *image, size_t off);

#endif
