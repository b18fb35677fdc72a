// SPDX-License-Identifier: MIT
/*
 * One profile's table.  Compiled once for each file of profiles/: PROFILE is the C name of the table,
 * PROFILE_NAME and PROFILE_FILE that of the file.  CONSTANTS_FILE lists the constants of its headers, and the
 * words of its architecture are on the include path.
 */
#include "table.h"

#include <vmi/calls.h>
#include <native.def>
#include PROFILE_FILE /* its constants */

/* The header with the native forms' words is left out, so that they appear by their names. */
#define R(reg) % reg
#define STRING_(...) #__VA_ARGS__
#define STRING(...) STRING_(__VA_ARGS__)

static const struct call calls[] = {
#define VMI_CALL(nr, Name, family, since, SHAPE, CLOB, SEG, group, ANSWERS, summary)                  \
	{#Name,   #family,                                                                                   \
	 since,   #SHAPE,                                                                                    \
	 #CLOB,   #SEG,                                                                                      \
	 group,   VMI_MAY_##ANSWERS,                                                                         \
	 summary, STRING(VMI_NATIVE_##Name)},
#include <calls.def>
};

static const struct words families[] = {
#define VMI_FAMILY(name, what) {#name, what, ""},
#include <calls.def>
};

static const struct range ranges[] = {
#define VMI_RANGE(first, last, who) {#first, #last, who},
#include <calls.def>
};

static const struct words shapes[] = {
#define VMI_REGISTERS(SHAPE, in, out) {#SHAPE, in, out},
#include <words.def>
};

static const struct words clobs[] = {
#define VMI_CLOB(CLOB, what) {#CLOB, what, ""},
#include <words.def>
};

static const struct words segs[] = {
#define VMI_SEG(SEG, what) {#SEG, what, ""},
#include <words.def>
};

static const struct row rows[] = {
#define VMI_SAME(nr, Name, known) {nr, #Name, #known, #Name, NULL},
#define VMI_OWN(nr, Name, body, family, SHAPE, CLOB, SEG, known, summary, ...)                               \
	{nr, #Name, #known, #body,                                                                           \
	 &(const struct call){#Name, #family, 0, #SHAPE, #CLOB, #SEG, 0, 0, summary, ""}},
#define VMI_RESERVED(nr) {nr, NULL, "", NULL, NULL},
#include PROFILE_FILE
};

static const char *const freezes[] = {
#define VMI_FREEZES(NAME) #NAME,
#include PROFILE_FILE
};

static const char *const freezes_not[] = {
#define VMI_FREEZES_NOT(NAME) #NAME,
#include PROFILE_FILE
	"",
};

static const struct constant constants[] = {
#define CONSTANT(NAME, comment) {#NAME, NAME, comment},
#include CONSTANTS_FILE
#undef CONSTANT
};

#define LIST(name) .name = name, .nr_##name = sizeof(name) / sizeof(name[0])

extern const struct table PROFILE;
const struct table PROFILE = {
	.name = PROFILE_NAME,
#define VMI_PROFILE(arch_, version_) .arch = #arch_, .version = version_,
#include PROFILE_FILE
	.layout =
		{
#define VMI_LAYOUT(field, value) .field = value,
#include PROFILE_FILE
		},
	LIST(rows),
	LIST(calls),
	LIST(shapes),
	LIST(clobs),
	LIST(segs),
	LIST(families),
	LIST(ranges),
	LIST(constants),
	LIST(freezes),
	LIST(freezes_not),
};
