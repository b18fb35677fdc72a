/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * libFuzzer target for what x86-64 has of its own: place, the list of returns, inline bytes with fixups.
 * What could go wrong: a read outside of image or window (the sanitizers see that), a write outside of the
 * fields that a good list names, or anything written of a ROM that is refused.
 *
 * Input: mode, then edits of 4 bytes each: where (16 bits; even modes: in record and lists), what (16 bits).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vmi/placing.h>

#include "romimage.h"

#define UNITS 16
#define SIZE (UNITS * VMI_ROM_UNIT)
#define RECORD 0xC00
#define FIXUPS 0x400
#define NR_FIXUPS 4
#define RETURNS 0x500
#define NR_RETURNS 6
#define STATE_PAGES 2
#define ROOM 64 /* that must not be touched, on each side of the window */
#define LONGEST_WINDOW (16u * VMI_PAGE_SIZE)
#define SITES 4
#define SITE_LEN 40
#define MARK 0xA5
#define PERCPU 0x1280

#define MODE_ANYWHERE 1
#define MODE_UNPROTECTED 2
#define MODE_SMALL 4
#define MODE_ADAPT 8

#define MUST(cond) \
	do { \
		if (!(cond)) { \
			fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #cond); \
			abort(); \
		} \
	} while (0)

static struct {
	unsigned long cases, checked, placed, refused, bad_fixup, bad_return, inlined, unprotected, small;
} reached;

/* Sites and window in one piece, as the records reach 2 GiB. */
struct arena {
	uint8_t window[ROOM + VMI_PAGE_SIZE + LONGEST_WINDOW + ROOM];
	struct vmi_site sites[SITES];
	uint8_t text[SITES * SITE_LEN];
};

struct run {
	uint8_t mode, *image, *window;
	unsigned int protects, returns;
};

static bool protect(void *ctx, void *pages, size_t len)
{
	struct run *run = ctx;

	MUST(pages == run->window && len >= SIZE && len % VMI_PAGE_SIZE == 0 && !run->protects);
	run->protects++;
	return !(run->mode & MODE_UNPROTECTED);
}

static void adapt(void *ctx, const struct vmi_rom *placed)
{
	struct run *run = ctx;
	uint8_t *code;

	MUST(!run->protects && placed->base == run->window);
	for (unsigned int n = 0; (code = vmi_return_at(placed, n)); n++) {
		MUST(code >= run->window && code + VMI_RETURN_SIZE <= run->window + SIZE && *code == 0xC3);
		if (run->mode & MODE_ADAPT)
			*code = 0xE9;
		run->returns++;
	}
}

/* A good ROM with two fixups of each kind. */
static void make_image(uint8_t *image)
{
	romimage_fill(image, UNITS);
	put_u16(image, VMI_ROM_OFF_PLACE, RECORD);
	put_u32(image, RECORD, VMI_PLACE_SIGNATURE);
	put_u16(image, RECORD + VMI_PLACE_OFF_SIZE, VMI_PLACE_SIZE);
	put_u32(image, RECORD + VMI_PLACE_OFF_STATE, SIZE);
	put_u32(image, RECORD + VMI_PLACE_OFF_STATE_PAGES, STATE_PAGES);
	put_u16(image, RECORD + VMI_PLACE_OFF_PERCPU_SIZE, VMI_PERCPU_ALIGN);
	put_u32(image, RECORD + VMI_PLACE_OFF_FIXUPS, FIXUPS);
	put_u16(image, RECORD + VMI_PLACE_OFF_NR_FIXUPS, NR_FIXUPS);
	put_u32(image, RECORD + VMI_PLACE_OFF_RETURNS, RETURNS);
	put_u16(image, RECORD + VMI_PLACE_OFF_NR_RETURNS, NR_RETURNS);
	for (unsigned int i = 0; i < NR_FIXUPS; i++) {
		put_u32(image, FIXUPS + i * VMI_FIXUP_SIZE, 0x804 + 6 * i);
		put_u16(image, FIXUPS + i * VMI_FIXUP_SIZE + VMI_FIXUP_OFF_KIND,
			i % 2 ? VMI_FIXUP_PERCPU : VMI_FIXUP_REL32);
	}
	for (unsigned int i = 0; i < NR_RETURNS; i++) {
		put_u32(image, RETURNS + 4 * i, 0xA00 + 16 * i);
		memcpy(image + 0xA00 + 16 * i, "\xC3\xCC\xCC\xCC\xCC", VMI_RETURN_SIZE);
	}
}

static void edit(struct run *run, const uint8_t *edits, size_t len)
{
	for (; len >= 4; edits += 4, len -= 4) {
		uint32_t at = (uint32_t)(edits[0] | edits[1] << 8) % (SIZE - 2);

		if (!(run->mode & MODE_ANYWHERE))
			at = at & 0x80 ? FIXUPS + at % (RETURNS + 4 * NR_RETURNS - FIXUPS) : RECORD + at % VMI_PLACE_SIZE;
		run->image[at] = edits[2];
		run->image[at + 1] = edits[3];
	}
}

/* Only what the loader may change differs. */
static void check_copy(const struct run *run, const struct vmi_rom *rom)
{
	const uint8_t *record = run->image + get_u16(run->image, VMI_ROM_OFF_PLACE);
	uint32_t at = (uint32_t)(record - run->image), list = get_u32(run->image, at + VMI_PLACE_OFF_FIXUPS);
	uint32_t returns = get_u32(run->image, at + VMI_PLACE_OFF_RETURNS);
	uint8_t *expected = malloc(rom->size);

	memcpy(expected, run->image, rom->size);
	for (unsigned int i = 0; i < get_u16(run->image, at + VMI_PLACE_OFF_NR_FIXUPS); i++) {
		uint32_t field = get_u32(run->image, list + i * VMI_FIXUP_SIZE);

		if (get_u16(run->image, list + i * VMI_FIXUP_SIZE + VMI_FIXUP_OFF_KIND) == VMI_FIXUP_PERCPU)
			put_u32(expected, field, get_u32(expected, field) + PERCPU);
	}
	for (unsigned int i = 0; run->mode & MODE_ADAPT && i < get_u16(run->image, at + VMI_PLACE_OFF_NR_RETURNS); i++)
		expected[get_u32(run->image, returns + 4 * i)] = 0xE9;
	MUST(run->returns == get_u16(run->image, at + VMI_PLACE_OFF_NR_RETURNS));
	MUST(!memcmp(expected, run->window, rom->size));
	free(expected);
}

/* Inline bytes from the copy to each site and back. */
static void patch(const struct vmi_rom *placed, struct arena *arena, uint8_t len)
{
	static struct vmi_binding binding;
	static uint8_t saved[SITES * SITE_LEN];
	struct vmi_text text = {
		.begin = arena->sites, .end = arena->sites + SITES, .saved = saved, .saved_size = sizeof(saved)};
	struct vmi_report report;

	memset(&binding, 0, sizeof(binding));
	binding.rom = *placed;
	binding.answer[VMI_CALL_SetCR3] = VMI_ANSWER_CALL;
	binding.target[VMI_CALL_SetCR3] = (uintptr_t)placed->base + 0x7FC + len % 8;
	binding.inline_len[VMI_CALL_SetCR3] = len % (VMI_INLINE_MAX + 1);
	MUST(vmi_patch(&binding, &text, &report) == VMI_OK);
	reached.inlined += report.by_answer[VMI_ANSWER_INLINE];
	MUST(vmi_unpatch(&text) == VMI_OK);
	for (size_t i = 0; i < sizeof(arena->text); i++)
		MUST(arena->text[i] == MARK);
}

static void check_placed(struct run *run, struct arena *arena, const struct vmi_rom *rom, const struct vmi_rom *placed,
			 uint8_t len)
{
	size_t state, pages, size = vmi_place_size(rom, &state, &pages);

	MUST(run->protects == 1 && placed->base == run->window && placed->size == rom->size);
	MUST(size == state + pages * VMI_PAGE_SIZE && size <= LONGEST_WINDOW);
	check_copy(run, rom);
	for (size_t i = state; i < size; i++)
		MUST(!run->window[i]);
	MUST(run->window[-1] == MARK && run->window[size] == MARK);
	patch(placed, arena, len);
}

static void count(enum vmi_status status)
{
	reached.placed += status == VMI_OK;
	reached.bad_fixup += status == VMI_BAD_FIXUP;
	reached.bad_return += status == VMI_BAD_RETURN;
	reached.unprotected += status == VMI_NOT_PROTECTED;
	reached.small += status == VMI_WINDOW_TOO_SMALL || status == VMI_STATE_TOO_SMALL;
	reached.refused += status != VMI_OK;
}

static void place(struct run *run, struct arena *arena, const struct vmi_rom *rom, uint8_t len)
{
	const struct vmi_place where = {
		.window = run->window,
		.size = run->mode & MODE_SMALL ? SIZE + VMI_PAGE_SIZE : LONGEST_WINDOW,
		.begin = arena->sites,
		.end = arena->sites + SITES,
		.percpu = PERCPU,
		.percpu_size = VMI_PERCPU_MAX,
		.protect = protect,
		.adapt = adapt,
		.ctx = run,
	};
	struct vmi_rom placed = {0};
	enum vmi_status status = vmi_place(rom, &where, &placed);

	count(status);
	MUST((status == VMI_OK) == (placed.base != NULL));
	if (status == VMI_OK)
		check_placed(run, arena, rom, &placed, len);
	else if (status != VMI_NOT_PROTECTED)
		for (size_t i = 0; i < LONGEST_WINDOW; i++)
			MUST(run->window[i] == MARK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct run run = {0};
	struct arena *arena;
	struct vmi_rom rom;

	if (size < 2)
		return 0;
	reached.cases++;
	run.mode = data[0];
	run.image = romimage_alloc(SIZE);
	make_image(run.image);
	edit(&run, data + 2, size - 2);
	run.image[VMI_ROM_OFF_LENGTH] = UNITS; /* how much is summed up */
	romimage_sign(run.image);
	arena = malloc(sizeof(*arena));
	memset(arena, MARK, sizeof(*arena));
	run.window = (uint8_t *)(((uintptr_t)arena->window + ROOM + VMI_PAGE_SIZE - 1) & -(uintptr_t)VMI_PAGE_SIZE);
	for (unsigned int i = 0; i < SITES; i++)
		arena->sites[i] = (struct vmi_site){
			(int32_t)(arena->text + i * SITE_LEN - (uint8_t *)&arena->sites[i]), VMI_CALL_SetCR3,
			(uint8_t)(SITE_LEN - 9 * i), 0};
	if (vmi_check(run.image, SIZE, &rom) == VMI_OK) {
		reached.checked++;
		place(&run, arena, &rom, data[1]);
	}
	free(arena);
	free(run.image);
	return 0;
}

static void tell_reached(void)
{
	fprintf(stderr, "reached: cases %lu checked %lu placed %lu refused %lu bad_fixup %lu bad_return %lu inlined %lu unprotected %lu small %lu\n",
		reached.cases, reached.checked, reached.placed, reached.refused, reached.bad_fixup, reached.bad_return,
		reached.inlined, reached.unprotected, reached.small);
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	return atexit(tell_reached);
}
