// SPDX-License-Identifier: GPL-2.0-only
#include <elf.h>

#define PROFILE_FILE <profiles/i386-13.def>
#define PROFILE profile_i386_13
#define PROFILE_OWN                                                                                          \
	.name = "13.3", .base = {EMULATE_LOW_A, EMULATE_LOW_B}, .machine = EM_386,                           \
	.levels = 1u << 0 | 1u << 1 | 1u << 3, .signed_init = true, .maps_itself = true
#include "fill.h"
