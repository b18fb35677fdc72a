/* SPDX-License-Identifier: GPL-2.0-only */
/* Brings up the loader: locate, bind, or else the next; patch, report.  Any doubt: native. */
#include "kernel.h"
#include "options.h"
#include "place.h"
#include "probe/screen.h"

extern const struct vmi_site vmi_sites_begin[], probe_sites_end[], vmi_sites_end[];

struct vmi_state vmi;
static uint8_t saved[16384], text_copy[256 * 1024];
static size_t bad_word; /* of the command line */

extern const uint8_t text_begin[], text_end[];

const uint8_t *vmi_text_begin(void)
{
	return text_begin;
}

uint32_t vmi_text_size(void)
{
	return text_end - text_begin;
}

static void copy_text(void)
{
	if (vmi_text_size() > sizeof(text_copy))
		panic(NULL, "there is no room for a copy of the text's %u bytes", vmi_text_size());
	memcpy(text_copy, text_begin, vmi_text_size());
	vmi.native_text = text_copy;
}

/* Not through a site: these are being measured, and rewritten. */
static uint64_t cycles(void)
{
	uint32_t low, high;

	asm volatile("rdtsc" : "=a"(low), "=d"(high));
	return (uint64_t)high << 32 | low;
}

static VMI_CALLCONV const void *map_lowmem(void *ctx, vmi_word_t phys, uint32_t len)
{
	(void)ctx;
	if (phys > LOWMEM_MAX || len > LOWMEM_MAX - phys)
		return NULL;
	return phys_to_virt(phys);
}

/* Binds the ROM that was found. */
static enum vmi_status bind(const struct vmi_mask *mask)
{
	struct vmi_caller caller = *own_caller;
	static struct vmi_start start;
	enum vmi_status status;
	uint64_t t = cycles();

	vmi.found = true;
	/* The screen has made Init by then, and both is never done. */
	vmi.start = options.conform && !platform->needs_blob ? NULL : platform->start;
	if (vmi.start) {
		start = *vmi.start;
		vmi.start = &start;
	}
	status = own_place(&vmi.rom, &start);
	if (status != VMI_OK)
		return status;
	caller.start = vmi.start;
	if (options.conform)
		probe_screen(&vmi.rom, &caller);
	status = vmi_bind(&vmi.rom, mask, &caller, &vmi.binding);
	if (options.conform && status == VMI_OK)
		probe_screened(&vmi.binding);
	vmi.bind_cycles += cycles() - t;
	return status;
}

/* The one that the platform handed over with the kernel: there is no other. */
static enum vmi_status bind_module(const struct vmi_mask *mask)
{
	uint64_t t = cycles();
	enum vmi_status status = vmi_locate_address(platform->module, platform->module_size, &vmi.rom);

	vmi.locate_cycles = cycles() - t;
	vmi.rom.where = VMI_WHERE_MODULE;
	return status == VMI_OK ? bind(mask) : status;
}

static enum vmi_status locate_next(struct vmi_search *search)
{
	uint64_t t = cycles();
	enum vmi_status status = vmi_locate_next(search, &vmi.rom);

	vmi.locate_cycles += cycles() - t;
	return status;
}

static void search_begin(struct vmi_search *search)
{
	*search = (struct vmi_search){
		.window = platform->window,
		.window_len = platform->window ? VMI_WINDOW_SIZE : 0,
		.multiboot = platform->multiboot,
		.map = map_lowmem,
	};
	own_search(search);
}

/*
 * The first that binds, of the window's and the modules'.  If none does, the first fault is
 * reported, with its ROM if that passed the check.  With options.conform the first is the
 * one under test, and no other will do.
 */
static enum vmi_status bind_any(const struct vmi_mask *mask)
{
	struct vmi_search search;
	struct vmi_rom first = {0};
	bool refused = false;
	enum vmi_status status;

	search_begin(&search);
	while ((status = locate_next(&search)) == VMI_OK) {
		status = bind(mask);
		vmi.passed_over = search.fault;
		if (status == VMI_OK || options.conform)
			return status;
		if (search.fault == VMI_OK) {
			first = vmi.rom;
			refused = true;
		}
		vmi_locate_refused(&search, status, &vmi.binding);
	}
	vmi.rom = first;
	vmi.found = refused;
	vmi.binding.culprit = search.culprit;
	return status;
}

enum vmi_status vmi_bind_other(struct vmi_binding *other)
{
	struct vmi_caller caller = *own_caller;
	struct vmi_search search;
	enum vmi_status status;
	struct vmi_mask mask;
	struct vmi_rom rom;

	vmi_mask_init(&mask);
	vmi_mask_parse("+IRET,+SYSEXIT", 14, &mask, NULL);
	caller.start = vmi.start;
	search_begin(&search);
	while ((status = vmi_locate_next(&search, &rom)) == VMI_OK && rom.base == vmi.rom.base)
		;
	return status == VMI_OK ? vmi_bind(&rom, &mask, &caller, other) : status;
}

/* For blame: what is suspect, or all but that, is not taken from the blob. */
static void leave_native(void)
{
	for (unsigned int call = 0; call < VMI_CALL_LIMIT; call++)
		if ((options.native[call / 32] >> call % 32 & 1) ||
		    (options.probe != NO_CALL && options.probe != call)) {
			vmi.binding.answer[call] = VMI_ANSWER_NONE;
			vmi.binding.target[call] = 0;
		}
}

/* No other processor runs yet.  Where we are not privileged the platform started us with interrupts off. */
static VMI_CALLCONV void stop_machine(void *ctx, vmi_run_fn *run, void *job)
{
	vmi_word_t flags = 0;

	(void)ctx;
	if (!platform->needs_blob)
		asm volatile("pushf; pop %0; cli" : "=r"(flags) : : "memory");
	run(job);
	if (!platform->needs_blob)
		asm volatile("push %0; popf" : : "r"(flags) : "memory", "cc");
}

static enum vmi_status patch(void)
{
	enum vmi_status status;
	uint64_t t;

	vmi.text.saved_size = vmi_saved_size(vmi.text.begin, vmi.text.end);
	if (vmi.text.saved_size > sizeof(saved))
		return VMI_NO_ROOM;
	vmi.text.saved = saved;
	vmi.text.stop_machine = stop_machine;
	t = cycles();
	status = vmi_patch(&vmi.binding, &vmi.text, &vmi.report);
	vmi.patch_cycles = cycles() - t;
	return status;
}

/* Enumerator names of the status codes, for machines to read. */
static const char *status_name(enum vmi_status status)
{
	static const char *const names[] = {
#define VMI_STATUS(NAME, sentence) #NAME,
#include <vmi/status.def>
	};

	return (unsigned int)status < ARRAY_SIZE(names) ? names[status] : "UNKNOWN";
}

static void report_line(void)
{
	static const char *const where[] = {"window", "module", "address"};
	const struct vmi_report *r = &vmi.report;

	kprintf("# vmi-report: status=%s where=%s address=0x%x api=%u.%u rom=%u.%u sites=%u "
		"none=%u call=%u jump=%u nop=%u inline=%u masked=%u kept=%u "
		"locate_cycles=%llu bind_cycles=%llu patch_cycles=%llu\n",
		status_name(vmi.status), vmi.found ? where[vmi.rom.where] : "none", (uint32_t)(vmi_word_t)vmi.rom.base,
		vmi.rom.api_major, vmi.rom.api_minor, vmi.rom.rom_major, vmi.rom.rom_minor,
		(unsigned int)(vmi.text.end - vmi.text.begin), r->by_answer[VMI_ANSWER_NONE],
		r->by_answer[VMI_ANSWER_CALL], r->by_answer[VMI_ANSWER_JUMP], r->by_answer[VMI_ANSWER_NOP],
		r->by_answer[VMI_ANSWER_INLINE], vmi.binding.masked, vmi.binding.kept, (unsigned long long)vmi.locate_cycles,
		(unsigned long long)vmi.bind_cycles, (unsigned long long)vmi.patch_cycles);
}

void vmi_activate(void)
{
	struct vmi_mask mask;

	copy_text();
	vmi.text.begin = vmi_sites_begin;
	/* A blob that is wrong in a call can be probed by a kernel that doesn't use it. */
	vmi.text.end = options.probe_sites ? probe_sites_end : vmi_sites_end;
	vmi_mask_init(&mask);
	vmi.status = vmi_mask_cmdline(platform->cmdline, &mask, &bad_word);
	if (vmi.status == VMI_OK)
		vmi.status = mask.off ? VMI_OFF : platform->module ? bind_module(&mask) : bind_any(&mask);
	if (vmi.status == VMI_OK) {
		leave_native();
		vmi.status = patch();
	}
	kernel_rpl = read_cs() & 3;
	if (vmi.status != VMI_OK && platform->needs_blob) {
		const char *why = vmi_status_text(vmi.status);

		platform->write("Bail out! nothing runs here without a blob: ", 44);
		platform->write(why, strlen(why));
		platform->write("\n", 1);
		platform->exit(EXIT_PANIC);
	}
}

static bool about_one_call(enum vmi_status status)
{
	return status == VMI_UNKNOWN_ANSWER || status == VMI_WRONG_ANSWER || status == VMI_ANSWER_OUTSIDE ||
	       status == VMI_ANSWER_CHANGED || status == VMI_HALF_GROUP;
}

void vmi_say(void)
{
	if (vmi.status == VMI_BAD_MASK)
		tap_note("vmi: status=%s %s: \"%s\"", status_name(vmi.status), vmi_status_text(vmi.status),
			 platform->cmdline + bad_word);
	else if (vmi.status != VMI_OK)
		tap_note("vmi: status=%s %s", status_name(vmi.status), vmi_status_text(vmi.status));
	else if (vmi.passed_over != VMI_OK)
		tap_note("vmi: passed over a ROM: %s", vmi_status_text(vmi.passed_over));
	if (about_one_call(vmi.status))
		tap_note("vmi: culprit %u", vmi.binding.culprit);
	if (vmi.status != VMI_OK) {
		memset(&vmi.report, 0, sizeof(vmi.report));
		vmi.report.by_answer[VMI_ANSWER_NONE] = vmi.text.end - vmi.text.begin;
	}
	report_line();
}

unsigned int vmi_answer(unsigned int call)
{
	return vmi.text.patched ? vmi.binding.answer[call] : VMI_ANSWER_NONE;
}

bool vmi_in_call(vmi_word_t ip, unsigned int call)
{
	unsigned int answer = vmi_answer(call);
	vmi_word_t target = vmi.binding.target[call];

	if (answer != VMI_ANSWER_CALL && answer != VMI_ANSWER_JUMP)
		return false;
	return ip >= target && ip < target + VMI_ROM_SLOT_SIZE;
}
