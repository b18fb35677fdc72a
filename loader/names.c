/* SPDX-License-Identifier: MIT */
/* What the loader knows of the table, and the names of calls and answers. */
#include "private.h"

/* Of the answers that a call may have beside none and call there is one at most. */
#define HAS(may, answer) ((may) & 1 << (answer))
#define LAST(may)                                                                                             \
	(HAS(may, VMI_ANSWER_NOP)    ? VMI_ANSWER_NOP                                                         \
	 : HAS(may, VMI_ANSWER_JUMP) ? VMI_ANSWER_JUMP                                                        \
				     : VMI_ANSWER_CALL)
VMI_STATIC_ASSERT(one_more_answer, !HAS(VMI_MAY_NC0, VMI_ANSWER_JUMP) && !HAS(VMI_MAY_NCJ, VMI_ANSWER_NOP));

const struct vmi_call_info vmi_call_info[VMI_NR_CALLS] = {
#define VMI_CALL(nr, Name, family, since, shape, clob, seg, group, answers, ...)                               \
	[nr] = {VMI_FAMILY_##family, group, LAST(VMI_MAY_##answers)},
#include <calls.def>
};

/* One string behind the other, empty for a number without a call: pointers would double the size. */
static const char call_names[] =
#define VMI_CALL(nr, Name, ...) #Name "\0"
#define VMI_UNUSED(nr) "\0"
#include <calls.def>
	;

static const char family_names[] =
#define VMI_FAMILY(name, what) #name "\0"
#include <calls.def>
	;

/* In the order of their numbers, and what stands for any other. */
static const char answer_names[] = "none\0call\0jump\0nop\0inline\0unknown";

VMI_PRIVATE const char *vmi_nth(const char *names, unsigned int n)
{
	while (n--)
		while (*names++)
			;
	return names;
}

VMI_CALLCONV const char *vmi_answer_name(unsigned int answer)
{
	return vmi_nth(answer_names, answer < VMI_NR_FORMS ? answer : VMI_NR_FORMS);
}

VMI_CALLCONV const char *vmi_call_name(unsigned int call)
{
	const char *name;

	if (call >= VMI_NR_CALLS)
		return NULL;
	name = vmi_nth(call_names, call);
	return *name ? name : NULL;
}

VMI_PRIVATE const char *vmi_family_of(unsigned int call)
{
	return vmi_nth(family_names, vmi_call_info[call].family);
}
