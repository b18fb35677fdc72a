/* SPDX-License-Identifier: GPL-2.0-only */
/* Control and debug registers, MSRs, counters, CPUID: compared with the processor itself. */
#include "probe.h"
#include "native.h"

/* Nothing to prepare: poison will do. */
#define NO_ARGS(Name)                                                                                        \
	probe_why probe_args_##Name(struct probe *p)                                                         \
	{                                                                                                    \
		(void)p;                                                                                     \
		return NULL;                                                                                 \
	}

probe_why probe_args_CPUID(struct probe *p)
{
	p->gpr[EAX] = 1;
	p->gpr[ECX] = 0;
	return NULL;
}

/*
 * Each of the four results.  A hypervisor may hide something from whoever asks the right
 * way, and not from the bare instruction; who made the processor it does not hide.
 */
static void cpuid_leaf(struct probe *p, uint32_t leaf, uint32_t subleaf)
{
	uint32_t want[4] = {leaf, 0, subleaf, 0};

	if (cpu_is_ours())
		native_cpuid(leaf, subleaf, want);
	else
		vmi_CPUID(want);
	probe_go(p, leaf, 0, subleaf, 0);
	PROBE_CHECK(p, "EAX", p->out[EAX], want[0]);
	PROBE_CHECK(p, "EBX", p->out[EBX], want[1]);
	PROBE_CHECK(p, "ECX", p->out[ECX], want[2]);
	PROBE_CHECK(p, "EDX", p->out[EDX], want[3]);
}

probe_why probe_effect_CPUID(struct probe *p)
{
	uint32_t max[4];

	native_cpuid(0, 0, max);
	probe_go(p, 0, 0, 0, 0);
	PROBE_CHECK(p, "EBX, the maker's name", p->out[EBX], max[1]);
	PROBE_CHECK(p, "EDX, the maker's name", p->out[EDX], max[3]);
	PROBE_CHECK(p, "ECX, the maker's name", p->out[ECX], max[2]);
	for (uint32_t leaf = 0; leaf <= max[0] && leaf < 0x20; leaf++) {
		cpuid_leaf(p, leaf, 0);
		cpuid_leaf(p, leaf, 1);
	}
	cpuid_leaf(p, 0x80000000, 0);
	cpuid_leaf(p, 0x80000001, 0);
	return NULL;
}

/* One that may be read and written at any time with what it holds. */
static uint32_t harmless_msr(void)
{
	return features.sep ? MSR_SYSENTER_CS : MSR_EFER;
}

static probe_why no_msr(void)
{
	return features.msr && (features.sep || nx_on()) ? NULL : "the processor has no MSR that is harmless";
}

static uint64_t msr_now(uint32_t msr)
{
	return cpu_is_ours() ? native_rdmsr(msr) : vmi_RDMSR(msr);
}

probe_why probe_args_WRMSR(struct probe *p)
{
	uint64_t now;

	if (no_msr())
		return no_msr();
	now = msr_now(harmless_msr());
	p->gpr[ECX] = harmless_msr();
	p->gpr[EAX] = now;
	p->gpr[EDX] = now >> 32;
	return NULL;
}

probe_why probe_effect_WRMSR(struct probe *p)
{
	uint64_t old;

	if (!features.sep)
		return "the one harmless MSR must stay as it is";
	old = native_rdmsr(MSR_SYSENTER_ESP);
	probe_go(p, 0xc1234568, 0, MSR_SYSENTER_ESP, 0);
	PROBE_CHECK(p, "SYSENTER_ESP", native_rdmsr(MSR_SYSENTER_ESP), 0xc1234568);
	probe_go(p, old, old >> 32, MSR_SYSENTER_ESP, 0);
	PROBE_CHECK(p, "SYSENTER_ESP", native_rdmsr(MSR_SYSENTER_ESP), old);
	native_wrmsr(MSR_SYSENTER_ESP, old);
	return NULL;
}

probe_why probe_args_RDMSR(struct probe *p)
{
	p->gpr[ECX] = harmless_msr();
	return no_msr();
}

probe_why probe_effect_RDMSR(struct probe *p)
{
	static const uint32_t msrs[] = {MSR_SYSENTER_CS, MSR_SYSENTER_ESP, MSR_SYSENTER_EIP};

	if (!features.sep) {
		PROBE_CHECK(p, "EFER.NX", probe_go(p, 0, 0, MSR_EFER, 0) & EFER_NX, EFER_NX);
		return NULL;
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(msrs); i++) {
		uint64_t want = native_rdmsr(msrs[i]), is = probe_go(p, 0, 0, msrs[i], 0);

		PROBE_CHECK(p, "EAX", is, want);
		PROBE_CHECK(p, "EDX", is >> 32, want >> 32);
	}
	return NULL;
}

/* A control register that is written with what it holds. */
#define SET_CR(n)                                                                                            \
	probe_why probe_args_SetCR##n(struct probe *p)                                                       \
	{                                                                                                    \
		p->gpr[EAX] = native_get_cr##n();                                                            \
		return NULL;                                                                                 \
	}
#define GET_CR(n)                                                                                            \
	NO_ARGS(GetCR##n)                                                                                    \
	probe_why probe_effect_GetCR##n(struct probe *p)                                                     \
	{                                                                                                    \
		PROBE_CHECK(p, "CR" #n, probe_go(p, 0, 0, 0, 0), native_get_cr##n());                        \
		return NULL;                                                                                 \
	}
SET_CR(0)
SET_CR(2)
SET_CR(4)
GET_CR(0)
GET_CR(4)

probe_why probe_effect_SetCR0(struct probe *p)
{
	uint32_t old = native_get_cr0();
	static const uint32_t flip[] = {CR0_TS, CR0_WP, CR0_TS | CR0_MP};

	for (unsigned int i = 0; i < ARRAY_SIZE(flip); i++) {
		probe_go(p, old ^ flip[i], 0, 0, 0);
		PROBE_CHECK(p, "CR0", native_get_cr0(), old ^ flip[i]);
		probe_go(p, old, 0, 0, 0);
		PROBE_CHECK(p, "CR0", native_get_cr0(), old);
	}
	native_set_cr0(old);
	return NULL;
}

probe_why probe_effect_SetCR2(struct probe *p)
{
	probe_go(p, 0xb8765432, 0, 0, 0);
	PROBE_CHECK(p, "CR2", native_get_cr2(), 0xb8765432);
	return NULL;
}

/* TSD keeps user mode from RDTSC: of no concern here. */
probe_why probe_effect_SetCR4(struct probe *p)
{
	uint32_t old = native_get_cr4(), flip = features.tsc ? 1u << 2 : 0;

	probe_go(p, old ^ flip, 0, 0, 0);
	PROBE_CHECK(p, "CR4", native_get_cr4(), old ^ flip);
	probe_go(p, old, 0, 0, 0);
	PROBE_CHECK(p, "CR4", native_get_cr4(), old);
	native_set_cr4(old);
	return NULL;
}

NO_ARGS(GetCR2)
probe_why probe_effect_GetCR2(struct probe *p)
{
	native_set_cr2(0x0badf00d);
	PROBE_CHECK(p, "CR2", probe_go(p, 0, 0, 0, 0), 0x0badf00d);
	return NULL;
}

NO_ARGS(WBINVD)
probe_why probe_effect_WBINVD(struct probe *p)
{
	p->buffer[0] = 0x1122334455667788;
	probe_go(p, 0, 0, 0, 0);
	PROBE_CHECK(p, "memory", p->buffer[0], 0x55667788);
	return NULL;
}

NO_ARGS(CLTS)
probe_why probe_effect_CLTS(struct probe *p)
{
	uint32_t old = native_get_cr0();

	native_set_cr0(old | CR0_TS);
	probe_go(p, 0, 0, 0, 0);
	PROBE_CHECK(p, "CR0", native_get_cr0(), old & ~CR0_TS);
	probe_go(p, 0, 0, 0, 0);
	PROBE_CHECK(p, "CR0 the second time", native_get_cr0(), old & ~CR0_TS);
	native_set_cr0(old);
	return NULL;
}

probe_why probe_args_RDPMC(struct probe *p)
{
	uint32_t r[4] = {0};

	p->gpr[ECX] = 0;
	if (features.max_leaf >= 0xa)
		native_cpuid(0xa, 0, r);
	return r[0] & 0xff ? NULL : "CPUID leaf 10 shows no performance counters";
}

/* Nobody programmed the counter: that it can be read is all there is to see. */
probe_why probe_effect_RDPMC(struct probe *p)
{
	probe_go(p, 0, 0, 0, 0);
	return NULL;
}

probe_why probe_args_RDTSC(struct probe *p)
{
	(void)p;
	return features.tsc ? NULL : "the processor has no time-stamp counter";
}

/* What it counts: the processor's own counter, or a ROM's, which then is the cycle counter. */
static uint64_t tsc(void)
{
	return vmi_answer(VMI_CALL_RDTSC) == VMI_ANSWER_CALL && vmi_answer(VMI_CALL_GetCycleCounter) == VMI_ANSWER_CALL ?
		       vmi_GetCycleCounter(0) :
		       native_rdtsc();
}

probe_why probe_effect_RDTSC(struct probe *p)
{
	for (unsigned int i = 0; i < 10; i++) {
		uint64_t before = tsc(), is = probe_go(p, 0, 0, 0, 0), after = tsc();

		PROBE_CHECK(p, "counted back", is < before, false);
		PROBE_CHECK(p, "ran ahead", is > after, false);
	}
	return NULL;
}

/* These don't return. */
probe_why probe_args_Reboot(struct probe *p)
{
	(void)p;
	return "it does not return";
}

probe_why probe_effect_Reboot(struct probe *p)
{
	return probe_args_Reboot(p);
}

probe_why probe_args_Shutdown(struct probe *p)
{
	(void)p;
	return "it does not return";
}

probe_why probe_effect_Shutdown(struct probe *p)
{
	return probe_args_Shutdown(p);
}
