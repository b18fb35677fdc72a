/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bits of CR4 that act.  A platform that keeps CR4 to itself could take a bit without giving what it stands
 * for, after CPUID has shown that it is to be had.  Expected: with OSXSAVE XSETBV works and CPUID
 * says so; with TSD programs can't read the time-stamp counter.
 */
#include "kernel.h"
#include "groups.h"
#include "user.h"

#define CR4_OSXSAVE 0x40000u
#define CPUID_1_ECX_XSAVE (1u << 26)
#define CPUID_1_ECX_OSXSAVE (1u << 27)

static uint32_t cpuid_1_ecx(void)
{
	uint32_t r[4] = {1};

	vmi_CPUID(r);
	return r[2];
}

static void xsetbv(void *arg)
{
	(void)arg;
	asm volatile(".byte 0x0f, 0x01, 0xd1" : : "a"(3), "d"(0), "c"(0));
}

static void check_xsave(void)
{
	uint32_t cr4 = vmi_GetCR4();
	struct fault f;

	if (!(cpuid_1_ecx() & CPUID_1_ECX_XSAVE)) {
		tap_skip("no XSAVE", "CR4.OSXSAVE");
		return;
	}
	preempt_disable();
	vmi_SetCR4(cr4 | CR4_OSXSAVE);
	tap_ok(vmi_GetCR4() & CR4_OSXSAVE, "CR4.OSXSAVE reads back");
	tap_ok(cpuid_1_ecx() & CPUID_1_ECX_OSXSAVE, "CPUID says so");
	tap_ok(!expect_fault(xsetbv, NULL, &f), "and XSETBV works");
	vmi_SetCR4(cr4);
	tap_ok(!(cpuid_1_ecx() & CPUID_1_ECX_OSXSAVE), "without it CPUID says so again");
	preempt_enable();
}

static uint32_t run_rdtsc(struct aspace *as)
{
	struct thread *t = thread_create_user("rdtsc", this_cpu(), as, (uint32_t)user_rdtsc, USER_STACK_TOP);
	uint32_t code;

	t->start.bx = 7;
	code = run_user(t);
	thread_free(t);
	return code;
}

static void check_tsd(void)
{
	struct aspace *as = aspace_user(1);
	uint32_t cr4 = vmi_GetCR4(), with, without;

	vmi_SetCR4(cr4 | CR4_TSD);
	with = run_rdtsc(as);
	vmi_SetCR4(cr4);
	without = run_rdtsc(as);
	tap_eq(with, EXIT_KILLED + VEC_GP, "with CR4.TSD a program can't read the time-stamp counter");
	tap_eq(without, 7, "and without it can");
	aspace_destroy(as);
}

void test_cr4(void)
{
	check_xsave();
	if (features.tsc)
		check_tsd();
	else
		tap_skip("no time-stamp counter", "CR4.TSD");
}
