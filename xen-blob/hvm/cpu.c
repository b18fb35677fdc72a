/* SPDX-License-Identifier: GPL-2.0-only */
/* CPUID for the blob's own use, the domain's end, measurements. */
#include "cpu.h"
#include "hypercall.h"
#include "percpu.h"
#include "time.h"

LOCAL void cpuid(struct cpuid_regs *r, uint32_t leaf)
{
	asm volatile("cpuid" : "=a"(r->eax), "=b"(r->ebx), "=c"(r->ecx), "=d"(r->edx) : "0"(leaf), "2"(0));
}

/* AuthenticAMD, HygonGenuine: their second words. */
LOCAL int has_vmmcall(void)
{
	struct cpuid_regs r;

	cpuid(&r, 0);
	return r.edx == 0x69746e65 || r.edx == 0x6e65476e;
}

LOCAL void shut_down(uint32_t reason)
{
	struct sched_shutdown why = {.reason = reason};

	for (;;)
		hypercall2(__HYPERVISOR_sched_op, SCHEDOP_shutdown, (uintptr_t)&why);
}

CALLCONV uint32_t PlatformCalls(void)
{
	return GLOBAL->hypercalls;
}
