/* SPDX-License-Identifier: GPL-2.0-only */
/* vmirom: what its commands share. */
#ifndef VMIROM_H
#define VMIROM_H

#include <vmi/loader.h>

#include <rombytes/images.h>
#include <rombytes/records.h>

#include "text.h"

/* Exit status of every command. */
enum { GOOD = 0, FAULTS = 1, TROUBLE = 2 };

struct options {
	bool json, scan, carried;
	unsigned int image;                    /* from 1; 0: all, or the first of VMI */
	const char *manifest, *sums, *keyring; /* of verify; NULL: not given */
	const char *guest;                     /* of diff; NULL: not given */
	const char *output;                    /* of bundle; NULL: not given */
	const char **arguments;                /* those of set-pci and extract */
};

/* Of one file each. */
int command_info(const struct options *options, const char *path);
int command_check(const struct options *options, const char *path);
int command_calls(const struct options *options, const char *path);
int command_sites(const struct options *options, const char *path);
int command_trace(const struct options *options, const char *path);

int command_verify(const struct options *options, const char *path);

/* Of all arguments. */
int command_bundle(const struct options *options, const char *outer);
int command_diff(const struct options *options, const char *a);
int command_extract(const struct options *options, const char *in);
int command_manifest(const struct options *options, const char *rom);
int command_set_pci(const struct options *options, const char *id);

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

/* Whether that is a bundle's outer one, and nobody asks for one of the two. */
bool shows_inner(const struct options *options, const struct rom_file *rom);

/* Its bytes; the whole file if that has no image. */
struct image chosen_part(const struct options *options, const struct rom_file *rom);

/* Why the file has no image at all: a sentence, and check's word for it unless code is NULL. */
const char *why_no_image(const struct rom_file *rom, const char **code);

/* Why the file has no whole image of VMI, or what it has first is none; NULL: it has. */
const char *why_no_vmi(const struct rom_file *rom);

/* Whether the file has all of an image, and that all of its header. */
bool is_whole(const struct rom_file *rom, size_t number);

/* One line of a list, and all of it. */
void print_image(const struct rom_file *rom, size_t number);
void json_images(const struct rom_file *rom);

/* Length of the string at off without its NUL, or -1 if the image ends before it does. */
long string_length(const struct image *image, size_t off);

/* The same bytes where the loader can take them: 2 KiB aligned.  Free with free(). */
uint8_t *aligned_copy(const struct image *image);

/* What the loader's own code says; name is the word without VMI_. */
enum vmi_status loader_verdict(const struct image *image);
const char *status_name(enum vmi_status status);

#endif
