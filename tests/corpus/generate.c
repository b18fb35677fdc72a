// SPDX-License-Identifier: GPL-2.0-only
/*
 * generate GOOD.rom FOLDER: writes ROMs with one fault each into the folder,
 * and a manifest of what each checker should say.  Apart from the fault an image is
 * sound, so that firmware takes it wherever possible and the fault is seen.
 */
#include "corpus.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void die(const char *what, const char *why)
{
	fprintf(stderr, "generate: %s: %s\n", what, why);
	exit(1);
}

void resize(struct image *image, size_t size)
{
	if (!image_resize(image, size))
		die("resize", "out of memory");
}

size_t record_offset(const struct image *image, enum record record)
{
	static const uint8_t fields[] = {
		[PCI] = VMI_ROM_OFF_PCI, [PNP] = VMI_ROM_OFF_PNP, [ID] = VMI_ROM_OFF_IDENTITY};

	return record == HEADER ? 0 : image_u16(image, fields[record]);
}

static void apply(struct image *image, const struct patch *patch)
{
	size_t at = record_offset(image, patch->record) + patch->off;

	for (unsigned int i = 0; i < patch->width; i++)
		image_put_u8(image, at + i, patch->value >> 8 * i);
}

static void sign(struct image *image, size_t pnp, const struct sample *sample)
{
	size_t size = image_u8(image, VMI_ROM_OFF_LENGTH) * VMI_ROM_UNIT;

	/* Without the fault this was the header's place; a pointer may be the fault. */
	if (!sample->keep_pnp_sum)
		balance_pnp(image, pnp);
	if (sample->sign == SIGN_NOT)
		return;
	if (size == 0 || size > image->size)
		size = image->size;
	if (sample->sign == SIGN_6)
		image_put_u8(image, size - 1, 0xff);
	image_balance(image, 0, size, sample->sign == SIGN_6 ? VMI_ROM_OFF_CHECKSUM6 : size - 1);
}

static void write_sample(const struct sample *sample, const struct image *good, const char *folder)
{
	struct image image = {.byte = NULL};
	size_t pnp = record_offset(good, PNP);
	const char *error;
	char path[4096];

	resize(&image, good->size);
	memcpy(image.byte, good->byte, good->size);
	if (sample->make)
		sample->make(&image, sample->argument);
	apply(&image, &sample->patch);
	sign(&image, pnp, sample);
	if (sample->cut)
		resize(&image, sample->cut < 0 ? image.size + sample->cut : (size_t)sample->cut);
	snprintf(path, sizeof(path), "%s/%s.rom", folder, sample->name);
	error = image_store(path, &image);
	if (error)
		die(path, error);
	image_free(&image);
}

static void write_all(const struct sample *samples, unsigned int nr, const struct image *good,
		      const char *folder, FILE *manifest)
{
	for (unsigned int i = 0; i < nr; i++) {
		const struct sample *s = &samples[i];

		write_sample(s, good, folder);
		fprintf(manifest, "%s.rom %s %s %s %s\n", s->name, s->loader, s->check, s->calls,
			s->firmware);
	}
}

/* Apart from the rest: a kernel sees one image of them, and which depends on how they come to it. */
static void write_images(const struct image *good, const char *folder)
{
	char path[4096];
	FILE *manifest;

	snprintf(path, sizeof(path), "%s/images", folder);
	manifest = fopen(path, "w");
	if (!manifest)
		die(path, "can't be written");
	fprintf(manifest, "# file kinds check\n");
	for (unsigned int i = 0; i < nr_images_samples; i++) {
		const struct images_sample *s = &images_samples[i];
		struct image file = {.byte = NULL};
		const char *error;

		make_images(&file, good, s->images, s->fault);
		snprintf(path, sizeof(path), "%s/%s.rom", folder, s->name);
		error = image_store(path, &file);
		if (error)
			die(path, error);
		image_free(&file);
		fprintf(manifest, "%s.rom %s %s\n", s->name, s->kinds, s->check);
	}
	if (fclose(manifest))
		die("images", "can't be written");
}

int main(int argc, char **argv)
{
	struct image good;
	const char *error;
	char path[4096];
	FILE *manifest;

	if (argc != 3) {
		fprintf(stderr, "usage: generate GOOD.rom FOLDER\n");
		return 2;
	}
	error = image_load(argv[1], &good);
	if (error)
		die(argv[1], error);
	snprintf(path, sizeof(path), "%s/manifest", argv[2]);
	manifest = fopen(path, "w");
	if (!manifest)
		die(path, "can't be written");
	fprintf(manifest, "# file loader check calls firmware\n");
	write_all(header_samples, nr_header_samples, &good, argv[2], manifest);
	write_all(code_samples, nr_code_samples, &good, argv[2], manifest);
	write_images(&good, argv[2]);
	image_free(&good);
	if (fclose(manifest))
		die(path, "can't be written");
	return 0;
}
