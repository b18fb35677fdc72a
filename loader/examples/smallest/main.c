/* SPDX-License-Identifier: MIT */
/*
 * The smallest kernel with the loader in it: all that a kernel author has to
 * do.  Linear addresses are physical; what is an architecture's own is in machine.h.
 * docs/loader.md says what a grown kernel does at each step.
 */
#include <vmi/loader.h>
#include <vmi/ops.h>

/* From the linker script. */
extern const struct vmi_site vmi_sites_begin[], vmi_sites_end[];

#include "machine.h"

static struct vmi_binding binding;
static uint8_t saved[256]; /* vmi_saved_size() tells how much it takes */

static void put(const char *s)
{
	for (; *s; s++)
		asm volatile("outb %b0, %w1" : : "a"(*s), "d"(0x3F8)); /* COM1 */
}

/* Around the writing of the sites.  A second processor would have to be held, too. */
static VMI_CALLCONV void stop_machine(void *ctx, vmi_run_fn *run, void *job)
{
	vmi_word_t flags;

	(void)ctx;
	/* Native, not vmi_DisableInterrupts(): the sites are being rewritten. */
	asm volatile("pushf; pop %0; cli" : "=r"(flags) : : "memory");
	machine_write_text(true);
	run(job);
	machine_write_text(false);
	asm volatile("push %0; popf" : : "r"(flags) : "memory", "cc");
}

static struct vmi_text text = {
	.begin = vmi_sites_begin,
	.end = vmi_sites_end,
	.saved = saved,
	.saved_size = sizeof(saved),
	.stop_machine = stop_machine,
};

/* Steps 1 to 4: mask, locate (which checks) and bind until a ROM is good, patch. */
static enum vmi_status activate(const void *boot, struct vmi_report *report)
{
	struct vmi_search search = {
		.window = (const void *)VMI_WINDOW_BASE,
		.window_len = VMI_WINDOW_SIZE,
	};
	const char *cmdline = machine_search(boot, &search);
	enum vmi_status status;
	struct vmi_mask mask;
	struct vmi_rom rom;

	vmi_mask_init(&mask);
	if (cmdline) {
		status = vmi_mask_cmdline(cmdline, &mask, NULL);
		if (status != VMI_OK)
			return status;
	}
	if (mask.off)
		return VMI_OFF;

	/* At the end the status is the first fault of all. */
	while ((status = vmi_locate_next(&search, &rom)) == VMI_OK) {
		status = machine_bind(boot, &rom, &mask, &binding);
		if (status == VMI_OK)
			break;
		vmi_locate_refused(&search, status, &binding);
	}
	if (status != VMI_OK)
		return status;
	return vmi_patch(&binding, &text, report);
}

/* Which calls the ROM is asked for from now on, and how.  The table's others stay native. */
static void put_taken(void)
{
	put("\ntaken:");
	for (unsigned int call = 0; call < VMI_NR_CALLS; call++) {
		if (binding.answer[call] == VMI_ANSWER_NONE)
			continue;
		put(" ");
		put(vmi_call_name(call));
		put("=");
		put(vmi_answer_name(binding.answer[call]));
	}
}

#define CPUID_TSC (1u << 4)

/* The time-stamp counter; without one, a number that goes up, too. */
static uint64_t now(bool has_tsc)
{
	static uint64_t count;

	return has_tsc ? vmi_RDTSC() : ++count;
}

/* What a kernel does all day.  Each vmi_ function is a call site; true if all is as it should be. */
static bool work(void)
{
	uint32_t regs[4] = {1};
	vmi_word_t flags;
	uint64_t before;
	bool has_tsc = false;

	if (machine_has_cpuid()) {
		vmi_CPUID(regs);
		has_tsc = regs[3] & CPUID_TSC;
	}
	before = now(has_tsc);
	flags = vmi_GetInterruptMask();
	vmi_DisableInterrupts();
	vmi_SetCR0(vmi_GetCR0());
	vmi_SetInterruptMask(flags);
	vmi_IODelay();
	vmi_SetLazyMode(VMI_LAZY_NONE);
	return regs[0] > 0 && now(has_tsc) > before && vmi_GetDR(7) == 0x400;
}

uint32_t kernel_main(const void *boot)
{
	struct vmi_report report;
	enum vmi_status status = activate(boot, &report);
	char line[256];
	bool good;

	if (status == VMI_OK) {
		/* Step 5: report. */
		vmi_report_line(&binding, &report, line, sizeof(line));
		put(line);
		put_taken();
	} else {
		put("native: ");
		put(vmi_status_text(status));
	}
	good = work();
	put(good ? "\nworks\n" : "\ndoes not work\n");
	return good ? 0x10 : 0x11;
}
