/* SPDX-License-Identifier: GPL-2.0-only */
/* What this architecture's kernel has not got yet: benchmarks, misuse, the probes (docs/conformance.md). */
#include "kernel.h"
#include "groups.h"
#include "probe/screen.h"

static void missing(const char *what)
{
	tap_ok(false, "%s: not in the kernel for x86-64 yet", what);
}

void bench(void)
{
	missing("bench");
}

void bench_ops(void)
{
}

void bench_exits(void)
{
	missing("bench=exits");
}

void misuse(void)
{
	missing("misuse");
}

void test_smp_ipi(void)
{
	tap_skip("not in the kernel for x86-64 yet", "interrupts to sets of processors");
}

void probe_bench(void)
{
}

void probe_screen(const struct vmi_rom *rom, struct vmi_caller *caller)
{
	(void)rom, (void)caller;
}

void probe_screened(struct vmi_binding *binding)
{
	(void)binding;
}

bool probe_start_processor(const void *state, uint32_t apic_id, const volatile bool *online)
{
	(void)state, (void)apic_id, (void)online;
	return false;
}
