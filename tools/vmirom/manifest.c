// SPDX-License-Identifier: GPL-2.0-only
/* What a ROM tells of itself, as its manifest has it. */
#define _GNU_SOURCE
#include "manifest.h"

#include <vmi/policy.h>

#include "answers.h"
#include "json.h"
#include "survey.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *sum_text(const struct image *file, char text[SUM_TEXT])
{
	uint8_t sum[VMI_SHA256_LEN];

	vmi_sha256(file->byte, file->size, sum);
	return hex_text(&(struct image){sum, sizeof(sum)}, 0, sizeof(sum), text);
}

/* Two numbers with a sign between them; null if the ROM has not the record that they are in. */
static void pair(const char *key, bool there, const char *format, unsigned int first, unsigned int second)
{
	char text[24];

	snprintf(text, sizeof(text), format, first, second);
	json_text(key, there ? text : NULL);
}

/* The string that the u16 at field leads to, of a record that is there. */
static void string(const char *key, const struct image *rom, bool there, size_t field)
{
	size_t at = there ? image_u16(rom, field) : 0;
	long len = at ? string_length(rom, at) : -1;

	if (len >= 0)
		json_bytes(key, rom->byte + at, len);
	else
		json_put_null(key);
}

static void describe_records(const struct image *rom)
{
	size_t pci = find_record(rom, VMI_ROM_OFF_PCI, VMI_PCIR_SIZE, VMI_PCIR_SIGNATURE);
	size_t pnp = find_record(rom, VMI_ROM_OFF_PNP, VMI_PNP_SIZE, VMI_PNP_SIGNATURE);
	size_t id = find_record(rom, VMI_ROM_OFF_IDENTITY, VMI_ID_SIZE, VMI_ID_SIGNATURE);
	char build_id[2 * VMI_ID_BUILD_ID_LEN + 1];

	string("manufacturer", rom, pnp, pnp + VMI_PNP_OFF_MANUFACTURER);
	string("product", rom, pnp, pnp + VMI_PNP_OFF_PRODUCT);
	string("profile", rom, id, id + VMI_ID_OFF_PROFILE);
	pair("api_version", true, "%u.%u", image_u8(rom, VMI_ROM_OFF_MAJOR),
	     image_u8(rom, VMI_ROM_OFF_MINOR));
	pair("rom_version", pci, "%u.%u", image_u8(rom, pci + VMI_PCIR_OFF_ROM_MAJOR),
	     image_u8(rom, pci + VMI_PCIR_OFF_ROM_MINOR));
	pair("pci_id", pci, "%04x:%04x", image_u16(rom, pci + VMI_PCIR_OFF_VENDOR),
	     image_u16(rom, pci + VMI_PCIR_OFF_DEVICE));
	json_text("build_id",
		  id ? hex_text(rom, id + VMI_ID_OFF_BUILD_ID, VMI_ID_BUILD_ID_LEN, build_id) : NULL);
	string("licence", rom, true, VMI_ROM_OFF_LICENCE);
	/* 13.3 has no such field. */
	if (profile_of(rom)->full_header)
		json_number("virtual_top", image_u32(rom, VMI_ROM_OFF_VIRTUAL_TOP));
	else
		json_put_null("virtual_top");
}

/*
 * What is answered none is left out: a later table has more calls, and what an older ROM
 * says of them is no part of its manifest.
 */
static void describe_call(const struct profile *profile, const struct level_survey *at, unsigned int call)
{
	if (!is_answered(&at->answers.call[call]))
		return;
	json_open_object(NULL);
	json_number("number", call);
	json_text("name", profile_call_name(profile, call));
	json_text("answer", answer_word(&at->answers.call[call]));
	json_number("inline", at->inline_len[call]);
	json_end();
}

static void describe_level(const struct profile *profile, const struct level_survey *at)
{
	json_open_object(NULL);
	json_number("level", at->level);
	if (profile->init)
		json_number("init_result", at->answers.init_result);
	else
		json_put_null("init_result");
	json_number("offer", at->offer);
	json_open_array("calls");
	for (unsigned int call = 0; call < VMI_CALL_LIMIT; call++)
		describe_call(profile, at, call);
	json_end();
	json_end();
}

static bool describe_answers(const struct image *rom)
{
	static struct survey survey;
	bool asked = survey_rom(rom, &survey);

	json_open_array("answers");
	for (unsigned int i = 0; asked && i < NR_LEVELS; i++)
		if (survey.level[i].served)
			describe_level(survey.profile, &survey.level[i]);
	json_end();
	survey_free(&survey);
	return asked;
}

json_t *manifest_of(const struct rom_file *rom)
{
	const struct image image = chosen_part(&(const struct options){0}, rom);
	json_t *manifest = NULL;
	char sum[SUM_TEXT];
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	bool good;

	if (!out)
		return NULL;
	json_to(out);
	json_open_object(NULL);
	json_number("format", MANIFEST_FORMAT);
	json_number("size", rom->file.size);
	json_text("sha256", sum_text(&rom->file, sum));
	describe_records(&image);
	good = describe_answers(&image);
	json_end();
	json_to(NULL);
	if (!fclose(out) && good)
		manifest = json_loadb(text, size, JSON_ALLOW_NUL, NULL);
	free(text);
	return manifest;
}
