/* SPDX-License-Identifier: GPL-2.0-only */
/* vmirom: what its commands share. */
#ifndef VMIROM_H
#define VMIROM_H

#include <vmi/loader.h>

#include "image.h"

/* Exit status of every command. */
enum { GOOD = 0, FAULTS = 1, TROUBLE = 2 };

struct options {
	bool json;
	const char **files;
};

int command_info(const struct options *options);
int command_check(const struct options *options);
int command_calls(const struct options *options);
int command_set_pci(const struct options *options);

/* "vmirom: what: why" on stderr; TROUBLE. */
int trouble(const char *what, const char *why);

/* Offsets that only a checker reads (PCI Firmware 3.0 5.1.2, PnP BIOS 1.0A 3.2). */
#define PCIR_OFF_VPD 0x08
#define PCIR_OFF_REVISION 0x0C
#define PCIR_OFF_CLASS 0x0D /* 3 bytes: interface, subclass, class */
#define PCIR_OFF_RESERVED 0x16
#define PNP_OFF_REVISION 0x04
#define PNP_OFF_LENGTH 0x05 /* units of 16 bytes */
#define PNP_OFF_NEXT 0x06
#define PNP_OFF_CHECKSUM 0x09
#define PNP_OFF_DEVICE_ID 0x0A
#define PNP_OFF_DEVICE_TYPE 0x12
#define PNP_OFF_INDICATORS 0x15
#define PNP_OFF_DISCONNECT 0x18
#define ID_OFF_NOTE 0x0C /* header of the ELF note: 4, 20, 3, "GNU" */

/* The image in the file: what the length byte says, or all there is if that is less or 0. */
size_t rom_size(const struct image *image);

/* A record of the given size and signature at the u16 in the header; 0 if there is none. */
size_t find_record(const struct image *image, size_t field, size_t size, uint32_t signature);

/* Length of the string at off without its NUL, or -1 if the image ends before it does. */
long string_length(const struct image *image, size_t off);

/* The same bytes where the loader can take them: 2 KiB aligned.  Free with free(). */
uint8_t *aligned_copy(const struct image *image);

/* What the loader's own code says; name is the word without VMI_. */
enum vmi_status loader_verdict(const struct image *image);
const char *status_name(enum vmi_status status);

/* Text that is safe to print: what is not printable ASCII as \xNN, cut to size. */
const char *printable(const uint8_t *bytes, size_t len, char *text, size_t size);

#endif
