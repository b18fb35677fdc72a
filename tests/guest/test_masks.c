/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The user's mask.  A blob could count on a call that the user keeps native: on seeing each end of an interrupt, each change of
 * a register.  Then some kernel would lose its tick, or an interrupt, with one mask of many.
 * Expected: with every family, every single call and random sets of them native, the kernel works; where it can't, it is told so.
 */
#include "kernel.h"
#include "groups.h"
#include "options.h"

#define SUBSETS 200
#define SEED 0x13f00d

static VMI_CALLCONV void stop_machine(void *ctx, vmi_run_fn *run, void *job)
{
	(void)ctx;
	cpus_run_alone(run, job);
}

/* On each other: its own clock runs, whoever else reads it. */
static void count_if_clock_runs(void *arg)
{
	uint64_t then = vmi_GetCycleCounter(0);
	uint32_t looks = 1000000;

	while (vmi_GetCycleCounter(0) == then && --looks)
		cpu_relax();
	if (looks)
		atomic_add(arg, 1);
}

static bool tick_comes(uint32_t before)
{
	struct wait wait;

	wait_begin(&wait, 2000, 100000);
	while (this_cpu()->ticks == before && !wait_over(&wait))
		cpu_relax();
	return this_cpu()->ticks != before;
}

/* And no more of the tick that it takes the place of. */
static bool single_alarm_comes(void)
{
	uint32_t mask = irq_save(), before = this_cpu()->ticks;
	uint64_t soon = vmi_GetCycleCounter(0) + 1000 * cycles_per_us();
	bool comes;

	vmi_SetAlarm(platform->alarm_wiring(), soon, soon >> 32, 0, 0);
	irq_restore(mask);
	comes = tick_comes(before);
	before = this_cpu()->ticks;
	delay_us(6 * 1000000 / HZ);
	/* What came first may have been an old one, with a second on its way. */
	return comes && this_cpu()->ticks - before <= 2;
}

/*
 * A single alarm in place of the tick, which whoever set it may not have been the same; and the tick again.
 * In a brief run only the last: the rest takes half of that run.
 */
static bool alarms_come(void)
{
	uint32_t before;
	bool once = true;

	preempt_disable();
	if (repeats(SUBSETS) == SUBSETS)
		once = single_alarm_comes();
	before = this_cpu()->ticks;
	timer_start(HZ);
	once &= tick_comes(before);
	preempt_enable();
	return once;
}

/* The flag, a page, the others, clocks, alarms, a switch. */
static bool works(void)
{
	volatile uint32_t n = 0;
	uint32_t mask = irq_save(), va = WINDOW_BASE, frame = frame_alloc();
	uint64_t then = vmi_GetCycleCounter(0);
	bool good = !irqs_on();

	irq_restore(mask);
	good &= irqs_on();
	if (nr_cpus > 1)
		cpu_call_others(count_if_clock_runs, (void *)&n);
	map_page(&kernel_aspace, va, pte_make(frame, PTE_P | PTE_W));
	*(volatile uint32_t *)va = 0x1234;
	good &= n == nr_cpus - 1 && *(uint32_t *)phys_to_virt(frame << PAGE_SHIFT) == 0x1234;
	unmap_page(&kernel_aspace, va);
	frame_put(frame);
	good &= alarms_come() && vmi_GetCycleCounter(0) >= then;
	schedule();
	return good;
}

enum outcome { WORKS, REFUSED, FAILS };

/* Binds the ROM anew with these words, and lets the kernel work. */
static enum outcome try(const char *words)
{
	static struct vmi_binding masked;
	struct vmi_caller caller = vmi_call_i386;
	enum vmi_status status;
	struct vmi_mask mask;

	caller.start = vmi.start;
	vmi_mask_init(&mask);
	if (vmi_mask_parse(words, strlen(words), &mask, NULL) != VMI_OK)
		return FAILS;
	status = vmi_bind(&vmi.rom, &mask, &caller, &masked);
	if (status == VMI_MASK_REFUSED)
		return REFUSED;
	if (status != VMI_OK)
		return FAILS;
	vmi.binding = masked;
	if (vmi_rebind(&vmi.binding, &vmi.text, NULL) != VMI_OK)
		return FAILS;
	return works() ? WORKS : FAILS;
}

/* Where any call that is answered must not stay native, a mask of one is refused; others say nothing. */
static bool as_expected(const char *words, bool answered)
{
	enum outcome is;

	if (!cpu_is_ours() && !answered)
		return true; /* to take it is to call Start again */
	is = try(words);
	if (is != (cpu_is_ours() ? WORKS : REFUSED))
		tap_note("  vmi=%s: %s", words, is == FAILS ? "fails" : is == REFUSED ? "refused" : "taken");
	return is == (cpu_is_ours() ? WORKS : REFUSED);
}

static void check_families(void)
{
#define VMI_FAMILY(name, what) "-" #name,
	static const char *const families[] = {
#include <calls.def>
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(families); i++)
		tap_ok(as_expected(families[i], true), "vmi=%s", families[i]);
}

static bool is_answered(unsigned int call)
{
	return vmi.binding.offered[call] != VMI_ANSWER_NONE;
}

static void check_singles(void)
{
	unsigned int call, wrong = 0, n = 0;
	char words[32];

	for (call = 0; call < VMI_NR_CALLS; call++) {
		if (!vmi_call_name(call))
			continue;
		ksnprintf(words, sizeof(words), "-%s", vmi_call_name(call));
		wrong += !as_expected(words, is_answered(call));
		n++;
	}
	tap_eq(wrong, 0, "each of %u calls kept native by itself", n);
}

static uint32_t random(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223; /* Numerical Recipes, 7.1 */
	return *state >> 16;
}

static void check_subsets(void)
{
	static char words[VMI_NR_CALLS * 20];
	uint32_t state = SEED, n = repeats(SUBSETS), i, wrong = 0;

	for (i = 0; i < n; i++) {
		bool answered = false;
		uint32_t len = 0;

		for (unsigned int call = 0; call < VMI_NR_CALLS; call++) {
			if (!vmi_call_name(call) || random(&state) & 1)
				continue;
			len += ksnprintf(words + len, sizeof(words) - len, "%s-%s", len ? "," : "", vmi_call_name(call));
			answered |= is_answered(call);
		}
		wrong += !as_expected(words, answered);
	}
	tap_eq(wrong, 0, "%u random sets of calls kept native", n);
}

void test_masks(void)
{
	struct vmi_binding saved = vmi.binding;

	if (vmi.status != VMI_OK) {
		tap_skip("there is no ROM", "masks");
		return;
	}
	vmi.text.stop_machine = stop_machine;
	check_families();
	check_singles();
	check_subsets();
	if (cpu_is_ours()) {
		try("");
		vmi.binding = saved;
		tap_eq(vmi_rebind(&vmi.binding, &vmi.text, NULL), VMI_OK, "bound as it was");
		timer_start(HZ);
	}
}
