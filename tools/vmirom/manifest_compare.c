// SPDX-License-Identifier: GPL-2.0-only
/* Whether a manifest is one, and what in it is not so. */
#define _GNU_SOURCE
#include "manifest.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_text(const json_t *value)
{
	return json_is_string(value) && json_string_length(value);
}

static bool is_texts(const json_t *value)
{
	size_t i;
	json_t *element;

	json_array_foreach (value, i, element)
		if (!is_text(element))
			return false;
	return json_array_size(value);
}

static bool is_source(const json_t *value)
{
	const json_t *commit = json_object_get(value, "commit"),
		     *modified = json_object_get(value, "modified");

	return (is_text(commit) && json_is_boolean(modified)) ||
	       (json_is_null(commit) && json_is_null(modified));
}

static const struct {
	const char *key;
	bool (*good)(const json_t *value);
	const char *why;
} facts[] = {
	{"file", is_text, "\"file\" is missing, or no name"},
	{"platforms", is_texts, "\"platforms\" is missing, or no list of names"},
	{"licences", is_text, "\"licences\" is missing, or no SPDX expression"},
	{"source", is_source, "\"source\" is missing, or has no \"commit\" with \"modified\""},
	{"compilers", is_texts, "\"compilers\" is missing, or no list of versions"},
};

const char *wrong_facts(const json_t *manifest)
{
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++)
		if (!facts[i].good(json_object_get(manifest, facts[i].key)))
			return facts[i].why;
	return NULL;
}

static bool is_sum(const json_t *value)
{
	const char *text = json_string_value(value);

	return text && json_string_length(value) == SUM_TEXT - 1 &&
	       strspn(text, "0123456789abcdef") == SUM_TEXT - 1;
}

const char *wrong_manifest(const json_t *manifest)
{
	const json_t *format = json_object_get(manifest, "format");

	if (!json_is_integer(format) || json_integer_value(format) < 1)
		return "\"format\" is missing, or no number";
	if (json_integer_value(format) > MANIFEST_FORMAT)
		return "it is of a newer format than this vmirom knows";
	if (!json_is_integer(json_object_get(manifest, "size")))
		return "\"size\" is missing, or no number";
	if (!is_sum(json_object_get(manifest, "sha256")))
		return "\"sha256\" is missing, or not 64 digits of 0-9 and a-f";
	return wrong_facts(manifest);
}

/* As it stands in JSON, for one line of output. */
static char *shown(const json_t *value)
{
	char *text = value ? json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT | JSON_ENSURE_ASCII) : NULL;

	return text ? text : strdup("nothing");
}

static char *lie(const char *path, const json_t *said, const json_t *truth)
{
	char *a = shown(said), *b = shown(truth), *sentence = NULL;

	if (asprintf(&sentence, "%s is %.60s, and %.60s in the ROM", path, a, b) < 0)
		abort();
	free(a);
	free(b);
	return sentence;
}

static char *deeper(const char *path, const char *format, ...)
{
	char *rest, *joined;
	va_list ap;

	va_start(ap, format);
	if (vasprintf(&rest, format, ap) < 0)
		abort();
	va_end(ap);
	if (asprintf(&joined, "%s%s", path, path[0] || rest[0] != '.' ? rest : rest + 1) < 0)
		abort();
	free(rest);
	return joined;
}

static char *compare(const char *path, const json_t *said, const json_t *truth);

/* What the manifest says beyond the ROM is its maker's word. */
static char *compare_objects(const char *path, const json_t *said, const json_t *truth)
{
	const char *key;
	json_t *value;

	json_object_foreach ((json_t *)truth, key, value) {
		json_t *other = json_object_get(said, key);
		char *below, *found;

		/* Of a call that the other's table has no name for. */
		if (!strcmp(key, "name") && (json_is_null(value) || json_is_null(other)))
			continue;
		below = deeper(path, ".%s", key);
		found = compare(below, other, value);
		free(below);
		if (found)
			return found;
	}
	return NULL;
}

static char *compare_arrays(const char *path, const json_t *said, const json_t *truth)
{
	size_t nr = json_array_size(said) > json_array_size(truth) ? json_array_size(said)
								   : json_array_size(truth);

	for (size_t i = 0; i < nr; i++) {
		char *below = deeper(path, "[%zu]", i);
		char *found = compare(below, json_array_get(said, i), json_array_get(truth, i));

		free(below);
		if (found)
			return found;
	}
	return NULL;
}

static char *compare(const char *path, const json_t *said, const json_t *truth)
{
	if (json_is_object(said) && json_is_object(truth))
		return compare_objects(path, said, truth);
	if (json_is_array(said) && json_is_array(truth))
		return compare_arrays(path, said, truth);
	return said && truth && json_equal(said, truth) ? NULL : lie(path, said, truth);
}

char *manifest_lie(const json_t *manifest, const json_t *truth)
{
	return compare("", manifest, truth);
}

json_t *parse_object(const struct image *text, char **why)
{
	char shown[200];
	json_error_t error;
	json_t *value = json_loadb((const char *)text->byte, text->size,
				   JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);

	*why = NULL;
	if (json_is_object(value))
		return value;
	/* Its words have some of the text in them. */
	printable((const uint8_t *)error.text, strlen(error.text), shown, sizeof(shown));
	if (value)
		*why = strdup("not a JSON object");
	else if (asprintf(why, "not JSON: line %d: %s", error.line, shown) < 0)
		*why = NULL;
	json_decref(value);
	return NULL;
}
