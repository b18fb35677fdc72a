/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * libFuzzer target: locate, check, bind and patch on bytes from the fuzzer.
 * What could go wrong is a read or write outside the image or the sites (the
 * sanitizers see that), a ROM taken that breaks what vmi_rom and vmi_binding
 * promise, or text not put back.
 *
 * Input: mode, length of the mask's words, 32 bytes that make answers, 32
 * bytes of words, then the image; or, by mode, edits of a good one.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vmi/loader.h>

#include "romimage.h"

#define MODE_EDIT 1      /* the rest is edits of a good ROM: u16 offset, u8 value */
#define MODE_SIGN 2      /* make the sums right */
#define MODE_MODULE 4    /* by a multiboot list rather than a window */
#define MODE_START 8     /* the client knows Start */
#define MODE_MINOR_1 16  /* the ROM says that it is of 3.1 */
#define MODE_REFUSE 0x80 /* Init or Start does */

#define SCRIPT 32
#define PREFIX (2 + 2 * SCRIPT)
#define SITES 8
#define ROOM (2 * VMI_ROM_STEP) /* for records and text, in front of the image */
#define EDIT_UNITS 2

struct run {
	const uint8_t *script, *words, *rest;
	size_t rest_len;
	uint8_t mode, words_len;
	uint8_t *block, *image;
	size_t len;
	unsigned int asked;
	const struct vmi_rom *rom;
	bool told; /* Init or Start was called */
};

/* How far the cases came: a fuzzer that never gets past check tests nothing more. */
static struct {
	unsigned long cases, found, bound, patched;
} reached;

#define MUST(what)                                                                                           \
	do {                                                                                                 \
		if (!(what)) {                                                                               \
			fprintf(stderr, "broken: %s\n", #what);                                              \
			abort();                                                                             \
		}                                                                                            \
	} while (0)

static uint32_t offer_of(const struct run *run)
{
	return (run->script[0] & 7) | (uint32_t)run->script[1] << 8;
}

static uint32_t fuzz_init(void *ctx, const uint8_t *entry)
{
	struct run *run = ctx;

	MUST(entry >= run->rom->base && entry < run->rom->base + run->rom->size);
	MUST(!run->told);
	if (entry != run->rom->base + VMI_ROM_OFF_INIT)
		return offer_of(run); /* asked before anything is told */
	run->told = true;
	return run->mode & MODE_REFUSE ? 1 : 0;
}

static uint32_t fuzz_start(void *ctx, const uint8_t *entry, const struct vmi_start *start)
{
	struct run *run = ctx;

	MUST(entry >= run->rom->base + VMI_ROM_HEADER_SIZE && entry < run->rom->base + run->rom->size);
	MUST(!run->told && run->rom->api_minor && start->pages >= (offer_of(run) & VMI_OFFER_PAGES));
	run->told = true;
	return run->mode & MODE_REFUSE ? 1 : 0;
}

static uint8_t fuzz_reloc(void *ctx, const uint8_t *entry, uint32_t call, uintptr_t *address)
{
	struct run *run = ctx;
	uint8_t what = run->script[call % SCRIPT];

	(void)entry;
	run->asked++;
	if (call >= VMI_CALL_LIMIT)
		return what == 0xFF ? VMI_ANSWER_CALL : VMI_ANSWER_NONE;
	*address = (uintptr_t)run->image + VMI_ROM_HEADER_SIZE + what;
	if (what >= 0xFC)
		*address += run->asked; /* changes */
	else if (what >= 0xF8)
		*address += 0x20000; /* outside */
	else if (what >= 0xF4)
		return what; /* unknown */
	return what & 3;
}

static const void *fuzz_map(void *ctx, uint32_t phys, uint32_t len)
{
	struct run *run = ctx;

	/* the image is all of physical memory */
	return phys <= run->len && len <= run->len - phys ? run->image + phys : NULL;
}

static void sign(uint8_t *image, size_t len)
{
	size_t size, pnp, pnp_len;

	if (len < VMI_ROM_HEADER_SIZE)
		return;
	size = image[VMI_ROM_OFF_LENGTH] * VMI_ROM_UNIT;
	pnp = (size_t)(image[VMI_ROM_OFF_PNP] | image[VMI_ROM_OFF_PNP + 1] << 8);
	if (size == 0 || size > len)
		return;
	if (pnp && pnp + VMI_PNP_SIZE <= size) {
		pnp_len = image[pnp + 5] * 16u;
		if (pnp_len >= VMI_PNP_SIZE && pnp + pnp_len <= size)
			romimage_sum(image + pnp, pnp_len, 9);
	}
	romimage_sum(image, size, VMI_ROM_OFF_CHECKSUM6);
}

/* Room and image in one piece: the sites must be in reach of the ROM. */
static void make_image(struct run *run)
{
	run->len = run->mode & MODE_EDIT ? EDIT_UNITS * VMI_ROM_UNIT : run->rest_len;
	run->block = romimage_alloc(ROOM + run->len);
	run->image = run->block + ROOM;
	if (run->mode & MODE_EDIT) {
		romimage_fill(run->image, EDIT_UNITS);
		for (size_t i = 0; i + 3 <= run->rest_len; i += 3)
			run->image[(run->rest[i] | run->rest[i + 1] << 8) % run->len] = run->rest[i + 2];
	} else if (run->len) {
		memcpy(run->image, run->rest, run->len);
	}
	if (run->mode & MODE_SIGN)
		sign(run->image, run->len);
}

static void check_rom(const struct run *run, const struct vmi_rom *rom)
{
	const char *const strings[] = {rom->manufacturer, rom->product, rom->licence, rom->profile};

	MUST(rom->base >= run->image && rom->size <= run->len);
	MUST((size_t)(rom->base - run->image) <= run->len - rom->size);
	MUST(rom->licence);
	for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++)
		if (strings[i])
			MUST((const uint8_t *)strings[i] + strlen(strings[i]) < rom->base + rom->size);
	MUST(!rom->build_id || rom->build_id + VMI_ID_BUILD_ID_LEN <= rom->base + rom->size);
}

static void check_binding(const struct vmi_binding *binding)
{
	uintptr_t base = (uintptr_t)binding->rom.base;

	for (int i = 0; i < VMI_CALL_LIMIT; i++) {
		MUST(binding->answer[i] < VMI_NR_ANSWERS);
		if (binding->answer[i] == VMI_ANSWER_CALL || binding->answer[i] == VMI_ANSWER_JUMP)
			MUST(binding->target[i] - base < binding->rom.size);
	}
}

static void patch(struct run *run, const struct vmi_binding *binding)
{
	struct vmi_site *sites = (struct vmi_site *)run->block;
	uint8_t *code = run->block + SITES * sizeof(*sites), native[ROOM], saved[ROOM];
	struct vmi_text text = {sites, sites + SITES, saved, sizeof(saved), NULL, NULL, false};
	size_t used = 0;
	struct vmi_report report;

	for (int i = 0; i < SITES; i++) {
		sites[i] = (struct vmi_site){(int32_t)(code + used - (uint8_t *)&sites[i]),
					     run->script[i] % (VMI_NR_CALLS + 4), run->script[i + SITES], 0};
		if (run->script[i + 2 * SITES] < 0xF0) /* mostly as a site should be */
			sites[i].len = (uint8_t)(5 + sites[i].len % 125);
		used += sites[i].len;
	}
	MUST(SITES * sizeof(*sites) + used <= ROOM);
	memset(code, 0x5A, used);
	memcpy(native, code, used);
	if (vmi_patch(binding, &text, &report) == VMI_OK) {
		reached.patched++;
		MUST(report.sites == SITES);
		MUST(vmi_unpatch(&text) == VMI_OK);
	}
	MUST(!text.patched);
	MUST(!memcmp(native, code, used));
}

static enum vmi_status locate(struct run *run, struct vmi_rom *rom)
{
	uint8_t info[28] = {8};

	if (!(run->mode & MODE_MODULE))
		return vmi_locate_window(run->image, run->len, rom);
	memcpy(info + 20, run->words + 24, 8);
	return vmi_locate_multiboot(info, fuzz_map, run, rom);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct run run = {0};
	const struct vmi_start start = {.pages = 4};
	struct vmi_caller caller = {fuzz_init, fuzz_reloc, &run, fuzz_start, NULL};
	struct vmi_binding binding;
	struct vmi_mask mask;
	struct vmi_rom rom;
	char line[128];

	if (size < PREFIX)
		return 0;
	reached.cases++;
	run.mode = data[0];
	run.words_len = data[1] % (SCRIPT + 1);
	run.script = data + 2;
	run.words = run.script + SCRIPT;
	run.rest = data + PREFIX;
	run.rest_len = size - PREFIX;
	make_image(&run);
	vmi_mask_init(&mask);
	vmi_mask_parse((const char *)run.words, run.words_len, &mask, NULL);
	if (locate(&run, &rom) == VMI_OK) {
		reached.found++;
		check_rom(&run, &rom);
		if (run.mode & MODE_MINOR_1)
			rom.api_minor = 1;
		if (run.mode & MODE_START)
			caller.start = &start;
		run.rom = &rom;
		if (vmi_bind(&rom, &mask, &caller, &binding) == VMI_OK) {
			reached.bound++;
			MUST(run.told);
			check_binding(&binding);
			patch(&run, &binding);
			vmi_report_line(&binding, NULL, line, sizeof(line));
		}
	}
	free(run.block);
	return 0;
}

static void tell(void)
{
	fprintf(stderr, "reached: cases %lu found %lu bound %lu patched %lu\n", reached.cases, reached.found,
		reached.bound, reached.patched);
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	return atexit(tell);
}
