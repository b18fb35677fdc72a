// SPDX-License-Identifier: GPL-2.0-only
#include <elf.h>

#define PROFILE_FILE <profiles/x86_64-4.def>
#define PROFILE profile_x86_64_4
#define PROFILE_OWN                                                                                          \
	.name = "4.x", .base = {EMULATE_LONG_A, EMULATE_LONG_B}, .machine = EM_X86_64,                       \
	.levels = 1u << 0 | 1u << 3, .full_header = true, .placed = true
#include "fill.h"
