/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ROM, which Xen brings as a module, to where it runs: what a loader does, without its checks, so that
 * this test needs none.
 */
#include "pv64.h"
#include <vmi/calls.h>
#include <vmi/place.h>
#include <vmi/rom.h>

#define WINDOW (128 * 1024 + 64 * 4096)

uint8_t window[WINDOW] __attribute__((aligned(4096)));
extern uint64_t addresses[VMI_NR_CALLS];
uint32_t answers[VMI_NR_CALLS];
uint64_t ask(uint64_t nr, const void *relocation_info, uint32_t *answer);

static uint32_t u32(uint32_t at)
{
	return *(uint32_t *)(window + at);
}

static uint16_t u16(uint32_t at)
{
	return *(uint16_t *)(window + at);
}

/* Where the state is; 0: this is no ROM for it. */
uint32_t place(const uint8_t *rom, uint32_t length, int32_t percpu)
{
	uint32_t i, record, fixup;

	if (length < VMI_ROM_HEADER_SIZE || length > sizeof(window) || rom[0] != 0x55 ||
	    rom[VMI_ROM_OFF_MAJOR] != 4)
		return 0;
	for (i = 0; i < length; i++)
		window[i] = rom[i];
	record = u16(VMI_ROM_OFF_PLACE);
	if (u32(record) != VMI_PLACE_SIGNATURE)
		return 0;
	for (i = 0; i < u16(record + VMI_PLACE_OFF_NR_FIXUPS); i++) {
		fixup = u32(record + VMI_PLACE_OFF_FIXUPS) + i * VMI_FIXUP_SIZE;
		if (u16(fixup + VMI_FIXUP_OFF_KIND) == VMI_FIXUP_PERCPU)
			*(int32_t *)(window + u32(fixup)) += percpu;
	}
	for (i = 0; i < VMI_NR_CALLS; i++)
		addresses[i] = ask(i, window + VMI_ROM_OFF_RELOC, &answers[i]);
	return u32(record + VMI_PLACE_OFF_STATE);
}
