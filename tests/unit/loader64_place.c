/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vmi_place, and inline answers with fixups: a good ROM runs where it was put, a hostile one is refused before a byte
 * of the window is written.
 */
#include "unit.h"

#include "image64.h"

#include <rombytes/bytes.h>
#include <vmi/placing.h>

#define WINDOW_SIZE 0x20000
#define SITE_LEN 28
#define MARK 0x5A

/* Window and sites in one piece, as the records reach 2 GiB. */
static struct arena {
	uint8_t window[WINDOW_SIZE] __attribute__((aligned(4096)));
	struct vmi_site sites[4];
	uint8_t text[4][SITE_LEN];
} arena;

static uint8_t *image;
static uint32_t size, record;
static struct vmi_rom rom, placed;
static struct vmi_place place;
static unsigned int protects;
static bool protect_fails;

static bool protect(void *ctx, void *pages, size_t len)
{
	assert_ptr_equal(ctx, &arena);
	assert_ptr_equal(pages, arena.window);
	assert_int_equal(len, get_u32(image, record + VMI_PLACE_OFF_STATE));
	protects++;
	return !protect_fails;
}

static int setup(void **state)
{
	(void)state;
	image = image64_new(&size);
	record = get_u16(image, VMI_ROM_OFF_PLACE);
	assert_status(vmi_check(image, size, &rom), VMI_OK);
	memset(&arena, MARK, sizeof(arena));
	for (unsigned int i = 0; i < COUNT(arena.sites); i++)
		arena.sites[i] = (struct vmi_site){(int32_t)(arena.text[i] - (uint8_t *)&arena.sites[i]),
						   VMI_CALL_EnableInterrupts, SITE_LEN, 0};
	place = (struct vmi_place){
		.window = arena.window,
		.size = WINDOW_SIZE,
		.begin = arena.sites,
		.end = arena.sites + COUNT(arena.sites),
		.percpu_size = 128,
		.protect = protect,
		.ctx = &arena,
	};
	protects = 0;
	protect_fails = false;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	free(image);
	return 0;
}

static void again(void)
{
	image64_sign(image);
	assert_status(vmi_check(image, size, &rom), VMI_OK);
}

/* Nothing was written, and nothing is placed. */
static void refused(enum vmi_status status)
{
	memset(&placed, MARK, sizeof(placed));
	assert_status(vmi_place(&rom, &place, &placed), status);
	for (unsigned int i = 0; i < sizeof(placed); i++)
		assert_int_equal(((const uint8_t *)&placed)[i], MARK);
	for (unsigned int i = 0; i < WINDOW_SIZE; i++)
		assert_int_equal(arena.window[i], MARK);
	assert_int_equal(protects, 0);
}

static void takes_a_good_rom(void **state)
{
	size_t at, pages;
	unsigned int returns = 0;
	uint8_t *code;

	(void)state;
	assert_status(vmi_place(&rom, &place, &placed), VMI_OK);
	assert_int_equal(protects, 1);
	assert_memory_equal(arena.window, image, size);
	assert_ptr_equal(placed.base, arena.window);
	assert_int_equal(placed.size, size);
	assert_string_equal(placed.product, "native x86_64 call");
	assert_ptr_equal(placed.product - (const char *)arena.window, rom.product - (const char *)image);
	assert_ptr_equal(placed.build_id - arena.window, rom.build_id - image);
	while ((code = vmi_return_at(&placed, returns))) {
		assert_int_equal(*code, 0xC3);
		assert_true(code >= arena.window && code < arena.window + size);
		returns++;
	}
	assert_true(returns > 60);
	assert_int_equal(vmi_place_size(&rom, &at, &pages), size);
	assert_int_equal(at, size);
	assert_int_equal(pages, 0);
	/* All of one page behind it. */
	assert_int_equal(arena.window[size], MARK);
}

static void clears_the_state(void **state)
{
	(void)state;
	put_u32(image, record + VMI_PLACE_OFF_STATE, size + 4096);
	put_u32(image, record + VMI_PLACE_OFF_STATE_PAGES, 2);
	again();
	assert_int_equal(vmi_place_size(&rom, NULL, NULL), size + 3 * 4096);
	assert_status(vmi_place(&rom, &place, &placed), VMI_OK);
	for (unsigned int i = size; i < size + 4096; i++)
		assert_int_equal(arena.window[i], 0xCC);
	for (unsigned int i = size + 4096; i < size + 3 * 4096; i++)
		assert_int_equal(arena.window[i], 0);
	assert_int_equal(arena.window[size + 3 * 4096], MARK);
}

static void refuses_records(void **state)
{
	static const struct {
		unsigned int off, bytes;
		uint32_t value;
		enum vmi_status status;
	} faults[] = {
		{0, 4, 0x12345678, VMI_BAD_PLACEMENT},
		{VMI_PLACE_OFF_SIZE, 2, VMI_PLACE_SIZE - 1, VMI_BAD_PLACEMENT},
		{VMI_PLACE_OFF_STATE, 4, 0, VMI_BAD_PLACEMENT},
		{VMI_PLACE_OFF_STATE, 4, 0x3000, VMI_BAD_PLACEMENT},
		{VMI_PLACE_OFF_STATE, 4, 0x4800, VMI_BAD_PLACEMENT},
		{VMI_PLACE_OFF_STATE, 4, 0xFFFFF000, VMI_BAD_PLACEMENT},
		{VMI_PLACE_OFF_STATE_PAGES, 4, 0x100000, VMI_BAD_PLACEMENT},
		{VMI_PLACE_OFF_STATE_PAGES, 4, 0xFFFFFFFF, VMI_BAD_PLACEMENT},
		{VMI_PLACE_OFF_PERCPU_SIZE, 2, VMI_PERCPU_MAX + 1, VMI_BAD_PLACEMENT},
		{VMI_PLACE_OFF_FIXUPS, 4, 0, VMI_BAD_PLACEMENT},
		{VMI_PLACE_OFF_FIXUPS, 4, 0xFFFFFFFC, VMI_BAD_PLACEMENT},
		{VMI_PLACE_OFF_NR_FIXUPS, 2, 0xFFFF, VMI_BAD_PLACEMENT},
		{VMI_PLACE_OFF_RETURNS, 4, 0x7FFFFFFC, VMI_BAD_PLACEMENT},
		{VMI_PLACE_OFF_RETURNS, 4, 0x3FFE, VMI_BAD_PLACEMENT},
		{VMI_PLACE_OFF_NR_RETURNS, 2, 0xFFFF, VMI_BAD_PLACEMENT},
		/* What was code is taken for fixups. */
		{VMI_PLACE_OFF_NR_FIXUPS, 2, 1, VMI_BAD_FIXUP},
	};

	(void)state;
	for (unsigned int i = 0; i < COUNT(faults); i++) {
		uint8_t keep[VMI_PLACE_SIZE];

		memcpy(keep, image + record, sizeof(keep));
		if (faults[i].bytes == 4)
			put_u32(image, record + faults[i].off, faults[i].value);
		else
			put_u16(image, record + faults[i].off, (uint16_t)faults[i].value);
		again();
		refused(faults[i].status);
		assert_int_equal(vmi_place_size(&rom, NULL, NULL), 0);
		memcpy(image + record, keep, sizeof(keep));
	}
	for (unsigned int i = 0; i < 3; i++) {
		put_u16(image, VMI_ROM_OFF_PLACE, (uint16_t)(i == 0 ? 0 : i == 1 ? size - 16 : 0xFFFF));
		again();
		refused(VMI_BAD_PLACEMENT);
	}
}

/* A list of fixups in the padding. */
static uint32_t put_fixups(const uint32_t (*fixups)[2], unsigned int nr)
{
	uint32_t at = size - 0x400;

	put_u32(image, record + VMI_PLACE_OFF_FIXUPS, at);
	put_u16(image, record + VMI_PLACE_OFF_NR_FIXUPS, (uint16_t)nr);
	put_u16(image, record + VMI_PLACE_OFF_PERCPU_SIZE, 128);
	for (unsigned int i = 0; i < nr; i++) {
		put_u32(image, at + VMI_FIXUP_SIZE * i, fixups[i][0]);
		put_u16(image, at + VMI_FIXUP_SIZE * i + VMI_FIXUP_OFF_KIND, (uint16_t)fixups[i][1]);
	}
	again();
	return at;
}

static void refuses_fixups(void **state)
{
	const uint32_t list = size - 0x400, returns = get_u32(image, record + VMI_PLACE_OFF_RETURNS);
	const uint32_t bad[][2][2] = {
		{{0x20, VMI_FIXUP_PERCPU}, {0x2000, VMI_FIXUP_PERCPU}},
		{{0x2000, 0}, {0x2004, VMI_FIXUP_PERCPU}},
		{{0x2000, 3}, {0x2004, VMI_FIXUP_PERCPU}},
		{{0x2000, VMI_FIXUP_PERCPU}, {0x2003, VMI_FIXUP_PERCPU}},
		{{0x2000, VMI_FIXUP_PERCPU}, {0x2000, VMI_FIXUP_PERCPU}},
		{{0x2000, VMI_FIXUP_PERCPU}, {0x1000, VMI_FIXUP_PERCPU}},
		{{0x2000, VMI_FIXUP_PERCPU}, {size - 3, VMI_FIXUP_PERCPU}},
		{{0x2000, VMI_FIXUP_PERCPU}, {size, VMI_FIXUP_PERCPU}},
		{{0x2000, VMI_FIXUP_PERCPU}, {0xFFFFFFFE, VMI_FIXUP_PERCPU}},
		{{0x100, VMI_FIXUP_REL32}, {list - 3, VMI_FIXUP_PERCPU}},
		{{0x100, VMI_FIXUP_REL32}, {list + 15, VMI_FIXUP_PERCPU}},
		{{0x100, VMI_FIXUP_REL32}, {returns, VMI_FIXUP_PERCPU}},
		{{0x100, VMI_FIXUP_REL32}, {record + 28, VMI_FIXUP_PERCPU}},
	};

	(void)state;
	for (unsigned int i = 0; i < COUNT(bad); i++) {
		put_fixups(bad[i], 2);
		refused(VMI_BAD_FIXUP);
	}
	/* Of memory that it doesn't ask for. */
	put_fixups((const uint32_t[][2]){{0x2000, VMI_FIXUP_PERCPU}}, 1);
	put_u16(image, record + VMI_PLACE_OFF_PERCPU_SIZE, 0);
	again();
	refused(VMI_BAD_FIXUP);
}

static void refuses_returns(void **state)
{
	uint32_t list = get_u32(image, record + VMI_PLACE_OFF_RETURNS), first = get_u32(image, list);
	static const int moves[] = {1, -1, 0x100000, -0x100};

	(void)state;
	for (unsigned int i = 0; i < COUNT(moves); i++) {
		put_u32(image, list, first + (uint32_t)moves[i]);
		again();
		refused(VMI_BAD_RETURN);
	}
	put_u32(image, list, get_u32(image, list + 4));
	again();
	refused(VMI_BAD_RETURN);
	put_u32(image, list, first);
	image[first + 4] = 0x90;
	again();
	refused(VMI_BAD_RETURN);
	image[first + 4] = 0xCC;
	/* A fixup that reaches into it, from either side; and two that just don't. */
	for (int way = -4; way <= 5; way++) {
		const uint32_t fixups[][2] = {{first + (uint32_t)way, VMI_FIXUP_PERCPU}};

		put_fixups(fixups, 1);
		if (way > -4 && way < 5)
			refused(VMI_BAD_RETURN);
		else
			assert_int_not_equal(vmi_place_size(&rom, NULL, NULL), 0);
	}
}

static void refuses_windows(void **state)
{
	static struct vmi_site far;
	struct vmi_place good = place;

	(void)state;
	place.window = arena.window + 2048;
	refused(VMI_WINDOW_MISALIGNED);
	place = good;
	place.size = size - 1;
	refused(VMI_WINDOW_TOO_SMALL);
	place = good;
	put_u32(image, record + VMI_PLACE_OFF_STATE_PAGES, 1);
	again();
	place.size = size + 4095;
	refused(VMI_STATE_TOO_SMALL);
	place = good;
	/* Its text begins 2 GiB before it. */
	far = (struct vmi_site){INT32_MIN, VMI_CALL_Halt, 5, 0};
	place.begin = &far;
	place.end = &far + 1;
	refused(VMI_OUT_OF_REACH);
	place = good;
	for (unsigned int way = 0; way <= 4096; way += 4096) {
		place.window = image + way;
		assert_status(vmi_place(&rom, &place, &placed), VMI_WINDOW_OVERLAPS);
	}
	place = good;
	put_u16(image, record + VMI_PLACE_OFF_PERCPU_SIZE, 128);
	again();
	place.percpu_size = 127;
	refused(VMI_PERCPU_TOO_SMALL);
	place.percpu_size = 128;
	place.percpu = (intptr_t)INT32_MAX;
	refused(VMI_PERCPU_TOO_SMALL);
	place.percpu = (intptr_t)INT32_MIN - 1;
	refused(VMI_PERCPU_TOO_SMALL);
	place.percpu = INT32_MIN;
	assert_status(vmi_place(&rom, &place, &placed), VMI_OK);
}

static void refuses_what_is_not_protected(void **state)
{
	(void)state;
	protect_fails = true;
	memset(&placed, MARK, sizeof(placed));
	assert_status(vmi_place(&rom, &place, &placed), VMI_NOT_PROTECTED);
	assert_int_equal(protects, 1);
	assert_int_equal(((const uint8_t *)&placed)[0], MARK);
}

static void adds_the_processors_memory(void **state)
{
	static const uint32_t fixups[][2] = {{0x2003, VMI_FIXUP_PERCPU}, {0x2010, VMI_FIXUP_REL32}};

	(void)state;
	put_u32(image, 0x2003, 9);
	put_u32(image, 0x2010, 77);
	put_fixups(fixups, 2);
	place.percpu = -0x1000;
	assert_status(vmi_place(&rom, &place, &placed), VMI_OK);
	assert_int_equal(get_u32(arena.window, 0x2003), 9u - 0x1000);
	assert_int_equal(get_u32(arena.window, 0x2010), 77);
	assert_int_equal(get_u32(image, 0x2003), 9);
}

static void adapt(void *ctx, const struct vmi_rom *copy)
{
	uint8_t *code;

	(void)ctx;
	assert_int_equal(protects, 0);
	for (unsigned int n = 0; (code = vmi_return_at(copy, n)); n++)
		*code = 0xE9;
}

static void lets_the_kernel_change_its_copy(void **state)
{
	(void)state;
	place.adapt = adapt;
	assert_status(vmi_place(&rom, &place, &placed), VMI_OK);
	assert_int_equal(*vmi_return_at(&placed, 0), 0xE9);
	assert_int_equal(protects, 1);
}

/* Sites of a call whose body has bytes that a site may hold, the last 4 of them a displacement. */
static void bind_inline(struct vmi_binding *binding, uint32_t body, uint8_t len)
{
	memset(binding, 0, sizeof(*binding));
	binding->rom = placed;
	binding->answer[VMI_CALL_EnableInterrupts] = VMI_ANSWER_CALL;
	binding->target[VMI_CALL_EnableInterrupts] = (uintptr_t)placed.base + body;
	binding->inline_len[VMI_CALL_EnableInterrupts] = len;
}

static void moves_inline_bytes(void **state)
{
	static const uint32_t fixups[][2] = {{0x2004 + 5, VMI_FIXUP_REL32}, {0x2004 + 12, VMI_FIXUP_REL32}};
	static uint8_t saved[COUNT(arena.sites) * SITE_LEN];
	struct vmi_text text = {
		.begin = arena.sites, .end = arena.sites + COUNT(arena.sites), .saved = saved, .saved_size = sizeof(saved)};
	static struct vmi_binding binding;
	struct vmi_report report;

	(void)state;
	put_u32(image, 0x2000, 0xFA1E0FF3);
	put_u32(image, 0x2004 + 5, 0x100); /* from 0x2004 + 9 on */
	put_u32(image, 0x2004 + 12, 0x200); /* behind the bytes */
	put_fixups(fixups, 2);
	assert_status(vmi_place(&rom, &place, &placed), VMI_OK);
	bind_inline(&binding, 0x2000, 9);
	arena.sites[1].len = 9;
	arena.sites[2].len = 8;
	assert_status(vmi_patch(&binding, &text, &report), VMI_OK);
	assert_int_equal(report.by_answer[VMI_ANSWER_INLINE], 3);
	assert_int_equal(report.by_answer[VMI_ANSWER_CALL], 1);
	for (unsigned int i = 0; i < COUNT(arena.sites); i++) {
		const uint8_t *site = arena.text[i];

		if (i == 2) {
			assert_int_equal(site[0], 0xE8);
			assert_ptr_equal(site + 5 + (int32_t)get_u32(site, 1), arena.window + 0x2000);
			continue;
		}
		assert_memory_equal(site, arena.window + 0x2004, 5);
		assert_ptr_equal(site + 9 + (int32_t)get_u32(site, 5), arena.window + 0x2004 + 9 + 0x100);
	}
	assert_status(vmi_unpatch(&text), VMI_OK);
	for (unsigned int i = 0; i < sizeof(arena.text); i++)
		assert_int_equal(((const uint8_t *)arena.text)[i], MARK);
}

/* Bytes that have no room for a displacement have none, wherever the ROM's fixups are. */
static void moves_few_bytes(void **state)
{
	static const uint32_t fixups[][2] = {{0x2005, VMI_FIXUP_REL32}, {0x3000, VMI_FIXUP_REL32}};
	static uint8_t saved[COUNT(arena.sites) * SITE_LEN];
	struct vmi_text text = {
		.begin = arena.sites, .end = arena.sites + COUNT(arena.sites), .saved = saved, .saved_size = sizeof(saved)};
	static struct vmi_binding binding;

	(void)state;
	put_fixups(fixups, 2);
	assert_status(vmi_place(&rom, &place, &placed), VMI_OK);
	for (uint8_t len = 1; len < 5; len++) {
		bind_inline(&binding, 0x2000, len);
		assert_status(vmi_patch(&binding, &text, NULL), VMI_OK);
		for (unsigned int i = 0; i < COUNT(arena.sites); i++)
			assert_memory_equal(arena.text[i], arena.window + 0x2004, len);
		assert_status(vmi_unpatch(&text), VMI_OK);
	}
}

static void refuses_sites_that_are_too_short(void **state)
{
	static uint8_t saved[COUNT(arena.sites) * SITE_LEN];
	struct vmi_text text = {
		.begin = arena.sites, .end = arena.sites + COUNT(arena.sites), .saved = saved, .saved_size = sizeof(saved)};
	static struct vmi_binding binding;
	struct vmi_report report;

	(void)state;
	assert_status(vmi_place(&rom, &place, &placed), VMI_OK);
	bind_inline(&binding, 0x2000, 9);
	arena.sites[3].flags = VMI_SITE_INLINE_ONLY;
	assert_status(vmi_patch(&binding, &text, &report), VMI_OK);
	assert_status(vmi_unpatch(&text), VMI_OK);
	arena.sites[3].len = 8;
	assert_status(vmi_patch(&binding, &text, &report), VMI_TOO_SHORT);
	assert_int_equal(report.sites, 3);
	arena.sites[3].len = 9;
	bind_inline(&binding, 0x2000, 0);
	assert_status(vmi_patch(&binding, &text, NULL), VMI_TOO_SHORT);
	/* EnterTrap's are so without saying. */
	arena.sites[3] = (struct vmi_site){arena.sites[3].offset, VMI_CALL_EnterTrap, 5, 0};
	binding.answer[VMI_CALL_EnterTrap] = VMI_ANSWER_CALL;
	binding.target[VMI_CALL_EnterTrap] = (uintptr_t)placed.base + 0x2000;
	assert_status(vmi_patch(&binding, &text, NULL), VMI_TOO_SHORT);
	binding.answer[VMI_CALL_EnterTrap] = VMI_ANSWER_NOP;
	assert_status(vmi_patch(&binding, &text, NULL), VMI_OK);
	for (unsigned int i = 0; i < COUNT(arena.text[3]); i++)
		assert_int_equal(arena.text[3][i], i < 4 ? 0x66 : i == 4 ? 0x90 : MARK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
static const struct CMUnitTest tests[] = {
	TEST(takes_a_good_rom), TEST(clears_the_state), TEST(refuses_records),
	TEST(refuses_fixups), TEST(refuses_returns), TEST(refuses_windows),
	TEST(refuses_what_is_not_protected), TEST(adds_the_processors_memory), TEST(lets_the_kernel_change_its_copy),
	TEST(moves_inline_bytes), TEST(moves_few_bytes), TEST(refuses_sites_that_are_too_short),
};

UNIT_MAIN(tests)
