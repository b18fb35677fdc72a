// SPDX-License-Identifier: GPL-2.0-only
#include "answers.h"

const char *answer_word(const struct answer *answer)
{
	if (!answer->asked)
		return "not asked";
	switch (answer->end) {
	case EMULATE_RETURNED:
		return answer->type < VMI_NR_ANSWERS ? vmi_answer_name(answer->type) : "unknown";
	case EMULATE_HUNG:
		return "hang";
	case EMULATE_HALTED:
		return "halt";
	case EMULATE_FAULTED:
		return "crash";
	case EMULATE_WROTE_IMAGE:
		return "writes-image";
	case EMULATE_GAVE_UP:
	case EMULATE_RAN_OUT:
		return "emulator";
	case EMULATE_BUSY:
		break;
	}
	return "unknown";
}

bool has_address(const struct answer *answer)
{
	return answer->asked && answer->end == EMULATE_RETURNED &&
	       (answer->type == VMI_ANSWER_CALL || answer->type == VMI_ANSWER_JUMP);
}

bool worth_a_line(const struct profile *profile, const struct answers *answers, unsigned int call)
{
	return profile_call_name(profile, call) || is_answered(&answers->call[call]);
}

bool is_answered(const struct answer *answer)
{
	return answer->asked && (answer->end != EMULATE_RETURNED || answer->type != VMI_ANSWER_NONE);
}
