/* SPDX-License-Identifier: GPL-2.0-only */
/* What each cmocka program needs first. */
#ifndef UNIT_H
#define UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* One group in each program: TAP has one plan in each. */
#define UNIT_MAIN(tests)                                                                                     \
	int main(void)                                                                                       \
	{                                                                                                    \
		cmocka_set_message_output(CM_OUTPUT_TAP);                                                    \
		return cmocka_run_group_tests(tests, NULL, NULL) != 0;                                       \
	}

/* A blob of this tree, seen from its top, where tests are run. */
#define ROM_FILE(name) "build/rom/vmi-" name ".rom"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A refusal is told by name, not by number. */
#define assert_status(got, expected) assert_string_equal(vmi_status_text(got), vmi_status_text(expected))

#endif
