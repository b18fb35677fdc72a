// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "image.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *read_all(int fd, struct image *image)
{
	size_t room = 0;
	ssize_t got;

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
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return strerror(errno);
	error = read_all(fd, image);
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

static bool write_all(int fd, const struct image *image)
{
	size_t done = 0;

	while (done < image->size) {
		ssize_t put = write(fd, image->byte + done, image->size - done);

		if (put < 0)
			return false;
		done += put;
	}
	return true;
}

static const char *store_direct(const char *path, const struct image *image)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return strerror(errno);
	if (!write_all(fd, image)) {
		int error = errno;

		close(fd);
		return strerror(error);
	}
	return close(fd) ? strerror(errno) : NULL;
}

static const char *store_renamed(const char *path, char *temporary, const struct image *image)
{
	mode_t mask = umask(0);
	int fd, error = 0;

	umask(mask);
	fd = mkstemp(temporary);
	if (fd < 0)
		return strerror(errno);
	if (!write_all(fd, image) || fchmod(fd, 0666 & ~mask))
		error = errno;
	if (close(fd) && !error)
		error = errno;
	if (!error && rename(temporary, path))
		error = errno;
	if (error)
		unlink(temporary);
	return error ? strerror(error) : NULL;
}

const char *image_store(const char *path, const struct image *image)
{
	struct stat there;
	const char *error;
	char *temporary;

	if (stat(path, &there) == 0 && !S_ISREG(there.st_mode))
		return store_direct(path, image);
	if (asprintf(&temporary, "%s.XXXXXX", path) < 0)
		return "out of memory";
	error = store_renamed(path, temporary, image);
	free(temporary);
	return error;
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
