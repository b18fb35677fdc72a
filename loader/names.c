/* SPDX-License-Identifier: MIT */
/* What the loader knows of the table, and the names of calls and answers. */
#include "private.h"

const struct vmi_call_info vmi_call_info[VMI_NR_CALLS] = {
#define VMI_CALL(nr, Name, family, since, sig, clob, seg, group, answers, ...)                               \
	[nr] = {VMI_FAMILY_##family, group, VMI_MAY_##answers},
#include <calls.def>
};

const char *const vmi_family_names[VMI_NR_FAMILIES] = {
#define VMI_FAMILY(name, what) #name,
#include <calls.def>
};

/* One string behind the other, empty for a number without a call: pointers would double the size. */
static const char call_names[] =
#define VMI_CALL(nr, Name, ...) #Name "\0"
#define VMI_UNUSED(nr) "\0"
#include <calls.def>
	;

static const char *const answer_names[VMI_NR_FORMS] = {
	[VMI_ANSWER_NONE] = "none",
	[VMI_ANSWER_CALL] = "call",
	[VMI_ANSWER_JUMP] = "jump",
	[VMI_ANSWER_NOP] = "nop",
	[VMI_ANSWER_INLINE] = "inline",
};

VMI_CALLCONV const char *vmi_answer_name(unsigned int answer)
{
	return answer < VMI_NR_FORMS ? answer_names[answer] : "unknown";
}

VMI_CALLCONV const char *vmi_call_name(unsigned int call)
{
	const char *name = call_names;

	if (call >= VMI_NR_CALLS)
		return NULL;
	while (call--)
		while (*name++)
			;
	return *name ? name : NULL;
}
