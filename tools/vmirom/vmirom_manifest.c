// SPDX-License-Identifier: GPL-2.0-only
/* vmirom manifest: writes what a ROM tells of itself, and what its maker adds. */
#include "manifest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int wrong(const char *path, const char *why)
{
	trouble(shown_path(path, "standard input"), why);
	return FAULTS;
}

/* The answers, which are long, come last; NULL: the facts have a key that the ROM answers for, *taken. */
static json_t *joined(json_t *name, json_t *told, json_t *facts, const char **taken)
{
	json_t *manifest = json_object(), *value;
	const char *key;

	json_object_set(manifest, "format", json_object_get(told, "format"));
	json_object_set(manifest, "file", name);
	json_object_foreach (told, key, value)
		if (strcmp(key, "answers"))
			json_object_set(manifest, key, value);
	json_object_foreach (facts, key, value) {
		if (json_object_get(manifest, key) || json_object_get(told, key)) {
			json_decref(manifest);
			*taken = key;
			return NULL;
		}
		json_object_set(manifest, key, value);
	}
	json_object_set(manifest, "answers", json_object_get(told, "answers"));
	return manifest;
}

static int write_manifest(const json_t *manifest, const char *out)
{
	char *text = json_dumps(manifest, JSON_INDENT(2));
	struct image file = {.byte = (uint8_t *)text, .size = text ? strlen(text) : 0};
	const char *error = "out of memory";

	/* A line of text, as any; in the place of the NUL. */
	if (text) {
		text[file.size++] = '\n';
		error = image_store(out, &file);
	}
	free(text);
	return error ? trouble(shown_path(out, "standard output"), error) : GOOD;
}

static int make(const struct options *options, const struct rom_file *rom, json_t *name, json_t *facts)
{
	json_t *told = manifest_of(rom), *manifest;
	const char *why, *taken = "";
	char sentence[100];
	int result;

	if (!told)
		return trouble(options->arguments[0], "the emulator does not start");
	manifest = joined(name, told, facts, &taken);
	if (!manifest)
		snprintf(sentence, sizeof(sentence), "has the key %s, for which the ROM or its file answers", taken);
	why = manifest ? wrong_facts(manifest) : sentence;
	result = why ? wrong(options->arguments[1], why) : write_manifest(manifest, options->arguments[2]);
	json_decref(manifest);
	json_decref(told);
	return result;
}

static int with_facts(const struct options *options, const struct rom_file *rom, json_t *name)
{
	const char *path = options->arguments[1];
	struct image text;
	const char *error = image_load(path, &text);
	json_t *facts;
	char *why;
	int result;

	if (error)
		return trouble(shown_path(path, "standard input"), error);
	facts = parse_object(&text, &why);
	image_free(&text);
	result = facts ? make(options, rom, name, facts) : wrong(path, why);
	json_decref(facts);
	free(why);
	return result;
}

int command_manifest(const struct options *options, const char *path)
{
	const char *slash = strrchr(path, '/'), *why;
	json_t *name = json_string(slash ? slash + 1 : path);
	struct rom_file rom;
	int result;

	if (!name || !strcmp(path, "-")) {
		json_decref(name);
		return trouble(shown_path(path, "standard input"), "a manifest has its ROM's name, in UTF-8");
	}
	result = open_rom(options, path, &rom);
	if (result == GOOD) {
		why = why_no_vmi(&rom);
		result = why ? wrong(path, why) : with_facts(options, &rom, name);
		close_rom(&rom);
	}
	json_decref(name);
	return result;
}
