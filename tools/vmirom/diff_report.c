// SPDX-License-Identifier: GPL-2.0-only
/* What diff says, for people and for machines. */
#include "diff_report.h"
#include "json.h"

#include <stdio.h>
#include <string.h>

static const char *const effect_words[NR_EFFECTS] = {"-", "in-place", "migration", "refused"};

/* --carried: what guests that run go on with is A's bytes. */
static enum effect effect_of(const struct options *options, const struct difference *what)
{
	return options->carried && what->effect == IN_PLACE ? HARMLESS : what->effect;
}

enum effect worst_effect(const struct options *options, const struct differences *d)
{
	enum effect worst = HARMLESS;

	for (size_t i = 0; i < d->nr; i++)
		if (effect_of(options, &d->list[i]) > worst)
			worst = effect_of(options, &d->list[i]);
	return worst;
}

/* "IRET at levels 1, 3"; without levels if it is so at all of them. */
static const char *title(const struct difference *what, char *text, size_t size)
{
	char levels[LEVEL_TEXT];

	if (!what->levels || what->levels == ALL_LEVELS)
		snprintf(text, size, "%s", what->name);
	else
		snprintf(text, size, "%s at level%s %s", what->name,
			 what->levels & (what->levels - 1) ? "s" : "", level_list(what->levels, levels));
	return text;
}

/* Each reason once, with the first that it holds for. */
static void print_reasons(const struct options *options, const struct differences *d, enum effect effect)
{
	for (size_t i = 0; i < d->nr; i++) {
		const struct difference *what = &d->list[i];
		size_t others = 0;
		bool told = false;
		char text[80];

		if (effect_of(options, what) != effect || effect == HARMLESS)
			continue;
		for (size_t k = 0; k < d->nr; k++)
			if (d->list[k].why == what->why && effect_of(options, &d->list[k]) == effect) {
				told |= k < i;
				others += k > i;
			}
		if (told)
			continue;
		printf("because %s: %s -> %s: %s", title(what, text, sizeof(text)), what->a, what->b,
		       what->why);
		if (others)
			printf(" (and %zu more)", others);
		putchar('\n');
	}
}

static const char *verdict(enum effect effect, bool carried)
{
	switch (effect) {
	case HARMLESS:
		return carried ? "B may replace A for every guest, also across a migration or save that "
				 "carries A's bytes"
			       : "B may replace A for every guest, also across a migration or save";
	case IN_PLACE:
		return "B may replace A for new boots, but across a migration or save only if that carries "
		       "A's bytes (--carried)";
	case MOVES:
		return "B may replace A for new boots, but not across a migration or save";
	default:
		return "B may not replace A";
	}
}

static const char *field_of(const struct side *side, const char *key)
{
	const char *value = find_note(&side->notes, key);

	return value ? value : "none";
}

static void print_side(const char *letter, const struct side *side)
{
	char levels[LEVEL_TEXT];

	printf("%s: %s: VMI %u.%u, product %s, version %s.%s, %zu bytes, for kernels at privilege level %s\n",
	       letter, quoted(shown_path(side->path, "standard input")),
	       image_u8(&side->part, VMI_ROM_OFF_MAJOR), image_u8(&side->part, VMI_ROM_OFF_MINOR),
	       field_of(side, "pnp.product"), field_of(side, "pci.rom_major"),
	       field_of(side, "pci.rom_minor"), side->rom.file.size,
	       level_list(levels_served(&side->survey), levels));
}

/* As wide as its longest entry. */
static void print_list(const struct differences *d)
{
	size_t width = 0;
	char text[80];

	for (size_t i = 0; i < d->nr; i++) {
		size_t len = strlen(title(&d->list[i], text, sizeof(text)));

		width = len > width ? len : width;
	}
	for (size_t i = 0; i < d->nr; i++)
		printf("%-9s  %-*s  %s -> %s\n", effect_words[d->list[i].effect], (int)width,
		       title(&d->list[i], text, sizeof(text)), d->list[i].a, d->list[i].b);
}

void report_text(const struct options *options, const struct side *a, const struct side *b,
		 const struct differences *d)
{
	enum effect effect = worst_effect(options, d);

	print_side("A", a);
	print_side("B", b);
	printf("\n");
	print_list(d);
	printf("%s%zu differences%s\n\n", d->nr ? "" : "the same bytes: ", d->nr,
	       options->guest ? ", of what the guest uses" : "");
	for (int e = NR_EFFECTS - 1; e > HARMLESS; e--)
		print_reasons(options, d, e);
	printf("verdict: %s\n", verdict(effect, options->carried));
}

static void json_side(const char *key, const struct side *side)
{
	json_open_object(key);
	json_text("file", side->path);
	json_number("size", side->rom.file.size);
	json_text("layout", side->survey.profile->name);
	json_number("api_major", image_u8(&side->part, VMI_ROM_OFF_MAJOR));
	json_number("api_minor", image_u8(&side->part, VMI_ROM_OFF_MINOR));
	json_text("build_id", find_note(&side->notes, "identity.build_id"));
	json_end();
}

static void json_difference(const struct difference *what)
{
	json_open_object(NULL);
	json_text("name", what->name);
	if (what->call < VMI_CALL_LIMIT)
		json_number("call", what->call);
	else
		json_put_null("call");
	json_open_array("levels");
	for (unsigned int level = 0; level < 4; level++)
		if (what->levels >> level & 1)
			json_number(NULL, level);
	json_end();
	json_text("a", what->a);
	json_text("b", what->b);
	json_text("effect", what->effect == HARMLESS ? "none" : effect_words[what->effect]);
	json_text("why", what->why);
	json_end();
}

void report_json(const struct options *options, const struct side *a, const struct side *b,
		 const struct differences *d)
{
	static const char *const words[NR_EFFECTS] = {"every-guest", "new-boots", "new-boots", "not-at-all"};
	enum effect effect = worst_effect(options, d);

	json_open_object(NULL);
	json_number("format", JSON_FORMAT);
	json_side("a", a);
	json_side("b", b);
	json_text("guest", options->guest);
	json_bool("carried", options->carried);
	json_open_array("differences");
	for (size_t i = 0; i < d->nr; i++)
		json_difference(&d->list[i]);
	json_end();
	json_text("verdict", words[effect]);
	json_text("verdict_text", verdict(effect, options->carried));
	json_end();
}
