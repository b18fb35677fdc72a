// SPDX-License-Identifier: GPL-2.0-only
/* What several commands want to know of an image, and what the loader says. */
#include "vmirom.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const status_names[VMI_NR_STATUS] = {
#define VMI_STATUS(NAME, sentence) #NAME,
#include <vmi/status.def>
};

int trouble(const char *what, const char *why)
{
	fprintf(stderr, "vmirom: %s: %s\n", what, why);
	return TROUBLE;
}

size_t rom_size(const struct image *image)
{
	size_t says = image_u8(image, VMI_ROM_OFF_LENGTH) * VMI_ROM_UNIT;

	if (says && says < image->size)
		return says;
	return image->size < IMAGE_ROM_LIMIT ? image->size : IMAGE_ROM_LIMIT;
}

size_t find_record(const struct image *image, size_t field, size_t size, uint32_t signature)
{
	const struct image rom = {.byte = image->byte, .size = rom_size(image)};
	size_t off = image_u16(&rom, field);

	return off && image_has(&rom, off, size) && image_u32(&rom, off) == signature ? off : 0;
}

long string_length(const struct image *image, size_t off)
{
	size_t size = rom_size(image);
	const uint8_t *end = off < size ? memchr(image->byte + off, 0, size - off) : NULL;

	return end ? end - (image->byte + off) : -1;
}

uint8_t *aligned_copy(const struct image *image)
{
	void *copy;

	/* Not a byte more, so that a sanitizer sees what is read beyond. */
	if (posix_memalign(&copy, VMI_ROM_STEP, image->size ? image->size : 1)) {
		fprintf(stderr, "vmirom: out of memory\n");
		exit(TROUBLE);
	}
	if (image->size)
		memcpy(copy, image->byte, image->size);
	return copy;
}

enum vmi_status loader_verdict(const struct image *image)
{
	uint8_t *copy = aligned_copy(image);
	struct vmi_rom rom;
	enum vmi_status status = vmi_check(copy, image->size, &rom);

	free(copy);
	return status;
}

const char *status_name(enum vmi_status status)
{
	return (unsigned int)status < VMI_NR_STATUS ? status_names[status] : "unknown";
}

const char *printable(const uint8_t *bytes, size_t len, char *text, size_t size)
{
	size_t at = 0;

	for (size_t i = 0; i < len; i++) {
		bool plain = bytes[i] >= 0x20 && bytes[i] < 0x7f && bytes[i] != '\\';

		if (at + (plain ? 1 : 4) + 4 > size) {
			snprintf(text + at, size - at, "...");
			return text;
		}
		at += snprintf(text + at, size - at, plain ? "%c" : "\\x%02x", bytes[i]);
	}
	text[at] = 0;
	return text;
}
