// SPDX-License-Identifier: GPL-2.0-only
#include "profile.h"

#include <vmi/rom.h>

#define NR(array) (sizeof(array) / sizeof((array)[0]))

extern const struct profile profile_i386_3, profile_i386_13, profile_x86_64_4;

/* The first is that of ROMs whose version says nothing. */
static const struct profile *const profiles[] = {&profile_i386_3, &profile_i386_13, &profile_x86_64_4};

const char *profile_call_name(const struct profile *profile, unsigned int call)
{
	return call < profile->end_call ? profile->names[call] : NULL;
}

uint8_t profile_may(const struct profile *profile, unsigned int call)
{
	/* calls.def's own numbers; who has others has one answer for all. */
	if (profile->only_answer)
		return profile_call_name(profile, call) ? 1 << profile->only_answer : 0;
	return call < profile->end_call ? profile->may[call] : 0;
}

const struct profile *profile_of(const struct image *image)
{
	/* What is no VMI ROM may have any byte there. */
	if (image_u32(image, VMI_ROM_OFF_VMI) == VMI_ROM_VMI_SIGNATURE)
		for (size_t i = 0; i < NR(profiles); i++)
			if (image_u8(image, VMI_ROM_OFF_MAJOR) == profiles[i]->major)
				return profiles[i];
	return profiles[0];
}

const struct profile *profile_of_machine(unsigned int machine)
{
	for (size_t i = 0; i < NR(profiles); i++)
		if (profiles[i]->machine == machine)
			return profiles[i];
	return NULL;
}
