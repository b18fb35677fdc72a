/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Patching at run time.  Unpatch could leave a byte of the blob behind, a second
 * patch could differ from the first, and a mask could be half obeyed.
 * Expected: unpatched text is byte for byte what the boot loader brought, patched
 * text is the same each time, and the kernel works at each step.
 */
#include "kernel.h"
#include "groups.h"

extern const struct vmi_site vmi_sites_begin[], vmi_sites_end[];

static const uint8_t *site_at(const struct vmi_site *s)
{
	return (const uint8_t *)&s->offset + s->offset;
}

static unsigned int stops;
static bool refuses; /* to stop anything */

static VMI_CALLCONV void stop_machine(void *ctx, vmi_run_fn *run, void *job)
{
	(void)ctx;
	if (refuses)
		return;
	stops++;
	cpus_run_alone(run, job);
}

/* The same where cli and popf do nothing: run leaves the sites as they were before it. */
static VMI_CALLCONV void stop_deprivileged(void *ctx, vmi_run_fn *run, void *job)
{
	uint32_t mask;

	(void)ctx;
	if (refuses)
		return;
	stops++;
	cpus_hold();
	mask = irq_save();
	run(job);
	irq_restore(mask);
	cpus_release();
}

static enum vmi_status unpatch(void)
{
	return vmi_unpatch(&vmi.text);
}

static enum vmi_status patch(void)
{
	return vmi_patch(&vmi.binding, &vmi.text, NULL);
}

static enum vmi_status rebind(void)
{
	return vmi_rebind(&vmi.binding, &vmi.text, NULL);
}

static VMI_CALLCONV void run_unpatch_and_patch(void *status)
{
	enum vmi_status *s = status;

	*s = unpatch();
	if (*s == VMI_OK)
		*s = patch();
}

/* Within one stop, which is not the loader's. */
static enum vmi_status unpatch_and_patch(void)
{
	enum vmi_status status = VMI_NOT_STOPPED;

	vmi.text.stop_machine = NULL;
	stop_deprivileged(NULL, run_unpatch_and_patch, &status);
	vmi.text.stop_machine = stop_deprivileged;
	return status;
}

#define OP_CALL 0xe8
#define OP_IRET 0xcf

/* What a blob may do to a site that calls its IRET: give it the instruction back, at the first return. */
static bool given_back(const uint8_t *at, uint8_t one, uint8_t other)
{
	const struct vmi_site *s;

	if (!(one == OP_CALL && other == OP_IRET) && !(one == OP_IRET && other == OP_CALL))
		return false;
	for (s = vmi_sites_begin; s < vmi_sites_end && site_at(s) != at; s++)
		;
	return s < vmi_sites_end && s->call == VMI_CALL_IRET;
}

static bool text_is(const uint8_t *copy)
{
	const uint8_t *text = vmi_text_begin();
	uint32_t i;

	for (i = 0; i < vmi_text_size(); i++)
		if (text[i] != copy[i] && !given_back(text + i, text[i], copy[i]))
			return false;
	return true;
}

static void count(void *arg)
{
	atomic_add(arg, irqs_on() ? 100 : 1);
}

/* A site that is long enough holds what GetInline offered of its call's body, and nothing that runs behind it. */
static void check_inlined(void)
{
	const uint8_t *inlined = vmi.binding.inline_len;
	const struct vmi_site *s;
	uint32_t n = 0, right = 0;

	for (s = vmi_sites_begin; s < vmi_sites_end; s++) {
		uint32_t len = inlined[s->call], i = len;
		const uint8_t *text = site_at(s);

		if (!len || len > s->len)
			continue;
		n++;
		while (i + 1 < s->len && text[i] == 0x66)
			i++;
		right += !memcmp(text, (const void *)vmi.binding.target[s->call], len) &&
			 (i == s->len || (i + 1 == s->len && text[i] == 0x90) ||
			  (text[i] == 0xeb && text[i + 1] == s->len - i - 2));
	}
	if (!n) {
		tap_skip("the ROM offers nothing for it", "bodies in sites");
		return;
	}
	tap_eq(right, n, "%u sites hold the bodies of their calls", n);
	tap_eq(vmi.report.by_answer[VMI_ANSWER_INLINE], n, "and so says the report");
}

/* A little of everything, on all processors. */
static void works(const char *when)
{
	volatile uint32_t n = 0;
	uint32_t mask = irq_save(), va = WINDOW_BASE, frame = frame_alloc();
	bool off = !irqs_on();

	irq_restore(mask);
	if (nr_cpus > 1)
		cpu_call_others(count, (void *)&n);
	map_page(&kernel_aspace, va, pte_make(frame, PTE_P | PTE_W));
	*(volatile uint32_t *)va = 0x1234;
	tap_ok(off && irqs_on() && n == nr_cpus - 1 &&
		       *(uint32_t *)phys_to_virt(frame << PAGE_SHIFT) == 0x1234 &&
		       vmi_GetCR3() == virt_to_phys(kernel_aspace.root),
	       "the kernel works %s", when);
	unmap_page(&kernel_aspace, va);
	frame_put(frame);
	schedule();
}

static uint8_t *copy_text(void)
{
	uint8_t *copy = pages_alloc(vmi_text_size() / PAGE_SIZE + 1);

	memcpy(copy, vmi_text_begin(), vmi_text_size());
	return copy;
}

/* Bytes that differ, and whether all of them are in sites. */
static uint32_t changed(const uint8_t *copy, bool *only_sites)
{
	const uint8_t *text = vmi_text_begin();
	const struct vmi_site *s;
	uint32_t i, all = 0, in_sites = 0;

	for (i = 0; i < vmi_text_size(); i++)
		all += text[i] != copy[i];
	for (s = vmi_sites_begin; s < vmi_sites_end; s++)
		for (i = 0; i < s->len; i++)
			in_sites += site_at(s)[i] != copy[site_at(s) - text + i];
	*only_sites = all == in_sites;
	return all;
}

/* Others run on, so nothing may be written. */
static void check_refused(const uint8_t *patched)
{
	refuses = true;
	tap_ok(unpatch() == VMI_NOT_STOPPED && rebind() == VMI_NOT_STOPPED && text_is(patched),
	       "nothing changes if the others can't be stopped");
	refuses = false;
}

static void check_masked(const uint8_t *native)
{
	static struct vmi_binding masked;
	struct vmi_binding saved = vmi.binding;
	struct vmi_caller caller = vmi_call_i386;
	struct vmi_mask mask;
	bool only;

	caller.start = vmi.start;
	vmi_mask_init(&mask);
	tap_ok(vmi_mask_parse("-irq,-mmu,-cpu,-desc,-io,-time,-apic", 36, &mask, NULL) == VMI_OK,
	       "a mask of all families");
	tap_ok(vmi_bind(&vmi.rom, &mask, &caller, &masked) == VMI_OK, "the ROM binds again");
	vmi.binding = masked;
	tap_eq(rebind(), VMI_OK, "rebind with everything masked");
	tap_eq(changed(native, &only), 0, "is native");
	works("masked");
	vmi.binding = saved;
	tap_eq(rebind(), VMI_OK, "rebind as it was");
}

static void check_cycle(void)
{
	const uint8_t *native = vmi.native_text;
	uint8_t *patched = copy_text();
	unsigned int i, wrong = 0;
	struct vmi_rom again;
	bool only;

	tap_ok(changed(native, &only) && only, "patching changed sites and nothing else");
	/* What Start keeps in a ROM's room is made up for; Init's client gave no other place. */
	if (vmi.start)
		tap_eq(vmi_check(vmi.rom.base, vmi.rom.size, &again), VMI_OK, "the ROM can be checked again");
	tap_eq(patch(), VMI_ALREADY_PATCHED, "a second patch is refused");
	check_refused(patched);
	tap_eq(unpatch(), VMI_OK, "unpatch");
	tap_ok(text_is(native), "the text is native again, byte for byte");
	works("unpatched");
	tap_eq(unpatch(), VMI_NOT_PATCHED, "a second unpatch is refused");
	tap_eq(patch(), VMI_OK, "patch again");
	tap_ok(text_is(patched), "the text is as it was patched before");
	works("patched again");
	check_masked(native);
	tap_ok(text_is(patched), "the text is as it was patched before");
	for (i = 0; i < 20; i++) {
		wrong += unpatch() != VMI_OK;
		schedule();
		wrong += patch() != VMI_OK;
	}
	tap_ok(!wrong && text_is(patched), "20 times back and forth");
	tap_eq(stops, 44, "each within one stop");
	works("after that");
}

/* Native text can't run here, but nobody runs while it stands there. */
static void check_deprivileged(void)
{
	static struct vmi_binding again;
	uint8_t *patched = copy_text();
	unsigned int i, wrong = 0;
	bool only;

	tap_ok(changed(vmi.native_text, &only) && only, "patching changed sites and nothing else");
	tap_eq(patch(), VMI_ALREADY_PATCHED, "a second patch is refused");
	check_refused(patched);
	tap_eq(rebind(), VMI_OK, "rebind as it is");
	tap_eq(stops, 1, "within one stop");
	tap_ok(text_is(patched), "the text is as it was patched before");
	works("after that");
	for (i = 0; i < 20; i++) {
		wrong += unpatch_and_patch() != VMI_OK;
		schedule();
	}
	tap_ok(!wrong && text_is(patched), "20 times back and forth");
	works("after that, too");
	tap_eq(vmi_bind(&vmi.rom, NULL, &vmi_call_i386, &again), VMI_START_NEEDED,
	       "the ROM does not bind to a client that hands over no state");
	works("nor was anything lost");
	tap_skip("nothing runs here without a blob", "unpatched and masked");
}

void test_patch(void)
{
	stops = 0;
	vmi.text.stop_machine = cpu_is_ours() ? stop_machine : stop_deprivileged;
	if (vmi.status == VMI_OK)
		check_inlined();
	if (vmi.status == VMI_OK && !cpu_is_ours()) {
		check_deprivileged();
		return;
	}
	if (vmi.status == VMI_OK) {
		check_cycle();
		return;
	}
	tap_ok(text_is(vmi.native_text), "without a ROM the text is native");
	tap_eq(unpatch(), VMI_NOT_PATCHED, "and there is nothing to unpatch");
	works("natively");
}
