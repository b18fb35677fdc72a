// SPDX-License-Identifier: GPL-2.0-only
/* vmirom verify: whether a file is the one that was released, and who says so. */
#define _GNU_SOURCE
#include "manifest.h"
#include "json.h"
#include "signature.h"

#include <vmi/policy.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Exit statuses beside GOOD and TROUBLE: the first that is not good, of the file, the manifest and the
 * signature. */
enum { WRONG_FILE = 3, NO_MANIFEST, LYING_MANIFEST, NOT_LISTED, BAD_SIGNATURE, FOREIGN_KEY, EXPIRED_KEY };

/* Of each of the three. */
static struct verdict {
	const char *what;
	bool looked; /* at it */
	int status;
	char *text; /* what was found, or why nobody looked */
} verdicts[] = {{.what = "file"}, {.what = "manifest"}, {.what = "signature"}};
static struct verdict *const on_file = &verdicts[0], *const on_manifest = &verdicts[1],
			     *const on_signature = &verdicts[2];
#define NR_VERDICTS (sizeof(verdicts) / sizeof(verdicts[0]))

static void __attribute__((format(printf, 4, 5)))
say(struct verdict *verdict, bool looked, int status, const char *format, ...)
{
	va_list ap;

	verdict->looked = looked;
	verdict->status = status;
	va_start(ap, format);
	if (vasprintf(&verdict->text, format, ap) < 0)
		abort();
	va_end(ap);
}

static const char *word(const struct verdict *verdict)
{
	return !verdict->looked ? "not checked" : verdict->status ? "wrong" : "good";
}

static int report(const struct options *options, const char *path)
{
	int status = GOOD;

	if (options->json) {
		json_open_object(NULL);
		json_number("format", JSON_FORMAT);
		json_text("file", path);
		json_text("manifest", options->manifest);
		json_open_array("verdicts");
	}
	for (size_t i = 0; i < NR_VERDICTS; i++) {
		const struct verdict *v = &verdicts[i];

		if (options->json) {
			json_open_object(NULL);
			json_text("of", v->what);
			json_text("verdict", word(v));
			json_text("text", v->text);
			json_end();
		} else {
			printf("%s: %s: %s\n", v->what, word(v), v->text);
		}
		status = status ? status : v->status;
		free(v->text);
	}
	if (options->json) {
		json_end();
		json_number("status", status);
		json_end();
	}
	return status;
}

/* What is not the bytes that the manifest is of can't be held against the rest of it. */
static bool same_bytes(const struct rom_file *rom, const json_t *manifest)
{
	json_int_t size = json_integer_value(json_object_get(manifest, "size"));
	const char *sum = json_string_value(json_object_get(manifest, "sha256"));
	char text[SUM_TEXT];

	sum_text(&rom->file, text);
	if (size != (json_int_t)rom->file.size)
		say(on_file, true, WRONG_FILE, "it has %zu bytes, and %lld in the manifest", rom->file.size,
		    (long long)size);
	else if (strcmp(sum, text))
		say(on_file, true, WRONG_FILE, "its SHA-256 is %s, and %s in the manifest", text, sum);
	else
		say(on_file, true, GOOD, "%zu bytes, SHA-256 %s", rom->file.size, text);
	return on_file->status == GOOD;
}

/* False: the emulator does not start. */
static bool hold_against(const struct rom_file *rom, const json_t *manifest)
{
	const char *why = why_no_vmi(rom);
	json_t *truth = why ? NULL : manifest_of(rom);
	char *lie = truth ? manifest_lie(manifest, truth) : NULL;

	if (why)
		say(on_manifest, true, LYING_MANIFEST, "the file is no ROM: %s", why);
	else if (lie)
		say(on_manifest, true, LYING_MANIFEST, "%s", lie);
	else if (truth)
		say(on_manifest, true, GOOD, "what it says of the ROM is so");
	json_decref(truth);
	free(lie);
	return why || truth;
}

/* SHA256SUMS beside the manifest, or one folder up; to free. */
static char *find_sums(const char *manifest)
{
	const char *slash = strrchr(manifest, '/');
	int folder = slash ? slash + 1 - manifest : 0;
	char *beside = NULL, *above = NULL;

	if (asprintf(&beside, "%.*sSHA256SUMS", folder, manifest) < 0 ||
	    asprintf(&above, "%.*s../SHA256SUMS", folder, manifest) < 0)
		abort();
	if (access(beside, F_OK) && !access(above, F_OK)) {
		free(beside);
		return above;
	}
	free(above);
	return beside;
}

/* By the rule that a kernel's loader has for its list. */
static bool listed(const struct image *sums, const struct image *file)
{
	const struct vmi_rom rom = {.base = file->byte, .size = file->size};
	char *text = strndup((const char *)sums->byte, sums->size);
	bool is = text && vmi_policy_sums(text, &rom);

	free(text);
	return is;
}

static int load(const char *path, struct image *image)
{
	const char *error = image_load(path, image);

	return error ? trouble(shown_path(path, "standard input"), error) : GOOD;
}

static const char *unusable_keyring(const struct image *keyring)
{
	static const char armour[] = "-----BEGIN";

	if (!keyring->size)
		return "an empty file is no keyring";
	if (keyring->size >= strlen(armour) && !memcmp(keyring->byte, armour, strlen(armour)))
		return "keys as text; gpg --dearmor makes a keyring of them";
	return NULL;
}

/* What has been looked at here would be gone for gpgv. */
static bool is_read_once(const char *path)
{
	struct stat is;

	return !strcmp(path, "-") || (!stat(path, &is) && !S_ISREG(is.st_mode) && !S_ISDIR(is.st_mode));
}

static int check_keyring(const char *path)
{
	const char *name = shown_path(path, "standard input"), *why;
	struct image keyring;

	if (is_read_once(path))
		return trouble(name, "a keyring is read twice, so it must be a file");
	/* A distribution's keyring may be larger than any ROM. */
	why = image_load_kernel(path, &keyring);
	if (why)
		return trouble(name, why);
	why = unusable_keyring(&keyring);
	image_free(&keyring);
	return why ? trouble(path, why) : GOOD;
}

static int check_signature(const char *keyring, const char *path, const struct image *sums)
{
	static const int statuses[] = {[SIGNATURE_GOOD] = GOOD,
				       [SIGNATURE_BAD] = BAD_SIGNATURE,
				       [SIGNATURE_FOREIGN] = FOREIGN_KEY,
				       [SIGNATURE_EXPIRED] = EXPIRED_KEY};
	struct image unused;
	enum signature signature;
	char *why;

	/* That it can be read. */
	if (load(path, &unused) != GOOD)
		return TROUBLE;
	image_free(&unused);
	signature = signature_of(sums, path, keyring, &why);
	if (signature == SIGNATURE_UNKNOWN)
		trouble(path, why ? why : "out of memory");
	else
		say(on_signature, true, statuses[signature], "%s: %s", quoted(path), why);
	free(why);
	return signature == SIGNATURE_UNKNOWN ? TROUBLE : GOOD;
}

/* The list first: a good signature of one that has not these files in it says nothing of them. */
static int check_sums(const struct options *options, const struct image *file, const struct image *manifest,
		      const char *path)
{
	char *signature = NULL;
	struct image sums;
	int result = GOOD;

	if (load(path, &sums) != GOOD)
		return TROUBLE;
	if (asprintf(&signature, "%s.asc", path) < 0)
		abort();
	if (!listed(&sums, manifest) || !listed(&sums, file))
		say(on_signature, true, NOT_LISTED, "%s has not the sum of the %s", quoted(path),
		    listed(&sums, file) ? "manifest" : "file");
	else if (access(signature, F_OK))
		say(on_signature, true, BAD_SIGNATURE, "there is no %s", quoted(signature));
	else
		result = check_signature(options->keyring, signature, &sums);
	free(signature);
	image_free(&sums);
	return result;
}

static int verify_signature(const struct options *options, const struct image *file,
			    const struct image *manifest)
{
	char *path;
	int result;

	if (!options->keyring) {
		say(on_signature, false, GOOD, "no --keyring says whose signature counts");
		return GOOD;
	}
	if (check_keyring(options->keyring) != GOOD)
		return TROUBLE;
	path = options->sums ? strdup(options->sums) : find_sums(options->manifest);
	result = check_sums(options, file, manifest, path);
	free(path);
	return result;
}

static int verify_manifest(const struct rom_file *rom, const struct image *text)
{
	char *why = NULL;
	json_t *manifest = parse_object(text, &why);
	const char *wrong = manifest ? wrong_manifest(manifest) : why ? why : "out of memory";
	bool known = true;

	if (wrong) {
		say(on_file, false, GOOD, "the manifest is none");
		say(on_manifest, true, NO_MANIFEST, "%s", wrong);
	} else if (same_bytes(rom, manifest)) {
		known = hold_against(rom, manifest);
	} else {
		say(on_manifest, false, GOOD, "it is of another file");
	}
	json_decref(manifest);
	free(why);
	return known ? GOOD : trouble("unicorn", "the emulator does not start");
}

static int verify(const struct options *options, const char *path, const struct rom_file *rom)
{
	struct image manifest;
	int result;

	if (load(options->manifest, &manifest) != GOOD)
		return TROUBLE;
	result = verify_manifest(rom, &manifest);
	if (result == GOOD)
		result = verify_signature(options, &rom->file, &manifest);
	image_free(&manifest);
	return result == GOOD ? report(options, path) : result;
}

int command_verify(const struct options *options, const char *path)
{
	struct rom_file rom;
	int result;

	if (!options->manifest)
		return trouble(path, "verify takes --manifest M; see vmirom verify --help");
	if (open_rom(options, path, &rom) != GOOD)
		return TROUBLE;
	result = verify(options, path, &rom);
	close_rom(&rom);
	return result;
}
