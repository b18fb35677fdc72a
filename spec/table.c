// SPDX-License-Identifier: MIT
/* What calls.def and the public headers say of the ABI, as facts. */
#include "facts.h"

#include <stdlib.h>
#include <string.h>

#include <vmi/ap_state.h>
#include <vmi/calls.h>
#include <vmi/rom.h>
#include <vmi/rom13.h>

enum sig {
#define VMI_SIG(SIG, in, out) SIG_##SIG,
#include <calls.def>
};
enum clob {
#define VMI_CLOB(CLOB, what) CLOB_##CLOB,
#include <calls.def>
};
enum seg {
#define VMI_SEG(SEG, what) SEG_##SEG,
#include <calls.def>
};

static const char *const sig_in[] = {
#define VMI_SIG(SIG, in, out) in,
#include <calls.def>
};
static const char *const sig_out[] = {
#define VMI_SIG(SIG, in, out) out,
#include <calls.def>
};
static const char *const clobbers[] = {
#define VMI_CLOB(CLOB, what) what,
#include <calls.def>
};
static const char *const segments[] = {
#define VMI_SEG(SEG, what) what,
#include <calls.def>
};

static const struct row {
	unsigned int nr, since;
	const char *name, *family;
	enum sig sig;
	enum clob clob;
	enum seg seg;
	unsigned int group, may;
} rows[] = {
#define VMI_CALL(nr, Name, family, since, SIG, CLOB, SEG, group, ANSWERS, ...)                               \
	{nr, since, #Name, #family, SIG_##SIG, CLOB_##CLOB, SEG_##SEG, group, VMI_MAY_##ANSWERS},
#define VMI_UNUSED(nr) {nr, 0, NULL, NULL, 0, 0, 0, 0, 1 << VMI_ANSWER_NONE},
#include <calls.def>
};
#define NR_ROWS (sizeof(rows) / sizeof(rows[0]))

static const char *const answer_names[VMI_NR_ANSWERS] = {
	[VMI_ANSWER_NONE] = "none",
	[VMI_ANSWER_CALL] = "call",
	[VMI_ANSWER_JUMP] = "jump",
	[VMI_ANSWER_NOP] = "nop",
};

static const struct constant {
	const char *name;
	unsigned long value;
} constants[] = {
#define CONSTANT(NAME, comment) {#NAME, NAME},
#include "constants.inc"
#undef CONSTANT
};

/* Constants that are no promise to anyone who has no newer header. */
static const char *const not_frozen[] = {
	/* grow with the minor version; the profile line and the calls say it */
	"VMI_API_MINOR",
	"VMI_NR_CALLS",
	"VMI_CALL_LIMIT",
	"VMI_NR_ANSWERS",
	/* how our own blobs lay out their slots: a client asks instead */
	"VMI_ROM_OFF_SLOT0",
	"VMI_ROM_SLOT_SIZE",
	"VMI_ROM_JUMP_ENTRY",
	/* shorthand of the table; each call's own line says what it may answer */
	"VMI_MAY_NC",
	"VMI_MAY_NC0",
	"VMI_MAY_NCJ",
};

static const char *copy(const char *text)
{
	char *s = strdup(text);

	if (!s)
		abort();
	return s;
}

static const char *number(const char *format, unsigned long value)
{
	char text[32];

	snprintf(text, sizeof(text), format, value);
	return copy(text);
}

static const char *answers(unsigned int may)
{
	char text[64] = "";

	for (unsigned int a = 0; a < VMI_NR_ANSWERS; a++) {
		if (!(may & 1u << a))
			continue;
		if (*text)
			strcat(text, " ");
		strcat(text, answer_names[a]);
	}
	return copy(text);
}

/* The other calls of the row's group. */
static const char *together(const struct row *row)
{
	char text[256] = "";

	for (const struct row *r = rows; r < rows + NR_ROWS; r++) {
		if (!row->group || r == row || r->group != row->group)
			continue;
		if (*text)
			strcat(text, " ");
		strcat(text, r->name);
	}
	return copy(*text ? text : "-");
}

static void add_call(struct facts *facts, const struct row *row)
{
	const char *key = number("%lu", row->nr);

	if (!row->name) {
		facts_add(facts, "call", key, "", "(unused)");
		facts_add(facts, "call", key, "answers", answers(row->may));
		return;
	}
	facts_add(facts, "call", key, "", row->name);
	facts_add(facts, "call", key, "family", row->family);
	facts_add(facts, "call", key, "since", number("3.%lu", row->since));
	facts_add(facts, "call", key, "arguments", sig_in[row->sig]);
	facts_add(facts, "call", key, "results", sig_out[row->sig]);
	facts_add(facts, "call", key, "clobbers", clobbers[row->clob]);
	facts_add(facts, "call", key, "segments", segments[row->seg]);
	facts_add(facts, "call", key, "together", together(row));
	facts_add(facts, "call", key, "answers", answers(row->may));
}

static int frozen(const char *name)
{
	/* 13.3's have a baseline of their own */
	if (!strncmp(name, "VMI13_", 6))
		return 0;
	for (size_t i = 0; i < sizeof(not_frozen) / sizeof(not_frozen[0]); i++)
		if (!strcmp(not_frozen[i], name))
			return 0;
	return 1;
}

void facts_of_table(struct facts *facts)
{
	char version[32];

	snprintf(version, sizeof(version), "%d.%d", VMI_API_MAJOR, VMI_API_MINOR);
	facts_add(facts, "profile", "i386", "", copy(version));
	for (unsigned int a = 0; a < VMI_NR_ANSWERS; a++)
		facts_add(facts, "answer", number("%lu", a), "", answer_names[a]);
#define VMI_RANGE(first, last, who)                                                                          \
	facts_add(facts, "range", #first, "", #last);                                                        \
	facts_add(facts, "range", #first, "owner", who);
#include <calls.def>
#define VMI_FAMILY(name, what) facts_add(facts, "family", #name, "", "-");
#include <calls.def>
	for (const struct row *r = rows; r < rows + NR_ROWS; r++)
		add_call(facts, r);
	for (size_t i = 0; i < sizeof(constants) / sizeof(constants[0]); i++)
		if (frozen(constants[i].name))
			facts_add(facts, "constant", constants[i].name, "",
				  number("0x%02lx", constants[i].value));
}
