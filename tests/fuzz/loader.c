/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * libFuzzer target: locate, check, bind, go on to the next, patch, on bytes from the fuzzer.
 * What could go wrong: a read or write outside the image or the sites (the sanitizers see
 * that).  Or a ROM is taken that breaks what vmi_rom and vmi_binding promise, a second ROM is
 * started where one is in charge, or text is not put back.
 *
 * Input: mode, more, length of the mask's words, number of the write that fails, 32 bytes that
 * make answers, 32 bytes of words, then the image; or, by mode, edits of a good one.
 */
#include "fuzz.h"

struct reached reached;

/* What the table lets a call be answered, as the fuzzer reads it. */
static const struct {
	uint8_t may, group;
} calls[VMI_NR_CALLS] = {
#define VMI_CALL(nr, Name, family, since, sig, clob, seg, group, answers, ...)                               \
	[nr] = {VMI_MAY_##answers, group},
#include <calls.def>
};

static uint32_t offer_of(const struct run *run)
{
	return (run->script[0] & 7) | (uint32_t)run->script[1] << 8;
}

static bool is_in(const struct vmi_rom *rom, const uint8_t *entry)
{
	return entry >= rom->base && entry < rom->base + rom->size;
}

/* Init or Start: nobody else may be in charge.  The ROM may write where it likes in its image. */
static uint32_t tell(struct run *run)
{
	MUST(!run->in_charge);
	if (run->more & MORE_SCRIBBLE) {
		memset((uint8_t *)(uintptr_t)run->rom->base, run->script[28] | 1, run->rom->size);
		reached.scribbled++;
	}
	if (run->mode & MODE_REFUSE && run->tried == 1)
		return 1;
	run->in_charge = true;
	return 0;
}

static uint32_t fuzz_init(void *ctx, const uint8_t *entry)
{
	struct run *run = ctx;

	MUST(is_in(run->rom, entry));
	if (entry == run->rom->base + VMI_ROM_OFF_INIT)
		return tell(run);
	MUST(run->rom->api_minor && !run->in_charge); /* Offer is asked before anything is told */
	return offer_of(run);
}

static uint32_t fuzz_start(void *ctx, const uint8_t *entry, const struct vmi_start *start)
{
	struct run *run = ctx;

	MUST(is_in(run->rom, entry) && entry >= run->rom->base + VMI_ROM_HEADER_SIZE);
	MUST(run->rom->api_minor && start->pages >= (offer_of(run) & VMI_OFFER_PAGES));
	return tell(run);
}

/* How many bytes of a body a site may hold: mostly some, now and then too many, or others the next time. */
static uintptr_t inline_len(const struct run *run, uint32_t call)
{
	uint8_t what = run->script[(call + 5) % SCRIPT];

	if (what >= 0xFE)
		return run->asked;
	return what >= 0xF8 ? what : what % (VMI_INLINE_MAX + 1);
}

/* An answer that the loader takes, where the script has none. */
static uint8_t tame(const struct run *run, uint32_t call, uint8_t answer)
{
	if (call >= VMI_NR_CALLS)
		return VMI_ANSWER_NONE;
	if (calls[call].group)
		return run->script[calls[call].group] & 1 ? VMI_ANSWER_CALL : VMI_ANSWER_NONE;
	return calls[call].may & 1 << answer ? answer : VMI_ANSWER_NONE;
}

static uint8_t fuzz_reloc(void *ctx, const uint8_t *entry, uint32_t call, uintptr_t *address)
{
	struct run *run = ctx;
	uint8_t what = run->script[call % SCRIPT];

	MUST(is_in(run->rom, entry));
	run->asked++;
	if (entry != run->rom->base + VMI_ROM_OFF_RELOC) {
		MUST(run->more & MORE_INLINES && call < VMI_NR_CALLS);
		*address = inline_len(run, call);
		return what;
	}
	if (call >= VMI_CALL_LIMIT)
		return what == 0xFF ? VMI_ANSWER_CALL : VMI_ANSWER_NONE;
	*address = (uintptr_t)run->rom->base + VMI_ROM_HEADER_SIZE + what;
	if (what >= 0xFC)
		*address += run->asked; /* changes */
	else if (what >= 0xF8)
		*address += 0x20000; /* outside */
	else if (what >= 0xF4)
		return what; /* unknown */
	return run->more & MORE_RAW_ANSWERS ? what & 3 : tame(run, call, what & 3);
}

#define LIST 0xF0000000u

static const void *fuzz_map(void *ctx, vmi_word_t phys, uint32_t len)
{
	struct run *run = ctx;

	if (phys == LIST && len <= sizeof(run->list))
		return run->list;
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
			balance(image + pnp, pnp_len, 9);
	}
	balance(image, size, VMI_ROM_OFF_CHECKSUM6);
}

/* Room and images in one piece: the sites must be in reach of the ROM. */
static void make_image(struct run *run)
{
	size_t behind;

	run->first_len = run->mode & MODE_EDIT ? EDIT_UNITS * VMI_ROM_UNIT : run->rest_len;
	behind = (run->first_len + VMI_ROM_STEP - 1) & -(size_t)VMI_ROM_STEP;
	run->len = run->more & MORE_TWO ? behind + EDIT_UNITS * VMI_ROM_UNIT : run->first_len;
	run->block = romimage_alloc(ROOM + run->len);
	run->image = run->block + ROOM;
	memset(run->image, 0, run->len);
	if (run->mode & MODE_EDIT) {
		romimage_fill(run->image, EDIT_UNITS);
		for (size_t i = 0; i + 3 <= run->rest_len; i += 3)
			run->image[(run->rest[i] | run->rest[i + 1] << 8) % run->first_len] =
				run->rest[i + 2];
	} else if (run->rest_len) {
		memcpy(run->image, run->rest, run->rest_len);
	}
	if (run->mode & MODE_SIGN)
		sign(run->image, run->first_len);
	if (run->more & MORE_TWO)
		romimage_fill(run->image + behind, EDIT_UNITS);
}

/* Three modules: one that is anywhere, the image, and what lies behind it. */
static void make_list(struct run *run)
{
	uint32_t second = (uint32_t)run->len - EDIT_UNITS * VMI_ROM_UNIT;

	run->info[0] = 8;
	memcpy(run->list, run->words + 24, 8);
	put_u32(run->list, 16 + 4, (uint32_t)run->first_len);
	if (run->more & MORE_TWO) {
		put_u32(run->list, 32, second);
		put_u32(run->list, 32 + 4, (uint32_t)run->len);
	}
	put_u32(run->info, 20, 3);
	put_u32(run->info, 24, LIST);
	if (run->more & MORE_RAW_LIST)
		memcpy(run->info + 20, run->words + 24, 8);
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
	for (int i = 0; i < VMI_NR_CALLS; i++) {
		if (binding->answer[i] != VMI_ANSWER_CALL || !binding->inline_len[i])
			continue;
		MUST(binding->target[i] - base + binding->inline_len[i] <= binding->rom.size);
		MUST(binding->inline_len[i] <= VMI_INLINE_MAX);
		reached.inlines++;
	}
}

static void make_mask(struct run *run, struct vmi_mask *mask)
{
	struct vmi_mask none;
	size_t bad = 0;
	enum vmi_status status;
	char line[SCRIPT + 1] = {0}, *copy;

	vmi_mask_init(mask);
	none = *mask;
	if (run->mode & MODE_CMDLINE) {
		/* as long as it is and no longer, for the sanitizer */
		memcpy(line, run->words, run->words_len);
		copy = strdup(line);
		status = vmi_mask_cmdline(copy, mask, &bad);
		MUST(bad <= strlen(copy));
		free(copy);
	} else {
		status = vmi_mask_parse((const char *)run->words, run->words_len, mask, &bad);
		MUST(bad <= run->words_len);
	}
	if (status != VMI_OK)
		MUST(!memcmp(mask, &none, sizeof(none)));
	else if (run->mode & MODE_CMDLINE)
		reached.cmdline += memcmp(mask, &none, sizeof(none)) != 0;
	else
		reached.words++;
}

/* The first of a search is what the older functions find. */
static void check_first(struct run *run, const struct vmi_search *search, enum vmi_status status,
			const struct vmi_rom *rom)
{
	struct vmi_rom first;
	enum vmi_status again = search->multiboot ? vmi_locate_multiboot(run->info, fuzz_map, run, &first)
						  : vmi_locate_window(run->image, run->len, &first);

	MUST(again == status);
	MUST(status != VMI_OK || (first.base == rom->base && first.size == rom->size));
}

/* Binds one that was found. */
static enum vmi_status bind(struct run *run, struct vmi_rom *rom, const struct vmi_mask *mask,
			    struct vmi_binding *binding)
{
	const struct vmi_start start = {.pages = 4,
					.features = run->more & MORE_INLINES ? VMI_CLIENT_INLINES : 0};
	struct vmi_caller caller = {fuzz_init, fuzz_reloc, run, fuzz_start,
				    run->mode & MODE_START ? &start : NULL};
	enum vmi_status status;

	reached.found++;
	check_rom(run, rom);
	if (run->mode & MODE_MINOR_1)
		rom->api_minor = 1;
	run->rom = rom;
	run->tried++;
	status = vmi_bind(rom, mask, &caller, binding);
	if (status != VMI_OK)
		return status;
	reached.bound++;
	reached.window += rom->where == VMI_WHERE_WINDOW;
	reached.module += rom->where == VMI_WHERE_MODULE;
	reached.address += rom->where == VMI_WHERE_ADDRESS;
	MUST(run->in_charge);
	check_binding(binding);
	fuzz_sites(run, binding);
	return status;
}

/* Goes from one candidate to the next until one is bound. */
static void search_all(struct run *run, const struct vmi_mask *mask)
{
	struct vmi_search search = {.map = fuzz_map, .ctx = run};
	static struct vmi_binding binding;
	enum vmi_status status, first = VMI_OK;
	struct vmi_rom rom;

	if (run->mode & MODE_MODULE) {
		search.multiboot = run->info;
	} else {
		search.window = run->image;
		search.window_len = run->len;
	}
	while ((status = vmi_locate_next(&search, &rom)) == VMI_OK) {
		if (!run->tried)
			check_first(run, &search, status, &rom);
		first = search.fault; /* a bad one's before this */
		status = bind(run, &rom, mask, &binding);
		if (status == VMI_OK) {
			reached.next += run->tried > 1;
			return;
		}
		vmi_locate_refused(&search, status, &binding);
		MUST(search.fault == (first == VMI_OK ? status : first));
	}
	reached.ended += run->in_charge;
	if (!run->tried && (run->mode & MODE_MODULE || run->len))
		check_first(run, &search, status, &rom);
	MUST(status == search.fault && status != VMI_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct run run = {0};
	static struct vmi_binding binding;
	struct vmi_mask mask;
	struct vmi_rom rom;

	if (size < PREFIX)
		return 0;
	reached.cases++;
	run.mode = data[0];
	run.more = data[1];
	run.words_len = data[2] % (SCRIPT + 1);
	run.fail_at = data[3];
	run.script = data + 4;
	run.words = run.script + SCRIPT;
	run.rest = data + PREFIX;
	run.rest_len = size - PREFIX;
	make_image(&run);
	make_list(&run);
	make_mask(&run, &mask);
	if (!(run.mode & MODE_ADDRESS))
		search_all(&run, &mask);
	else if (vmi_locate_address(run.image, run.len, &rom) == VMI_OK)
		bind(&run, &rom, &mask, &binding);
	free(run.block);
	return 0;
}

static void tell_reached(void)
{
	fprintf(stderr, "reached:");
#define X(what) fprintf(stderr, " %s %lu", #what, reached.what);
	REACHED(X)
#undef X
	fprintf(stderr, "\n");
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	return atexit(tell_reached);
}
