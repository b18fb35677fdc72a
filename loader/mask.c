/* SPDX-License-Identifier: MIT */
/* The user's mask: which calls stay native whatever the ROM offers. */
#include "private.h"

#define PREFIX 0x3D696D76 /* "vmi=" */
#define PREFIX_LEN 4

VMI_CALLCONV void vmi_mask_init(struct vmi_mask *mask)
{
	mask->off = false;
	for (int i = 0; i < VMI_CALL_LIMIT / 32; i++) {
		mask->native[i] = 0;
		mask->force[i] = 0;
	}
}

/* Whether the len bytes of word are all of name. */
static bool is_name(const char *word, size_t len, const char *name)
{
	if (!name)
		return false;
	for (; len && *name && *name == *word; len--)
		name++, word++;
	return !len && !*name;
}

static void set_bit(uint32_t *bits, unsigned int n, bool on)
{
	uint32_t bit = 1u << (n % 32);

	bits[n / 32] = on ? bits[n / 32] | bit : bits[n / 32] & ~bit;
}

/*
 * native: the bit that keeps the call native.  Else it is taken back, and a return that
 * the loader would keep native unasked (keep_returns) is forced onto the ROM.
 */
static void set_call(struct vmi_mask *mask, unsigned int call, bool native)
{
	bool may_jump = vmi_call_info[call].may == VMI_ANSWER_JUMP;

	set_bit(mask->native, call, native);
	set_bit(mask->force, call, !native && may_jump);
}

/* Calls of a group work on one state: half of them on the ROM and half native would be two. */
static void set_group(struct vmi_mask *mask, unsigned int call, bool native)
{
	uint8_t group = vmi_call_info[call].group;

	set_call(mask, call, native);
	for (unsigned int other = 0; group && other < VMI_NR_CALLS; other++)
		if (vmi_call_info[other].group == group)
			set_call(mask, other, native);
}

/* Applies one word; false if it is not understood. */
static bool parse_word(const char *word, size_t len, struct vmi_mask *mask)
{
	bool known = false;

	if (is_name(word, len, "off")) {
		mask->off = true;
		return true;
	}
	if (len < 2 || (*word != '-' && *word != '+'))
		return false;
	for (unsigned int call = 0; call < VMI_NR_CALLS; call++) {
		const char *name = vmi_call_name(call);

		if (!name)
			continue;
		if (!is_name(word + 1, len - 1, name) &&
		    !is_name(word + 1, len - 1, vmi_family_of(call)))
			continue;
		set_group(mask, call, *word == '-');
		known = true;
	}
	return known;
}

VMI_CALLCONV enum vmi_status vmi_mask_parse(const char *words, size_t len, struct vmi_mask *mask, size_t *bad)
{
	struct vmi_mask new = *mask;
	size_t begin = 0;

	for (;;) {
		size_t end = begin;

		while (end < len && words[end] != ',')
			end++;
		if (!parse_word(words + begin, end - begin, &new)) {
			if (bad)
				*bad = begin;
			return VMI_BAD_MASK;
		}
		if (end == len)
			break;
		begin = end + 1;
	}
	*mask = new;
	return VMI_OK;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Length of the word at text, which ends at a blank that isn't between quotes, or the end of the line. */
static size_t word_length(const char *text)
{
	bool quoted = false;
	size_t len = 0;

	for (; text[len] && (quoted || !is_blank(text[len])); len++)
		quoted ^= text[len] == '"';
	return len;
}

/* Boot loaders and users write vmi="..." and "vmi=..." as well. */
VMI_CALLCONV enum vmi_status vmi_mask_cmdline(const char *cmdline, struct vmi_mask *mask, size_t *bad)
{
	struct vmi_mask new = *mask;
	const char *next = cmdline;

	while (*next) {
		const char *word = next, *end;
		size_t at = 0;

		next = end = word + word_length(word);
		word += *word == '"';
		if (end - word >= PREFIX_LEN && vmi_get32((const uint8_t *)word) == PREFIX) {
			word += PREFIX_LEN;
			word += *word == '"';
			if (end > word && end[-1] == '"')
				end--;
			if (vmi_mask_parse(word, (size_t)(end - word), &new, &at) != VMI_OK) {
				if (bad)
					*bad = (size_t)(word - cmdline) + at;
				return VMI_BAD_MASK;
			}
		}
		while (is_blank(*next))
			next++;
	}
	*mask = new;
	return VMI_OK;
}
