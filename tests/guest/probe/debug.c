/* SPDX-License-Identifier: GPL-2.0-only */
/* Debug registers. */
#include "probe.h"
#include "native.h"

static uint32_t get_dr(unsigned int n)
{
	switch (n) {
	case 0:
		return native_get_dr0();
	case 1:
		return native_get_dr1();
	case 2:
		return native_get_dr2();
	case 3:
		return native_get_dr3();
	case 6:
		return native_get_dr6();
	default:
		return native_get_dr7();
	}
}

static void set_dr(unsigned int n, uint32_t v)
{
	switch (n) {
	case 0:
		return native_set_dr0(v);
	case 1:
		return native_set_dr1(v);
	case 2:
		return native_set_dr2(v);
	case 3:
		return native_set_dr3(v);
	case 6:
		return native_set_dr6(v);
	default:
		return native_set_dr7(v);
	}
}

static const uint8_t numbers[] = {0, 1, 2, 3, 6, 7};
#define NR_NUMBERS ARRAY_SIZE(numbers)

/* What each may hold for a moment: addresses where nothing runs, all four causes, no breakpoint. */
static const uint32_t values[NR_NUMBERS] = {0xb0000010, 0xb0000120, 0xb0001230,
					    0xb0012340, 0xffff0fff, 0x455};

static void save(uint32_t dr[NR_NUMBERS])
{
	for (unsigned int i = 0; i < NR_NUMBERS; i++)
		dr[i] = get_dr(numbers[i]);
}

/* DR7 is the last: what it enables is in place then. */
static void restore(const uint32_t dr[NR_NUMBERS])
{
	native_set_dr7(0x400);
	for (unsigned int i = 0; i < NR_NUMBERS; i++)
		set_dr(numbers[i], dr[i]);
}

probe_why probe_args_SetDR(struct probe *p)
{
	p->gpr[EAX] = 3;
	p->gpr[EDX] = native_get_dr3();
	return NULL;
}

/* A breakpoint that was set through the call must stop what runs there. */
static void check_breakpoint(struct probe *p)
{
	struct probe_call here = {.name = "breakpoint", .family = "cpu", .site = probe_site_empty};
	struct probe *q = probe_get();

	probe_go(p, 0, (uint32_t)probe_site_empty, 0, 0);
	probe_go(p, 7, 0x402, 0, 0);
	probe_poison(q, &here, 0);
	probe_run_once(q);
	native_set_dr7(0x400);
	PROBE_CHECK(p, "exception at the breakpoint", q->faulted, 1 + VEC_DB);
	PROBE_CHECK(p, "address of it", q->fault_eip, (uint32_t)probe_site_empty);
	probe_put(q);
}

probe_why probe_effect_SetDR(struct probe *p)
{
	uint32_t old[NR_NUMBERS];

	save(old);
	for (unsigned int i = 0; i < NR_NUMBERS; i++) {
		uint32_t others[NR_NUMBERS];

		save(others);
		probe_go(p, numbers[i], values[i], 0, 0);
		PROBE_CHECK(p, "that register", get_dr(numbers[i]), values[i]);
		for (unsigned int k = 0; k < NR_NUMBERS; k++) {
			if (k != i)
				PROBE_CHECK(p, "another register", get_dr(numbers[k]), others[k]);
		}
	}
	check_breakpoint(p);
	restore(old);
	return NULL;
}

probe_why probe_args_GetDR(struct probe *p)
{
	p->gpr[EAX] = 7;
	return NULL;
}

probe_why probe_effect_GetDR(struct probe *p)
{
	uint32_t old[NR_NUMBERS];

	save(old);
	for (unsigned int i = 0; i < NR_NUMBERS; i++)
		set_dr(numbers[i], values[i]);
	for (unsigned int i = 0; i < NR_NUMBERS; i++)
		PROBE_CHECK(p, "a register", probe_go(p, numbers[i], 0, 0, 0), get_dr(numbers[i]));
	restore(old);
	return NULL;
}
