/* SPDX-License-Identifier: GPL-2.0-only */
/* Calls of version 3.1: what the blob needs, its start, its console, what may stand in a site, its end of a save. */
#include "probe.h"

probe_why probe_args_Offer(struct probe *p)
{
	(void)p;
	return NULL;
}

/* Bare hardware needs and offers nothing. */
probe_why probe_effect_Offer(struct probe *p)
{
	probe_go(p, 0, 0, 0, 0);
	if (vmi_answer(VMI_CALL_Offer) == VMI_ANSWER_NONE)
		PROBE_CHECK(p, "bits", p->out[EAX], 0);
	return NULL;
}

probe_why probe_args_Start(struct probe *p)
{
	(void)p;
	return "the loader has made it, and it can be made once";
}

probe_why probe_effect_Start(struct probe *p)
{
	return probe_args_Start(p);
}

/* An empty line's worth of nothing: the console is the one that these results go to. */
probe_why probe_args_ConsoleWrite(struct probe *p)
{
	p->gpr[EAX] = (uint32_t)"";
	p->gpr[EDX] = 0;
	return NULL;
}

probe_why probe_effect_ConsoleWrite(struct probe *p)
{
	static const char text[] = "# written by ConsoleWrite\n";

	probe_go(p, (uint32_t)text, sizeof(text) - 1, 0, 0);
	return NULL;
}

probe_why probe_args_PlatformCalls(struct probe *p)
{
	(void)p;
	return NULL;
}

/* It only grows, and by what is called in between. */
probe_why probe_effect_PlatformCalls(struct probe *p)
{
	uint32_t before;

	probe_go(p, 0, 0, 0, 0);
	before = p->out[EAX];
	probe_go(p, 0, 0, 0, 0);
	PROBE_CHECK(p, "a step back", (int32_t)(p->out[EAX] - before) < 0, false);
	return NULL;
}

probe_why probe_args_GetInline(struct probe *p)
{
	p->gpr[EAX] = VMI_CALL_WBINVD;
	return NULL;
}

/* Of a call that isn't called, or is none, there is nothing; else what the loader heard. */
probe_why probe_effect_GetInline(struct probe *p)
{
	uint32_t call, offered = 0;

	for (call = 0; call < VMI_CALL_LIMIT + 1; call++) {
		probe_go(p, call < VMI_CALL_LIMIT ? call : UINT32_MAX, 0, 0, 0);
		PROBE_CHECK(p, "bytes", p->out[EAX] <= VMI_INLINE_MAX, true);
		offered += p->out[EAX];
		if (call < VMI_NR_CALLS && vmi.start && vmi_answer(call) == VMI_ANSWER_CALL)
			PROBE_CHECK(p, "what the loader heard", p->out[EAX], vmi.binding.inline_len[call]);
		else if (call >= VMI_NR_CALLS)
			PROBE_CHECK(p, "for a number that is no call", p->out[EAX], 0);
	}
	if (vmi_answer(VMI_CALL_GetInline) == VMI_ANSWER_NONE)
		PROBE_CHECK(p, "natively", offered, 0);
	return NULL;
}

probe_why probe_args_Suspend(struct probe *p)
{
	(void)p;
	return vmi_answer(VMI_CALL_Suspend) == VMI_ANSWER_NONE ? NULL : "the group suspend makes it, when all stands still";
}

probe_why probe_effect_Suspend(struct probe *p)
{
	probe_go(p, 0, 0, 0, 0);
	PROBE_CHECK(p, "result", p->out[EAX], VMI_SUSPEND_NOWHERE);
	return NULL;
}
