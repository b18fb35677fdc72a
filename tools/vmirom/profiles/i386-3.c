// SPDX-License-Identifier: GPL-2.0-only
#include <elf.h>

#define PROFILE_FILE <profiles/i386-3.def>
#define PROFILE profile_i386_3
#define PROFILE_OWN                                                                                          \
	.name = "3.x", .base = {EMULATE_BASE_A, EMULATE_BASE_B}, .machine = EM_386,                          \
	.levels = 1u << 0 | 1u << 1 | 1u << 3, .full_header = true, .loader = true
#include "fill.h"
