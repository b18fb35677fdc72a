/* SPDX-License-Identifier: GPL-2.0-only */
/* Comes before the smallest kernel's main.c, and puts a list of ROMs between its check and its bind. */
#include <vmi/policy.h>

static const char listed[] =
#include SUMS
	;

#define vmi_bind(rom, ...) vmi_bind_allowed(rom, vmi_policy_sums, listed, __VA_ARGS__)
