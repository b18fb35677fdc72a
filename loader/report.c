/* SPDX-License-Identifier: MIT */
/* One line that says what was found and what was done with it. */
#include "private.h"

/* Counts on when the room is used up. */
struct out {
	char *line;
	size_t size, len;
};

static void put_char(struct out *out, char c)
{
	if (out->len < out->size)
		out->line[out->len] = c;
	out->len++;
}

/* Up to its end, or to another that is nearer.  Nothing but printing characters goes to a console. */
static void put_until(struct out *out, const char *text, const void *end)
{
	for (; text != end && *text; text++)
		put_char(out, *text < ' ' || *text > '~' ? '?' : *text);
}

static void put(struct out *out, const char *text)
{
	put_until(out, text, NULL);
}

/*
 * A string of the ROM, if it has it.  The ROM has run since it was checked, and may have
 * changed where its strings end: its image is as far as they go.
 */
static void put_string(struct out *out, const char *before, const struct vmi_rom *rom, const char *text)
{
	if (!text)
		return;
	put(out, before);
	put_until(out, text, rom->base + rom->size);
}

static void put_number(struct out *out, uintptr_t n, unsigned int radix)
{
	char digits[3 * sizeof(n)];
	int i = 0;

	do {
		digits[i++] = "0123456789abcdef"[n % radix];
		n /= radix;
	} while (n);
	while (i)
		put_char(out, digits[--i]);
}

static void put_counted(struct out *out, uint32_t n, const char *what)
{
	put_number(out, n, 10);
	put_char(out, ' ');
	put(out, what);
}

static void put_version(struct out *out, uint8_t major, uint8_t minor)
{
	put_number(out, major, 10);
	put_char(out, '.');
	put_number(out, minor, 10);
}

static void put_rom(struct out *out, const struct vmi_rom *rom)
{
	/* in the order of enum vmi_where */
	static const char where[] = ", in the BIOS window\0, as a module\0, as told";

	put(out, "VMI ");
	put_version(out, rom->api_major, rom->api_minor);
	put(out, ", ROM ");
	put_version(out, rom->rom_major, rom->rom_minor);
	put_string(out, " by ", rom, rom->manufacturer);
	put_string(out, ": ", rom, rom->product);
	put(out, vmi_nth(where, rom->where));
	put(out, " at 0x");
	put_number(out, (uintptr_t)rom->base, 16);
	if (rom->build_id) {
		put(out, ", build ");
		for (int i = 0; i < 4; i++) {
			put_number(out, rom->build_id[i] >> 4, 16);
			put_number(out, rom->build_id[i] & 15, 16);
		}
	}
}

VMI_CALLCONV size_t vmi_report_line(const struct vmi_binding *binding, const struct vmi_report *report, char *line,
		       size_t size)
{
	struct out out = {line, size, 0};

	put_rom(&out, &binding->rom);
	if (report) {
		put(&out, "; ");
		put_counted(&out, report->sites, "sites:");
		for (unsigned int i = 0; i < VMI_NR_FORMS; i++) {
			put(&out, i ? ", " : " ");
			put_counted(&out, report->by_answer[i], vmi_answer_name(i));
		}
	}
	put(&out, "; ");
	put_counted(&out, binding->masked, "calls masked, ");
	put_counted(&out, binding->idle, "in vain, ");
	put_counted(&out, binding->kept, "returns kept");
	if (size)
		line[out.len < size ? out.len : size - 1] = '\0';
	return out.len;
}
