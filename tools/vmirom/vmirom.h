/* SPDX-License-Identifier: GPL-2.0-only */
/* vmirom: what its commands share. */
#ifndef VMIROM_H
#define VMIROM_H

#include <vmi/loader.h>

#include "images.h"
#include "text.h"

/* Exit status of every command. */
enum { GOOD = 0, FAULTS = 1, TROUBLE = 2 };

struct options {
	bool json, scan;
	unsigned int image;     /* from 1; 0: all, or the first of VMI */
	const char **arguments; /* those of set-pci and extract */
};

/* Of one file each. */
int command_info(const struct options *options, const char *path);
int command_check(const struct options *options, const char *path);
int command_calls(const struct options *options, const char *path);

/* Of all arguments. */
int command_extract(const struct options *options, const char *in);
int command_set_pci(const struct options *options, const char *identity);

/* "vmirom: what: why" on stderr, what in quotes if it needs them; TROUBLE. */
int trouble(const char *what, const char *why);

/* The path, or for "-" the stream. */
const char *shown_path(const char *path, const char *stream);

/* A file and the images in it. */
struct rom_file {
	struct image file;
	struct rom_images images;
};

/* GOOD, or TROUBLE and a message: can't be read, or has not the image that is asked for. */
int open_rom(const struct options *options, const char *path, struct rom_file *rom);
void close_rom(struct rom_file *rom);

/* Where the image that is asked for stands in the list: --image, the first of VMI, the first. */
size_t chosen(const struct options *options, const struct rom_file *rom);

/* Its bytes; the whole file if that has no image. */
struct image chosen_part(const struct options *options, const struct rom_file *rom);

/* Why the file has no image at all: a sentence, and check's word for it unless code is NULL. */
const char *why_no_image(const struct rom_file *rom, const char **code);

/* Whether the file has all of an image, and that all of its header. */
bool is_whole(const struct rom_file *rom, size_t number);

/* One line of a list, and all of it. */
void print_image(const struct rom_file *rom, size_t number);
void json_images(const struct rom_file *rom);

/* Offsets that only a checker reads (PCI Firmware 3.0 5.1.2, PnP BIOS 1.0A 3.2). */
#define PCIR_OFF_VPD 0x08 /* of the image's start */
#define PCIR_OFF_DEVICES                                                                                     \
	0x08 /* the same field from revision 3 on, of the structure's own start: u16s up to a 0 */
#define PCIR_OFF_REVISION 0x0C
#define PCIR_OFF_CLASS 0x0D /* 3 bytes: interface, subclass, class */
#define PCIR_OFF_RESERVED 0x16
#define PCIR_OFF_RUN_TIME                                                                                    \
	0x16              /* the same field from revision 3 on: the most that stays, units of 512 bytes */
#define PCIR_REVISION_3 3 /* of PCI Firmware 3.0 */
#define PCIR_SIZE_3 0x1C
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

#endif
