// SPDX-License-Identifier: GPL-2.0-only
/* vmirom bundle: one file of a ROM for i386 and one for x86-64. */
#include <rombytes/bundle.h>
#include "vmirom.h"

#include <stdio.h>

/* The exit status for what is wrong, as --help and vmirom(1) list them. */
static int refuse(const char *path, enum bundle_status status)
{
	trouble(path, bundle_text(status));
	return status == BUNDLE_NO_MEMORY ? TROUBLE : TROUBLE + (int)status;
}

static int write_bundle(const char *path, const struct image *outer, const struct image *inner,
			const char *out)
{
	struct image bundle;
	enum bundle_status status = bundle_make(outer, inner, &bundle);
	const char *error;

	if (status != BUNDLE_OK)
		return refuse(path, status);
	error = image_store(out, &bundle);
	image_free(&bundle);
	return error ? trouble(shown_path(out, "standard output"), error) : GOOD;
}

/* The inner one second: two for x86-64 are twice the same, and not in the wrong order. */
static enum bundle_status judge(const struct rom_file rom[2], unsigned int *culprit)
{
	enum bundle_status status[2];

	for (unsigned int i = 0; i < 2; i++)
		status[i] = bundle_takes(&rom[i].file, &rom[i].images, i);
	if (status[0] == BUNDLE_ORDER && status[1] == BUNDLE_OK)
		status[0] = BUNDLE_OK, status[1] = BUNDLE_SAME;
	*culprit = status[0] == BUNDLE_OK;
	return status[*culprit];
}

static int make(const struct options *options, const struct rom_file rom[2])
{
	unsigned int culprit;
	enum bundle_status status = judge(rom, &culprit);

	if (status != BUNDLE_OK)
		return refuse(shown_path(options->arguments[culprit], "standard input"), status);
	return write_bundle(options->arguments[1], &rom[0].file, &rom[1].file, options->output);
}

int command_bundle(const struct options *options, const char *outer)
{
	struct rom_file rom[2];
	int result;

	if (!options->output)
		return trouble(outer, "bundle takes -o OUT; see vmirom bundle --help");
	if (open_rom(options, outer, &rom[0]) != GOOD)
		return TROUBLE;
	if (open_rom(options, options->arguments[1], &rom[1]) != GOOD) {
		close_rom(&rom[0]);
		return TROUBLE;
	}
	result = make(options, rom);
	close_rom(&rom[0]);
	close_rom(&rom[1]);
	return result;
}
