/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The library as it is shipped, linked to a unit of another calling convention: this file is
 * built with the compiler's own, with -mregparm=3 and with -mrtd.  Each function is called, and
 * calls back, with arguments that say where they ended up; what it returned decides.
 *
 * A 32-bit program without a library, so that it runs where there is none.
 */
#include <vmi/loader.h>
#include <vmi/ops.h>
#include <vmi/policy.h>
#include "bare32.h"

/* A native ROM.  Init refuses to run here, at privilege level 3, and everything else of it runs. */
extern const uint8_t rom_begin[], rom_end[];
asm(".section .rom, \"ax\"\n"
    ".balign 4096\n"
    "rom_begin: .incbin \"" ROM "\"\n"
    "rom_end:\n"
    ".text\n");

extern const struct vmi_site vmi_sites_begin[], vmi_sites_end[];

/* What sha256sum says of the ROM. */
static const char sums[] =
#include SUMS
	;

static char ctx;
static uint8_t saved[256];

static bool equal(const char *a, const char *b)
{
	for (; a && *a && *a == *b; a++)
		b++;
	return a && *a == *b;
}

static VMI_CALLCONV const void *map(void *got, vmi_word_t phys, uint32_t len)
{
	return got == &ctx && len > 0 && len <= 255 * VMI_ROM_UNIT ? (const void *)phys : NULL;
}

static VMI_CALLCONV uint32_t init(void *got, const uint8_t *entry)
{
	return got == &ctx && entry == rom_begin + VMI_ROM_OFF_INIT ? VMI_INIT_OK : 0xBAD;
}

/* The library's own, called from here. */
static VMI_CALLCONV uint8_t reloc(void *got, const uint8_t *entry, uint32_t call, uintptr_t *address)
{
	return got == &ctx ? vmi_call_i386.reloc(NULL, entry, call, address) : 0xBD;
}

static VMI_CALLCONV bool write(void *got, void *text, const void *bytes, size_t len)
{
	if (got != &ctx || len < 5 || len > 129)
		return false;
	for (size_t i = 0; i < len; i++)
		((uint8_t *)text)[i] = ((const uint8_t *)bytes)[i];
	return true;
}

static unsigned int stops;

static VMI_CALLCONV void stop_machine(void *got, vmi_run_fn *run, void *job)
{
	if (got != &ctx)
		return;
	stops++;
	run(job);
}

static const struct vmi_caller caller = {init, reloc, &ctx, NULL, NULL};
static struct vmi_binding binding;
static struct vmi_rom rom;

static void test_names(void)
{
	ok(equal(vmi_answer_name(VMI_ANSWER_JUMP), "jump"), "vmi_answer_name");
	ok(equal(vmi_call_name(VMI_CALL_SetCR3), "SetCR3"), "vmi_call_name");
	ok(equal(vmi_status_text(VMI_NO_ROM), "no VMI ROM was found"), "vmi_status_text");
}

static void test_mask(void)
{
	struct vmi_mask mask, other;
	size_t bad = 0;

	for (unsigned int i = 0; i < sizeof(mask); i++)
		((uint8_t *)&mask)[i] = 0xFF;
	vmi_mask_init(&mask);
	ok(!mask.off && !mask.native[0] && !mask.force[4], "vmi_mask_init");
	other = mask;
	ok(vmi_mask_parse("-SetCR3,-x", 10, &mask, &bad) == VMI_BAD_MASK && bad == 8, "vmi_mask_parse");
	ok(vmi_mask_cmdline("a vmi=off b", &other, NULL) == VMI_OK && other.off, "vmi_mask_cmdline");
}

static void test_locate(void)
{
	uint32_t module[4] = {(uint32_t)rom_begin, (uint32_t)rom_end};
	uint32_t info[7] = {8, 0, 0, 0, 0, 1, (uint32_t)module};
	struct vmi_search search = {.multiboot = info, .map = map, .ctx = &ctx};

	ok(vmi_check(rom_begin, 0x20, &rom) == VMI_TRUNCATED, "vmi_check");
	ok(vmi_locate_address(rom_begin, (size_t)(rom_end - rom_begin), &rom) == VMI_OK && rom.base == rom_begin,
	   "vmi_locate_address");
	ok(vmi_locate_window(rom_begin, (size_t)(rom_end - rom_begin), &rom) == VMI_OK && rom.where == VMI_WHERE_WINDOW,
	   "vmi_locate_window");
	ok(vmi_locate_multiboot(info, map, &ctx, &rom) == VMI_OK && rom.where == VMI_WHERE_MODULE, "vmi_locate_multiboot, and map");
	ok(vmi_locate_next(&search, &rom) == VMI_OK && rom.base == rom_begin, "vmi_locate_next, and map");
	ok(vmi_bind(&rom, NULL, &vmi_call_i386, &binding) == VMI_INIT_FAILED && binding.init_result == VMI_INIT_NOT_PRIVILEGED,
	   "vmi_call_i386 calls Init, which refuses at this privilege level");
	vmi_locate_refused(&search, VMI_INIT_FAILED, &binding);
	ok(search.fault == VMI_INIT_FAILED && search.init_result == VMI_INIT_NOT_PRIVILEGED, "vmi_locate_refused");
}

static VMI_CALLCONV bool allows(const void *policy, const struct vmi_rom *got)
{
	return policy == &ctx && got == &rom && vmi_policy_sums(sums, got);
}

static void test_policy(void)
{
	uint8_t sum[VMI_SHA256_LEN];

	vmi_sha256("abc", 3, sum);
	ok(sum[0] == 0xba && sum[31] == 0xad, "vmi_sha256");
	ok(vmi_policy_sums(sums, &rom) && !vmi_policy_sums(sums + 1, &rom), "vmi_policy_sums");
	ok(vmi_bind_allowed(&rom, allows, &ctx, NULL, &caller, &binding) == VMI_OK && binding.answer[VMI_CALL_CPUID] == VMI_ANSWER_CALL &&
		   vmi_bind_allowed(&rom, allows, &rom, NULL, &caller, &binding) == VMI_NOT_ALLOWED,
	   "vmi_bind_allowed, allows, init and reloc");
}

static void test_patch(void)
{
	struct vmi_text text = {vmi_sites_begin, vmi_sites_end, saved, sizeof(saved), write, stop_machine, &ctx, false};
	struct vmi_report report = {0};
	char line[200];
	uint32_t regs[4] = {0};

	ok(vmi_bind(&rom, NULL, &caller, &binding) == VMI_OK && binding.answer[VMI_CALL_CPUID] == VMI_ANSWER_CALL,
	   "vmi_bind, init and reloc");
	ok(vmi_saved_size(vmi_sites_begin, vmi_sites_end) >= 5, "vmi_saved_size");
	ok(vmi_patch(&binding, &text, &report) == VMI_OK && report.by_answer[VMI_ANSWER_CALL] > 0, "vmi_patch, and write");
	vmi_CPUID(regs);
	ok(regs[0] > 0, "a patched site does its work");
	ok(vmi_report_line(&binding, &report, line, sizeof(line)) > 20 && line[0] == 'V' && line[1] == 'M', "vmi_report_line");
	ok(vmi_rebind(&binding, &text, &report) == VMI_OK && text.patched, "vmi_rebind");
	ok(vmi_unpatch(&text) == VMI_OK && !text.patched, "vmi_unpatch");
	ok(stops == 3, "stop_machine, once each");
}

ENTRY void _start(void)
{
	test_names();
	test_mask();
	test_locate();
	test_policy();
	test_patch();
	FINISH(24);
}
