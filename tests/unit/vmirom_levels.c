// SPDX-License-Identifier: GPL-2.0-only
/*
 * A ROM of two back ends, as firmware would place it: Init must be the one of the back end whose answers its
 * caller will get.  If the other one ran, a kernel would be told that a platform is there which isn't.
 */
#include <vmirom/emulate.h>
#include "unit.h"

#include <vmi/rom.h>

/* As in tests/levels: what each back end's Init leaves in ECX. */
#define OUTER 0x100
#define LEVEL0 0x200

static void expect_init(unsigned int level, uint32_t expected)
{
	struct emulate_regs regs;
	struct emulator *e;
	struct image image;

	assert_null(image_load("build/rom/levels.rom", &image));
	e = emulate_open(&image, EMULATE_BASE_A);
	assert_non_null(e);
	assert_true(!level || emulate_level(e, level));
	emulate_junk(&regs);
	assert_int_equal(emulate_call(e, EMULATE_BASE_A + VMI_ROM_OFF_INIT, &regs, NULL, 0, EMULATE_LIMIT),
			 EMULATE_RETURNED);
	assert_int_equal(regs.eax, 0);
	assert_int_equal(regs.ecx, expected);
	emulate_close(e);
	image_free(&image);
}

static void test_init(void **state)
{
	(void)state;
	expect_init(0, LEVEL0);
	expect_init(1, OUTER);
	expect_init(3, OUTER);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_init),
};

UNIT_MAIN(tests)
