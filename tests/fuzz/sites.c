/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A kernel's text with sites, for a binding that the loader has made.  Whatever is done, and
 * whichever write fails, it is native again in the end, or known not to be.
 */
#include "fuzz.h"

#define SITES 8

struct kernel {
	struct vmi_text text;
	struct vmi_site *sites;
	uint8_t *code, native[ROOM], saved[ROOM];
	size_t used;
	unsigned int writes, fail_at, fail_count;
	unsigned int runs; /* how often stop_machine calls what it is given */
	bool stopped;
};

/* A failing write has written its first byte, as one that faults on a page boundary has. */
static bool fuzz_write(void *ctx, void *to, const void *bytes, size_t len)
{
	struct kernel *k = ctx;

	MUST(k->stopped == (k->text.stop_machine != NULL));
	MUST((uint8_t *)to >= k->code && (uint8_t *)to + len <= k->code + k->used);
	k->writes++;
	if (k->fail_at && k->writes >= k->fail_at && k->writes - k->fail_at < k->fail_count) {
		*(uint8_t *)to = *(const uint8_t *)bytes;
		return false;
	}
	memcpy(to, bytes, len);
	return true;
}

static void fuzz_stop_machine(void *ctx, vmi_run_fn *run, void *job)
{
	struct kernel *k = ctx;

	MUST(!k->stopped);
	k->stopped = true;
	for (unsigned int i = 0; i < k->runs; i++)
		run(job);
	k->stopped = false;
}

static void make(struct kernel *k, struct run *run)
{
	memset(k, 0, sizeof(*k));
	k->sites = (struct vmi_site *)run->block;
	k->code = run->block + SITES * sizeof(*k->sites);
	for (int i = 0; i < SITES; i++) {
		struct vmi_site *site = &k->sites[i];

		*site = (struct vmi_site){(int32_t)(k->code + k->used - (uint8_t *)site),
					  run->script[i] % (VMI_NR_CALLS + 2), run->script[i + SITES], 0};
		if (run->script[i + 2 * SITES] < 0xF0) { /* mostly as a site should be */
			site->len = (uint8_t)(5 + site->len % 125);
			while (!vmi_call_name(site->call))
				site->call = (uint8_t)((site->call + 1) % VMI_NR_CALLS);
		}
		/* Some records are of the place before, or reach into it. */
		if (i && run->script[i + 2 * SITES] < 0x20)
			site->offset -= run->script[i + 2 * SITES] % 5;
		k->used += site->len;
	}
	MUST(SITES * sizeof(*k->sites) + k->used <= ROOM);
	memset(k->code, 0x5A, k->used);
	memcpy(k->native, k->code, k->used);
	k->text = (struct vmi_text){k->sites, k->sites + SITES, k->saved, k->used, NULL, NULL, k, false};
	if (run->more & MORE_WRITE)
		k->text.write = fuzz_write;
	k->runs = run->script[31] / 2 % 4;
	if (run->script[31] & 1)
		k->text.stop_machine = fuzz_stop_machine;
	if (run->more & MORE_FAIL) {
		k->fail_at = run->fail_at % (2 * SITES + 1);
		k->fail_count = run->script[30] % 4 + 1;
	}
}

static bool is_native(const struct kernel *k)
{
	return !memcmp(k->native, k->code, k->used);
}

/* After a failed write: native, or marked as not, and then it can be made so. */
static void after_failure(struct kernel *k)
{
	reached.failed++;
	if (k->text.patched) {
		reached.stuck++;
		k->fail_at = 0;
		MUST(vmi_unpatch(&k->text) == VMI_OK);
	}
	MUST(!k->text.patched && is_native(k));
}

/* What could not be stopped has left all as it was. */
static void after_refusal(struct kernel *k)
{
	reached.refused++;
	MUST(k->text.stop_machine && !k->runs && !k->writes && !k->text.patched);
}

static void report_line(const struct run *run, const struct vmi_binding *binding,
			const struct vmi_report *report)
{
	size_t size = run->script[29], len;
	char *line = malloc(size ? size : 1);

	len = vmi_report_line(binding, report, line, size);
	if (size)
		MUST(strlen(line) == (len < size ? len : size - 1));
	free(line);
	reached.reported++;
}

/* Another binding of the same ROM: of what is called, some is native. */
static enum vmi_status rebind(struct kernel *k, const struct run *run, const struct vmi_binding *binding)
{
	struct vmi_binding other = *binding;
	enum vmi_status status;

	for (unsigned int call = 0; call < VMI_NR_CALLS; call++)
		if (run->script[call % SCRIPT] & 0x10)
			other.answer[call] = VMI_ANSWER_NONE;
	status = vmi_rebind(&other, &k->text, NULL);
	reached.rebound += status == VMI_OK;
	return status;
}

void fuzz_sites(struct run *run, const struct vmi_binding *binding)
{
	struct vmi_report report;
	struct kernel k;
	enum vmi_status status;

	make(&k, run);
	status = vmi_patch(binding, &k.text, &report);
	if (status == VMI_OK) {
		reached.patched++;
		reached.inlined += report.by_answer[VMI_ANSWER_INLINE] != 0;
		MUST(report.sites == SITES);
		report_line(run, binding, &report);
		if (run->more & MORE_REBIND)
			status = rebind(&k, run, binding);
		if (k.text.patched && status == VMI_OK)
			status = vmi_unpatch(&k.text);
	}
	if (status == VMI_WRITE_FAILED)
		after_failure(&k);
	if (status == VMI_NOT_STOPPED)
		after_refusal(&k);
	MUST(!k.text.patched && is_native(&k));
}
