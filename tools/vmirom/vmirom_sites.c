// SPDX-License-Identifier: GPL-2.0-only
/* vmirom sites: the calls that a kernel has sites for.  What it prints is a list for diff --guest. */
#include "json.h"
#include "kernel_sites.h"
#include "vmirom.h"

#include <stdio.h>

static void report_json(const char *path, const struct kernel_sites *sites)
{
	json_open_object(NULL);
	json_number("format", JSON_FORMAT);
	json_text("file", path);
	json_number("sites", sites->nr);
	json_open_array("calls");
	for (unsigned int call = 0; call < VMI_CALL_LIMIT; call++) {
		if (!sites->of_call[call])
			continue;
		json_open_object(NULL);
		json_number("number", call);
		json_text("name", profile_call_name(sites->profile, call));
		json_number("sites", sites->of_call[call]);
		json_end();
	}
	json_end();
	json_end();
}

static void report_text(const struct kernel_sites *sites)
{
	unsigned int nr = 0;

	printf("#nr  name               sites\n");
	for (unsigned int call = 0; call < VMI_CALL_LIMIT; call++) {
		const char *name = profile_call_name(sites->profile, call);

		if (!sites->of_call[call])
			continue;
		printf("%3u  %-18s %5u\n", call, name ? name : "-", sites->of_call[call]);
		nr++;
	}
	printf("# %u calls, %u sites\n", nr, sites->nr);
}

int command_sites(const struct options *options, const char *path)
{
	const char *name = shown_path(path, "standard input"), *why;
	struct kernel_sites sites;
	struct image file;

	why = image_load_kernel(path, &file);
	if (why)
		return trouble(name, why);
	why = read_kernel_sites(&file, &sites);
	image_free(&file);
	if (why) {
		trouble(name, why);
		return FAULTS;
	}
	if (options->json)
		report_json(path, &sites);
	else
		report_text(&sites);
	return GOOD;
}
