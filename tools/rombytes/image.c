// SPDX-License-Identifier: GPL-2.0-only
#include "image.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *read_all(int fd, struct image *image)
{
	size_t room = 0;
	ssize_t got = 1;

	image->byte = NULL;
	image->size = 0;
	do {
		if (image->size == room) {
			room = room ? 2 * room : 64 << 10;
			uint8_t *bigger = realloc(image->byte, room);

			if (!bigger)
				return "out of memory";
			image->byte = bigger;
		}
		got = read(fd, image->byte + image->size, room - image->size);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return strerror(errno);
		image->size += got;
		if (image->size > IMAGE_LIMIT)
			return "larger than 16 MiB, which no option ROM is";
	} while (got > 0);
	return NULL;
}

const char *image_load(const char *path, struct image *image)
{
	const char *error;
	bool stream = !strcmp(path, "-");
	int fd = stream ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return strerror(errno);
	error = read_all(fd, image);
	if (!stream)
		close(fd);
	if (error)
		image_free(image);
	return error;
}

void image_free(struct image *image)
{
	free(image->byte);
	image->byte = NULL;
	image->size = 0;
}

bool image_has(const struct image *image, size_t off, size_t len)
{
	return off <= image->size && len <= image->size - off;
}

uint8_t image_u8(const struct image *image, size_t off)
{
	return off < image->size ? image->byte[off] : 0;
}

uint16_t image_u16(const struct image *image, size_t off)
{
	return image_u8(image, off) | image_u8(image, off + 1) << 8;
}

uint32_t image_u32(const struct image *image, size_t off)
{
	return image_u16(image, off) | (uint32_t)image_u16(image, off + 2) << 16;
}

void image_put_u8(struct image *image, size_t off, uint8_t value)
{
	image->byte[off] = value;
}

void image_put_u16(struct image *image, size_t off, uint16_t value)
{
	image->byte[off] = value & 0xff;
	image->byte[off + 1] = value >> 8;
}

uint8_t image_sum(const struct image *image, size_t off, size_t len)
{
	uint8_t sum = 0;

	while (len-- && off < image->size)
		sum += image->byte[off++];
	return sum;
}

void image_balance(struct image *image, size_t off, size_t len, size_t at)
{
	image->byte[at] -= image_sum(image, off, len);
}
