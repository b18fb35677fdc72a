/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lazy FPU.  CLTS or a write of CR0 could be lost, and then one thread would
 * compute with another's registers, or every use would trap.  Expected: #NM at
 * the first use after a switch and only then; x87 and SSE state of each
 * thread as it left it.
 */
#include "kernel.h"
#include "groups.h"

#define NR_THREADS 4
#define ROUNDS 100

static volatile uint32_t traps;

static bool count_trap(struct regs *r)
{
	(void)r;
	traps++;
	return false;
}

static void load_x87(uint32_t tag)
{
	uint32_t v[8], i;
	uint16_t control = tag & 1 ? 0x27f : 0x37f;

	for (i = 0; i < 8; i++)
		v[i] = tag + i;
	asm volatile("fninit; fldcw %0" : : "m"(control));
	for (i = 0; i < 8; i++)
		asm volatile("fildl %0" : : "m"(v[i]));
}

static bool check_x87(uint32_t tag)
{
	uint32_t v, i, bad = 0;
	uint16_t control;

	asm volatile("fnstcw %0" : "=m"(control));
	bad += control != (tag & 1 ? 0x27f : 0x37f);
	for (i = 8; i--;) {
		asm volatile("fistpl %0" : "=m"(v));
		bad += v != tag + i;
	}
	return !bad;
}

static void load_sse(uint32_t tag)
{
	uint32_t v[8][4], i, j, mxcsr = tag & 1 ? 0x1f80 : 0x3f80;

	for (i = 0; i < 8; i++)
		for (j = 0; j < 4; j++)
			v[i][j] = tag * 64 + i * 4 + j;
	asm volatile("ldmxcsr %1\n"
		     "movups (%0), %%xmm0\n"
		     "movups 16(%0), %%xmm1\n"
		     "movups 32(%0), %%xmm2\n"
		     "movups 48(%0), %%xmm3\n"
		     "movups 64(%0), %%xmm4\n"
		     "movups 80(%0), %%xmm5\n"
		     "movups 96(%0), %%xmm6\n"
		     "movups 112(%0), %%xmm7\n"
		     :
		     : "r"(v), "m"(mxcsr), "m"(v));
}

static bool check_sse(uint32_t tag)
{
	uint32_t v[8][4], i, j, mxcsr, bad = 0;

	asm volatile("stmxcsr %0\n"
		     "movups %%xmm0, (%2)\n"
		     "movups %%xmm1, 16(%2)\n"
		     "movups %%xmm2, 32(%2)\n"
		     "movups %%xmm3, 48(%2)\n"
		     "movups %%xmm4, 64(%2)\n"
		     "movups %%xmm5, 80(%2)\n"
		     "movups %%xmm6, 96(%2)\n"
		     "movups %%xmm7, 112(%2)\n"
		     : "=m"(mxcsr), "=m"(v)
		     : "r"(v));
	bad += mxcsr != (tag & 1 ? 0x1f80 : 0x3f80);
	for (i = 0; i < 8; i++)
		for (j = 0; j < 4; j++)
			bad += v[i][j] != tag * 64 + i * 4 + j;
	return !bad;
}

static void worker(void *arg)
{
	uint32_t tag = (uint32_t)arg, i, bad = 0;

	for (i = 0; i < ROUNDS; i++) {
		load_x87(tag + i);
		if (features.sse)
			load_sse(tag + i);
		schedule();
		/* Preempted as well, some of the time. */
		delay_us(20);
		bad += !check_x87(tag + i);
		bad += features.sse && !check_sse(tag + i);
	}
	thread_exit(bad);
}

static void check_threads(void)
{
	struct thread *t[NR_THREADS * MAX_CPUS];
	uint32_t i, bad = 0, n = NR_THREADS * nr_cpus;

	for (i = 0; i < n; i++) {
		t[i] = thread_create("fpu", cpus[i % nr_cpus], worker, (void *)(1000 * (i + 1)));
		thread_run(t[i]);
	}
	for (i = 0; i < n; i++)
		bad += thread_join(t[i]);
	tap_eq(bad, 0, "%u threads kept their FPU state%s", n, features.sse ? ", SSE too" : "");
}

static void use(void *arg)
{
	(void)arg;
	asm volatile("fnop");
}

static void check_flag(void)
{
	trap_hook *old = trap_set_hook(VEC_NM, count_trap);

	preempt_disable();
	vmi_SetCR0(vmi_GetCR0() | CR0_TS);
	tap_ok(vmi_GetCR0() & CR0_TS, "TS reads back set");
	traps = 0;
	use(NULL);
	tap_eq(traps, 1, "a use with TS set traps once");
	tap_ok(!(vmi_GetCR0() & CR0_TS), "TS is clear then");
	use(NULL);
	tap_eq(traps, 1, "and the next does not trap");
	vmi_SetCR0(vmi_GetCR0() | CR0_TS);
	vmi_CLTS();
	tap_ok(!(vmi_GetCR0() & CR0_TS), "CLTS clears TS");
	use(NULL);
	tap_eq(traps, 1, "and a use then does not trap");
	preempt_enable();
	trap_set_hook(VEC_NM, old);
}

static bool pass_over(struct regs *r)
{
	traps++;
	r->ip += 2; /* fnop */
	return true;
}

/* A handler that leaves TS alone, which a platform may have cleared to deliver the trap. */
static void check_untouched(void)
{
	trap_hook *old = trap_set_hook(VEC_NM, pass_over);

	preempt_disable();
	vmi_SetCR0(vmi_GetCR0() | CR0_TS);
	traps = 0;
	use(NULL);
	use(NULL);
	tap_eq(traps, 2, "TS stays when a trap's handler doesn't clear it");
	vmi_SetCR0(vmi_GetCR0() | CR0_TS);
	use(NULL);
	tap_eq(traps, 3, "and is set when it is set once more");
	vmi_CLTS();
	use(NULL);
	tap_eq(traps, 3, "and clear when that is asked for");
	vmi_SetCR0(vmi_GetCR0() | CR0_TS);
	preempt_enable();
	trap_set_hook(VEC_NM, old);
}

static void check_emulation(void)
{
	struct fault f;
	uint32_t cr0 = vmi_GetCR0();

	if (!cpu_is_ours()) {
		tap_skip("EM is the hypervisor's: TS is all of CR0 that acts",
			 "with EM and without TS a use is an error");
		return;
	}
	preempt_disable();
	vmi_SetCR0((cr0 & ~CR0_TS) | CR0_EM);
	expect_fault(use, NULL, &f);
	vmi_SetCR0(cr0);
	preempt_enable();
	tap_ok(f.happened && f.vector == VEC_NM, "with EM and without TS a use is an error");
}

void test_fpu(void)
{
	if (!features.fpu) {
		tap_skip("no FPU", "lazy FPU");
		return;
	}
	check_flag();
	check_untouched();
	check_emulation();
	check_threads();
}
