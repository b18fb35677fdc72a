// SPDX-License-Identifier: GPL-2.0-only
#include "profile.h"

#include <profiles/i386-13.def>
#include <profiles/i386-3.def>

#include "emulate.h"

#define NR(array) (sizeof(array) / sizeof((array)[0]))

static const char *const names_3[] = {
#define VMI_SAME(nr, Name, ...) [nr] = #Name,
#define VMI_OWN(nr, Name, ...) [nr] = #Name,
#include <profiles/i386-3.def>
};

static const char *const names_13[] = {
#define VMI_SAME(nr, Name, ...) [nr] = #Name,
#define VMI_OWN(nr, Name, ...) [nr] = #Name,
#include <profiles/i386-13.def>
};

/* The first is that of ROMs whose version says nothing. */
static const struct profile profiles[] = {
	{
		.name = "3.x",
#define VMI_LAYOUT(field, value) .field = value,
#include <profiles/i386-3.def>
		.base = {EMULATE_BASE_A, EMULATE_BASE_B},
		.names = names_3,
		.nr_names = NR(names_3),
		.loader = true,
	},
	{
		.name = "13.3",
#define VMI_LAYOUT(field, value) .field = value,
#include <profiles/i386-13.def>
		.base = {EMULATE_LOW_A, EMULATE_LOW_B},
		.names = names_13,
		.nr_names = NR(names_13),
		.signed_init = true,
		.maps_itself = true,
	},
};

const char *profile_call_name(const struct profile *profile, unsigned int call)
{
	return call < profile->nr_names ? profile->names[call] : NULL;
}

uint8_t profile_may(const struct profile *profile, unsigned int call)
{
	/* calls.def's own numbers; who has others has one answer for all. */
	static const uint8_t answers[VMI_CALL_LIMIT] = {
#define VMI_CALL(nr, Name, family, since, shape, clob, seg, group, answers, ...) [nr] = VMI_MAY_##answers,
#include <calls.def>
	};

	if (profile->only_answer)
		return profile_call_name(profile, call) ? 1 << profile->only_answer : 0;
	return call < VMI_CALL_LIMIT ? answers[call] : 0;
}

const struct profile *profile_of(const struct image *image)
{
	/* What is no VMI ROM may have any byte there. */
	if (image_u32(image, VMI_ROM_OFF_VMI) == VMI_ROM_VMI_SIGNATURE)
		for (size_t i = 0; i < NR(profiles); i++)
			if (image_u8(image, VMI_ROM_OFF_MAJOR) == profiles[i].major)
				return &profiles[i];
	return &profiles[0];
}
