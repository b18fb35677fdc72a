/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vmi_locate_next, vmi_locate_refused: a ROM that is good to look at and refuses to be bound
 * must not hide another.  Each candidate comes once, in order, the window's and then the
 * modules'; what is told in the end is the first fault; and no ROM is started where another
 * may be in charge.
 */
#include "unit.h"

#include <vmi/loader.h>

#include "romimage.h"

#define UNITS 4
#define SIZE (UNITS * VMI_ROM_UNIT)
#define NR 6 /* places in the window, and as many modules */
#define MODULES 0x200000u
#define LIST 0x9000u

static uint8_t *window, *modules, list[NR * 16], info[28];

/* What the ROMs' code does, by place: 0 to NR - 1 in the window, then the modules. */
static struct {
	uint32_t init_result;
	bool outside; /* an answer */
	unsigned int inits;
} code[2 * NR];

static struct vmi_search search;
static struct vmi_binding binding;

static const void *map(void *ctx, vmi_word_t phys, uint32_t len)
{
	assert_ptr_equal(ctx, &search);
	if (phys == LIST && len <= sizeof(list))
		return list;
	if (phys >= MODULES && phys - MODULES + len <= NR * SIZE)
		return modules + (phys - MODULES);
	return NULL;
}

static uint8_t *place(unsigned int n)
{
	return n < NR ? window + n * SIZE : modules + (n - NR) * SIZE;
}

static unsigned int place_of(const uint8_t *at)
{
	return at >= window && at < window + NR * SIZE ? (unsigned int)((at - window) / SIZE)
						       : NR + (unsigned int)((at - modules) / SIZE);
}

static void good(unsigned int n)
{
	romimage_fill(place(n), UNITS);
}

static void bad(unsigned int n, size_t off, uint8_t value)
{
	good(n);
	put_u8(place(n), off, value);
	romimage_sign(place(n));
}

#define BAD_LICENCE(n) bad(n, VMI_ROM_OFF_LICENCE + 1, 0xFF)
#define WRONG_MAJOR(n) bad(n, VMI_ROM_OFF_MAJOR, 2)
#define MINOR_1(n) bad(n, VMI_ROM_OFF_MINOR, 1)

static int setup(void **state)
{
	(void)state;
	window = romimage_alloc(NR * SIZE);
	modules = romimage_alloc(NR * SIZE);
	memset(window, 0, NR * SIZE);
	memset(modules, 0, NR * SIZE);
	memset(info, 0, sizeof(info));
	memset(code, 0, sizeof(code));
	for (unsigned int i = 0; i < NR; i++) {
		put_u32(list, i * 16, MODULES + i * SIZE);
		put_u32(list, i * 16 + 4, MODULES + (i + 1) * SIZE);
	}
	put_u32(info, 0, 8);
	put_u32(info, 20, NR);
	put_u32(info, 24, LIST);
	search = (struct vmi_search){window, NR * SIZE, info, map, &search, 0, VMI_OK, 0, 0};
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	free(window);
	free(modules);
	return 0;
}

static uint32_t init(void *ctx, const uint8_t *entry)
{
	(void)ctx;
	code[place_of(entry)].inits++;
	return code[place_of(entry)].init_result;
}

/* The answers of all calls are none, but one that is outside. */
static uint8_t reloc(void *ctx, const uint8_t *entry, uint32_t call, uintptr_t *address)
{
	(void)ctx;
	*address = 0;
	return code[place_of(entry)].outside && call == VMI_CALL_SetCR3 ? VMI_ANSWER_CALL : VMI_ANSWER_NONE;
}

static const struct vmi_caller caller = {init, reloc, NULL, NULL, NULL};

/* The place that the search finds next, or -1 and the status. */
static int next(enum vmi_status *status)
{
	struct vmi_rom rom;

	*status = vmi_locate_next(&search, &rom);
	if (*status != VMI_OK)
		return -1;
	assert_int_equal(rom.where, place_of(rom.base) < NR ? VMI_WHERE_WINDOW : VMI_WHERE_MODULE);
	assert_ptr_equal(rom.base, place(place_of(rom.base)));
	return (int)place_of(rom.base);
}

/* As a kernel does it; the place that is bound, or -1. */
static int bind(enum vmi_status *status)
{
	struct vmi_rom rom;

	while ((*status = vmi_locate_next(&search, &rom)) == VMI_OK) {
		*status = vmi_bind(&rom, NULL, &caller, &binding);
		if (*status == VMI_OK)
			return (int)place_of(rom.base);
		vmi_locate_refused(&search, *status, &binding);
	}
	return -1;
}

static void bound(int expected, enum vmi_status expected_status)
{
	enum vmi_status status;

	assert_int_equal(bind(&status), expected);
	assert_status(status, expected_status);
}

/* Any set of good ROMs comes entirely, in order, and then no more. */
static void test_each_once(void **state)
{
	enum vmi_status status;

	(void)state;
	for (unsigned int set = 0; set < 1u << 2 * NR; set += 7) {
		teardown(NULL);
		setup(NULL);
		for (unsigned int n = 0; n < 2 * NR; n++)
			if (set >> n & 1)
				good(n);
		for (unsigned int n = 0; n < 2 * NR; n++)
			if (set >> n & 1)
				assert_int_equal(next(&status), n);
		for (int again = 0; again < 3; again++) {
			assert_int_equal(next(&status), -1);
			assert_status(status, VMI_NO_ROM);
		}
	}
}

static void test_passes_bad_ones(void **state)
{
	enum vmi_status status;

	(void)state;
	BAD_LICENCE(0);
	good(1);
	WRONG_MAJOR(3);
	good(4);
	WRONG_MAJOR(NR);
	good(NR + 2);
	assert_int_equal(next(&status), 1);
	assert_int_equal(next(&status), 4);
	assert_int_equal(next(&status), NR + 2);
	assert_int_equal(next(&status), -1);
	assert_status(status, VMI_BAD_LICENCE);
	assert_int_equal(search.culprit, VMI_NO_CALL);
}

/* A ROM inside another's image is that one's, even if it is whole. */
static void test_inside(void **state)
{
	enum vmi_status status;

	(void)state;
	romimage_fill(window, 3 * UNITS - 1); /* ends before its last step does */
	good(2);
	balance(window, (3 * UNITS - 1) * VMI_ROM_UNIT, VMI_ROM_OFF_CHECKSUM6);
	good(3);
	assert_int_equal(next(&status), 0);
	assert_int_equal(next(&status), 3);
	assert_int_equal(next(&status), -1);
}

static void test_where_to_look(void **state)
{
	enum vmi_status status;

	(void)state;
	good(1);
	good(NR + 1);
	search = (struct vmi_search){0};
	assert_int_equal(next(&status), -1);
	assert_status(status, VMI_NO_ROM);
	assert_int_equal(search.culprit, VMI_NO_CALL);
	search = (struct vmi_search){.window = window, .window_len = NR * SIZE};
	assert_int_equal(next(&status), 1);
	assert_int_equal(next(&status), -1);
	search = (struct vmi_search){.multiboot = info, .map = map, .ctx = &search};
	assert_int_equal(next(&status), NR + 1);
	assert_int_equal(next(&status), -1);
	assert_status(status, VMI_NO_ROM);
}

/* A list that can't be read is a fault like any other: told if it is the first. */
static void test_bad_list(void **state)
{
	enum vmi_status status;

	(void)state;
	put_u32(info, 24, 0x12345678);
	for (int again = 0; again < 2; again++) {
		assert_int_equal(next(&status), -1);
		assert_status(status, VMI_BAD_MULTIBOOT);
	}
	WRONG_MAJOR(2);
	search.window = window;
	search.window_len = NR * SIZE;
	search.fault = VMI_OK;
	assert_int_equal(next(&status), -1);
	assert_status(status, VMI_WRONG_MAJOR);
}

static void test_next_is_bound(void **state)
{
	(void)state;
	for (unsigned int first = 0; first < 2 * NR; first++)
		for (unsigned int second = first + 1; second < 2 * NR; second++) {
			teardown(NULL);
			setup(NULL);
			good(first);
			good(second);
			code[first].init_result = VMI_INIT_NOT_PRIVILEGED;
			bound((int)second, VMI_OK);
			assert_int_equal(code[first].inits, 1);
			assert_int_equal(code[second].inits, 1);
			assert_status(search.fault, VMI_INIT_FAILED);
		}
}

/* What is told when all fail, and what about it. */
static void test_first_fault(void **state)
{
	(void)state;
	good(1);
	good(2);
	WRONG_MAJOR(3);
	good(NR);
	code[1].init_result = 77;
	code[2].init_result = 88;
	code[NR].init_result = 99;
	bound(-1, VMI_INIT_FAILED);
	assert_int_equal(search.init_result, 77);
	for (unsigned int n = 1; n <= NR; n++)
		assert_int_equal(code[n].inits, n <= 2 || n == NR);
	bound(-1, VMI_INIT_FAILED);

	teardown(NULL);
	setup(NULL);
	WRONG_MAJOR(0);
	good(1);
	code[1].init_result = 77;
	bound(-1, VMI_WRONG_MAJOR);
	assert_int_equal(search.init_result, 0);
	assert_int_equal(search.culprit, VMI_NO_CALL);
}

/* It knows nothing of its start yet: the next may have one. */
static void test_asked_only(void **state)
{
	(void)state;
	MINOR_1(1);
	code[1].outside = true;
	good(3);
	bound(3, VMI_OK);
	assert_int_equal(code[1].inits, 0);
	assert_status(search.fault, VMI_ANSWER_OUTSIDE);
	assert_int_equal(search.culprit, VMI_CALL_SetCR3);
}

/* Its Init has run and said yes: no other's does. */
static void test_in_charge(void **state)
{
	(void)state;
	good(1);
	code[1].outside = true;
	good(3);
	good(NR);
	bound(-1, VMI_ANSWER_OUTSIDE);
	assert_int_equal(search.culprit, VMI_CALL_SetCR3);
	assert_int_equal(code[1].inits, 1);
	assert_int_equal(code[3].inits, 0);
	bound(-1, VMI_ANSWER_OUTSIDE);
	assert_int_equal(code[NR].inits, 0);
}

/* Nothing was started at all. */
static void test_off(void **state)
{
	struct vmi_mask mask;
	struct vmi_rom rom;

	(void)state;
	good(0);
	good(NR);
	vmi_mask_init(&mask);
	mask.off = true;
	assert_status(vmi_locate_next(&search, &rom), VMI_OK);
	assert_status(vmi_bind(&rom, &mask, &caller, &binding), VMI_OFF);
	vmi_locate_refused(&search, VMI_OFF, &binding);
	bound(-1, VMI_OFF);
	assert_int_equal(code[0].inits + code[NR].inits, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static const struct CMUnitTest tests[] = {
	TEST(test_each_once),     TEST(test_passes_bad_ones), TEST(test_inside),
	TEST(test_where_to_look), TEST(test_bad_list),        TEST(test_next_is_bound),
	TEST(test_first_fault),   TEST(test_asked_only),      TEST(test_in_charge),
	TEST(test_off),
};

UNIT_MAIN(tests)
