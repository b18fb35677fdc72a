/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Makes a struct profile of a profile's file.  The includer has defined PROFILE_FILE, PROFILE for the
 * variable, and PROFILE_OWN for what the file doesn't say.  Each profile is a source of its own, so that its
 * architecture's include path chooses words and numbers.
 */
#include "../emulate.h"
#include "../profile.h"

#include PROFILE_FILE

static const char *const names[VMI_CALL_LIMIT] = {
#define VMI_SAME(nr, Name, ...) [nr] = #Name,
#define VMI_OWN(nr, Name, ...) [nr] = #Name,
#include PROFILE_FILE
};

/* Columns of calls.def. */
static const uint8_t may[VMI_CALL_LIMIT] = {
#define VMI_CALL(nr, Name, family, since, shape, clob, seg, group, answers, ...) [nr] = VMI_MAY_##answers,
#include <calls.def>
};
static const uint8_t since[VMI_CALL_LIMIT] = {
#define VMI_CALL(nr, Name, family, since, ...) [nr] = since,
#include <calls.def>
};
static const uint8_t groups[VMI_CALL_LIMIT] = {
#define VMI_CALL(nr, Name, family, since, shape, clob, seg, group, ...) [nr] = group,
#include <calls.def>
};

const struct profile PROFILE = {
#define VMI_PROFILE(architecture, version) .arch = #architecture,
#define VMI_LAYOUT(field, value) .field = value,
#include PROFILE_FILE
	.names = names, .may = may, .since = since, .groups = groups, PROFILE_OWN};
