// SPDX-License-Identifier: GPL-2.0-only
#include "image.h"
#include "bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *read_all(int fd, struct image *image, size_t limit, const char *too_large)
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
		if (image->size > limit)
			return too_large;
	} while (got > 0);
	return NULL;
}

static const char *load(const char *path, struct image *image, size_t limit, const char *too_large)
{
	const char *error;
	bool stream = !strcmp(path, "-");
	int fd = stream ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return strerror(errno);
	error = read_all(fd, image, limit, too_large);
	if (!stream)
		close(fd);
	if (error)
		image_free(image);
	return error;
}

const char *image_load(const char *path, struct image *image)
{
	return load(path, image, IMAGE_LIMIT, "larger than 16 MiB, which no option ROM is");
}

const char *image_load_kernel(const char *path, struct image *image)
{
	return load(path, image, KERNEL_LIMIT, "larger than 1 GiB");
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
	put_u8(image->byte, off, value);
}

void image_put_u16(struct image *image, size_t off, uint16_t value)
{
	put_u16(image->byte, off, value);
}

void image_put_u32(struct image *image, size_t off, uint32_t value)
{
	put_u32(image->byte, off, value);
}

bool image_resize(struct image *image, size_t size)
{
	uint8_t *bytes = realloc(image->byte, size ? size : 1);

	if (!bytes)
		return false;
	if (size > image->size)
		memset(bytes + image->size, 0xff, size - image->size);
	image->byte = bytes;
	image->size = size;
	return true;
}

uint8_t image_sum(const struct image *image, size_t off, size_t len)
{
	size_t has = off < image->size ? image->size - off : 0;

	return sum_of(image->byte + off, len < has ? len : has);
}

void image_balance(struct image *image, size_t off, size_t len, size_t at)
{
	image->byte[at] -= image_sum(image, off, len);
}
