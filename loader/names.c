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

static const char *const call_names[VMI_NR_CALLS] = {
#define VMI_CALL(nr, Name, ...) [nr] = #Name,
#include <calls.def>
};

static const char *const answer_names[VMI_NR_ANSWERS] = {
	[VMI_ANSWER_NONE] = "none",
	[VMI_ANSWER_CALL] = "call",
	[VMI_ANSWER_JUMP] = "jump",
	[VMI_ANSWER_NOP] = "nop",
};

const char *vmi_answer_name(unsigned int answer)
{
	return answer < VMI_NR_ANSWERS ? answer_names[answer] : "unknown";
}

const char *vmi_call_name(unsigned int call)
{
	return call < VMI_NR_CALLS ? call_names[call] : NULL;
}
