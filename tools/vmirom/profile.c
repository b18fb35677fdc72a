// SPDX-License-Identifier: GPL-2.0-only
#include "profile.h"

#include <vmi/loader.h>
#include <profiles/i386-13.def>

#include "emulate.h"

static uint8_t may(unsigned int call)
{
	static const uint8_t answers[VMI_CALL_LIMIT] = {
#define VMI_CALL(nr, Name, family, since, sig, clob, seg, group, answers, ...) [nr] = VMI_MAY_##answers,
#include <calls.def>
	};

	return call < VMI_CALL_LIMIT ? answers[call] : 0;
}

static const char *name13(unsigned int call)
{
	static const char *const names[VMI13_NR_CALLS] = {
#define VMI_SAME(nr, Name, ...) [nr] = #Name,
#define VMI_OWN(nr, Name, ...) [nr] = #Name,
#include <profiles/i386-13.def>
	};

	return call < VMI13_NR_CALLS ? names[call] : NULL;
}

/* The client stops at anything but a call, whatever the number. */
static uint8_t may13(unsigned int call)
{
	return name13(call) ? 1 << VMI13_ANSWER : 0;
}

static const struct profile current = {
	.name = "3.x",
	.major = VMI_API_MAJOR,
	.minor = VMI_API_MINOR,
	.header_size = VMI_ROM_HEADER_SIZE,
	.init = VMI_ROM_OFF_INIT,
	.reloc = VMI_ROM_OFF_RELOC,
	.first_code = VMI_ROM_HEADER_SIZE,
	.base = {EMULATE_BASE_A, EMULATE_BASE_B},
	.first_call = 0,
	.nr_calls = VMI_NR_CALLS,
	.end_call = VMI_CALL_LIMIT,
	.call_name = vmi_call_name,
	.may = may,
};

static const struct profile older = {
	.name = "13.3",
	.major = VMI13_API_MAJOR,
	.minor = VMI13_API_MINOR,
	.header_size = VMI13_TABLE_END,
	.init = VMI13_OFF_INIT,
	.reloc = VMI13_OFF_RELOC,
	.first_code = VMI13_OFF_INIT,
	.base = {EMULATE_LOW_A, EMULATE_LOW_B},
	.first_call = VMI13_FIRST_CALL,
	.nr_calls = VMI13_NR_CALLS,
	.end_call = VMI13_NR_CALLS,
	.call_name = name13,
	.may = may13,
};

const struct profile *profile_of(const struct image *image)
{
	/* What is no VMI ROM may have any byte there. */
	return image_u32(image, VMI_ROM_OFF_VMI) == VMI_ROM_VMI_SIGNATURE &&
			       image_u8(image, VMI_ROM_OFF_MAJOR) == VMI13_API_MAJOR
		       ? &older
		       : &current;
}

bool is_13(const struct profile *profile)
{
	return profile == &older;
}
