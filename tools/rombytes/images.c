// SPDX-License-Identifier: GPL-2.0-only
#include "images.h"

#include <stdlib.h>

#include "records.h"

/* What must be there to be called an image: signature and length. */
#define SMALLEST 3

static bool begins(const struct image *file, size_t off)
{
	return image_has(file, off, SMALLEST) && image_u16(file, off) == VMI_ROM_SIGNATURE;
}

struct image image_part(const struct image *file, const struct rom_image *image)
{
	return (struct image){.byte = file->byte + image->off, .size = image->size};
}

static size_t find_pcir(const struct image *part)
{
	size_t off = image_u16(part, VMI_ROM_OFF_PCI);

	return off && image_has(part, off, VMI_PCIR_SIZE) && image_u32(part, off) == VMI_PCIR_SIGNATURE ? off
													: 0;
}

static enum image_kind kind_of(const struct image *part, size_t pcir)
{
	uint8_t type = pcir ? image_u8(part, pcir + VMI_PCIR_OFF_CODE_TYPE) : 0;

	/* Whatever the type is: it is the one thing that is wrong with a VMI image then. */
	if (image_u32(part, VMI_ROM_OFF_VMI) == VMI_ROM_VMI_SIGNATURE &&
	    image_u32(part, EFI_OFF_SIGNATURE) != EFI_SIGNATURE)
		return IMAGE_VMI;
	if (type == 0)
		return IMAGE_PCAT;
	return type == PCIR_EFI ? IMAGE_EFI : IMAGE_OTHER;
}

/* An image that has the file up to its end, for now. */
static struct rom_image look(const struct image *file, size_t off)
{
	struct rom_image image = {.off = off, .size = file->size - off};
	const struct image part = image_part(file, &image);

	image.pcir = find_pcir(&part);
	image.kind = kind_of(&part, image.pcir);
	return image;
}

static bool add(struct rom_images *images, const struct rom_image *image)
{
	/* Room for 1, 2, 4, ...: full where nr is one of them. */
	if (!(images->nr & (images->nr - 1))) {
		size_t room = images->nr ? 2 * images->nr : 1;
		struct rom_image *list = realloc(images->list, room * sizeof(*list));

		if (!list)
			return false;
		images->list = list;
	}
	images->list[images->nr++] = *image;
	return true;
}

static bool is_vmi(const struct image *file, size_t off, bool inner)
{
	return image_u32(file, off + VMI_ROM_OFF_VMI) == VMI_ROM_VMI_SIGNATURE &&
	       (image_u8(file, off + VMI_ROM_OFF_MAJOR) == IMAGE_INNER_MAJOR) == inner;
}

/* The one for x86-64 in one for i386, if there is one, behind it in the list.  False: out of memory. */
static bool add_inner(struct rom_images *images, const struct image *file, const struct rom_image *outer)
{
	size_t says = image_u8(file, outer->off + VMI_ROM_OFF_LENGTH) * VMI_ROM_UNIT;
	size_t end = says < outer->size ? says : outer->size;

	if (outer->kind != IMAGE_VMI || !is_vmi(file, outer->off, false))
		return true;
	for (size_t off = VMI_ROM_STEP; off < end; off += VMI_ROM_STEP) {
		size_t at = outer->off + off, size = image_u8(file, at + VMI_ROM_OFF_LENGTH) * VMI_ROM_UNIT;
		struct rom_image image;

		if (!begins(file, at) || !is_vmi(file, at, true) || !size || size > end - off)
			continue;
		image = look(file, at);
		if (image.kind != IMAGE_VMI)
			continue;
		image.size = size;
		image.inner = true;
		image.pcir = image.pcir + VMI_PCIR_SIZE <= size ? image.pcir : 0;
		return add(images, &image);
	}
	return true;
}

bool images_walk(struct rom_images *images, const struct image *file)
{
	struct rom_image image = {.more = begins(file, 0)};
	size_t next = 0;

	*images = (struct rom_images){.list = NULL};
	while (image.more) {
		image = look(file, next);
		if (image.pcir) {
			const struct image part = image_part(file, &image);
			size_t size = image_u16(&part, image.pcir + VMI_PCIR_OFF_LENGTH) * VMI_ROM_UNIT;

			next = image.off + size;
			image.more = size &&
				     !(image_u8(&part, image.pcir + VMI_PCIR_OFF_LAST) & PCIR_LAST_IMAGE) &&
				     begins(file, next);
			if (image.more)
				image.size = size;
		}
		if (!add(images, &image) || !add_inner(images, file, &image))
			return false;
	}
	return true;
}

bool images_scan(struct rom_images *images, const struct image *file)
{
	size_t off = 0;

	*images = (struct rom_images){.scanned = true};
	while (off < file->size) {
		struct rom_image image = {.size = 0};

		if (begins(file, off)) {
			size_t size = image_u8(file, off + VMI_ROM_OFF_LENGTH) * VMI_ROM_UNIT;

			image = look(file, off);
			if (size && size < image.size)
				image.size = size;
			if (!add(images, &image))
				return false;
			/* Only what is sound may hide what looks like an image in it. */
			if (size != image.size || image_sum(file, off, size))
				image.size = 0;
			else if (!add_inner(images, file, &image))
				return false;
		}
		off += image.size ? (image.size + VMI_ROM_STEP - 1) / VMI_ROM_STEP * VMI_ROM_STEP
				  : VMI_ROM_STEP;
	}
	return true;
}

void images_free(struct rom_images *images)
{
	free(images->list);
	images->list = NULL;
	images->nr = 0;
}

size_t images_find(const struct rom_images *images, enum image_kind kind)
{
	size_t i = 0;

	while (i < images->nr && images->list[i].kind != kind)
		i++;
	return i;
}

const char *image_kind_name(enum image_kind kind)
{
	static const char *const names[] = {
		[IMAGE_VMI] = "VMI", [IMAGE_PCAT] = "PC-AT", [IMAGE_EFI] = "EFI", [IMAGE_OTHER] = "other"};

	return names[kind];
}

/* Of another code type, these bytes are what its own firmware makes of them. */
static size_t header_length(const struct image *part, enum image_kind kind)
{
	switch (kind) {
	case IMAGE_VMI:
	case IMAGE_PCAT:
		return image_u8(part, VMI_ROM_OFF_LENGTH) * VMI_ROM_UNIT;
	case IMAGE_EFI:
		return image_u16(part, EFI_OFF_LENGTH) * VMI_ROM_UNIT;
	case IMAGE_OTHER:
		break;
	}
	return 0;
}

static size_t length(const struct image *part, const struct rom_image *image)
{
	size_t header = header_length(part, image->kind), pcir = 0;

	if (image->pcir)
		pcir = image_u16(part, image->pcir + VMI_PCIR_OFF_LENGTH) * VMI_ROM_UNIT;
	return header > pcir ? header : pcir;
}

size_t image_extent(const struct image *file, const struct rom_image *image)
{
	const struct image part = image_part(file, image);
	size_t says = length(&part, image);

	return says && says < image->size ? says : image->size;
}

size_t image_behind(const struct image *part, size_t end)
{
	size_t off = (end + VMI_ROM_UNIT - 1) / VMI_ROM_UNIT * VMI_ROM_UNIT;

	for (; off < part->size; off += VMI_ROM_UNIT)
		if (begins(part, off))
			return off;
	return 0;
}

bool image_is_bundle(const struct rom_images *images, size_t number)
{
	return number + 1 < images->nr && images->list[number + 1].inner;
}

bool image_has_length(const struct image *file, const struct rom_image *image)
{
	const struct image part = image_part(file, image);

	return length(&part, image);
}

bool images_has_all(const struct image *file, const struct rom_images *images, size_t number)
{
	const struct rom_image *image = &images->list[number];
	const struct image part = image_part(file, image);

	/* A BIOS keeps less of an image than a card has, if its header says so by then. */
	return (images->scanned ? header_length(&part, image->kind) : length(&part, image)) <= image->size;
}
