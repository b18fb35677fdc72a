/* SPDX-License-Identifier: GPL-2.0-only */
/* Calls of version 3.1: what the blob needs, its start, its console. */
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
