// SPDX-License-Identifier: GPL-2.0-only
/* The loader's own vmi_bind, with the ROM in the emulator. */
#include "sandboxed.h"
#include "ask.h"

#include <stdlib.h>

#include "vmirom.h"

struct bench {
	struct sandboxed *e;
	const uint8_t *host; /* the image that vmi_bind sees */
};

static void call(struct bench *bench, const uint8_t *entry, struct entry_call *what)
{
	sandboxed_call(bench->e, EMULATE_BASE_A + (entry - bench->host), what, EMULATE_LIMIT);
}

static uint32_t call_init(void *ctx, const uint8_t *entry)
{
	struct entry_call what = {.argument = ENTRY_JUNK};

	call(ctx, entry, &what);
	return (uint32_t)what.result;
}

/* GetRelocationInfo's emulated address becomes one of the host, at the same distance from the image's start.
 */
static uint8_t call_reloc(void *ctx, const uint8_t *entry, uint32_t number, uintptr_t *address)
{
	struct bench *bench = ctx;
	struct entry_call what = {.argument = number};

	call(bench, entry, &what);
	*address = what.result;
	if (entry == bench->host + VMI_ROM_OFF_RELOC)
		*address = (uintptr_t)bench->host + (uint32_t)(*address - EMULATE_BASE_A);
	return what.answer;
}

static uint32_t take_for_granted(void *ctx, const uint8_t *entry, const struct vmi_start *start)
{
	(void)ctx, (void)entry, (void)start;
	return VMI_START_OK;
}

enum vmi_status bind_rom(const struct image *rom, unsigned int *culprit)
{
	uint8_t *copy = aligned_copy(rom);
	struct bench bench = {.e = sandboxed_open(rom, EMULATE_BASE_A, 0), .host = copy};
	const struct vmi_start start = {.features = ~0u, .pages = VMI_OFFER_PAGES};
	const struct vmi_caller caller = {.init = call_init,
					  .reloc = call_reloc,
					  .ctx = &bench,
					  .enter = take_for_granted,
					  .start = &start};
	struct vmi_binding binding = {.culprit = VMI_CALL_LIMIT};
	struct vmi_rom found;
	enum vmi_status status = vmi_check(copy, rom->size, &found);

	if (status == VMI_OK && bench.e)
		status = vmi_bind(&found, NULL, &caller, &binding);
	*culprit = status == VMI_OK || status == VMI_INIT_FAILED ? VMI_CALL_LIMIT : binding.culprit;
	sandboxed_close(bench.e);
	free(copy);
	return status;
}
