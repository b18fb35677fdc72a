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

static uint32_t call(struct bench *bench, const uint8_t *entry, struct emulate_regs *regs)
{
	sandboxed_call(bench->e, EMULATE_BASE_A + (entry - bench->host), regs, EMULATE_LIMIT);
	return regs->eax;
}

static uint32_t call_init(void *ctx, const uint8_t *entry)
{
	struct emulate_regs regs;

	emulate_junk(&regs);
	return call(ctx, entry, &regs);
}

/* GetRelocationInfo's emulated address becomes one of the host, at the same distance from the image's start. */
static uint8_t call_reloc(void *ctx, const uint8_t *entry, uint32_t number, uintptr_t *address)
{
	struct bench *bench = ctx;
	struct emulate_regs regs;

	emulate_junk(&regs);
	regs.eax = number;
	*address = call(bench, entry, &regs);
	if (entry == bench->host + VMI_ROM_OFF_RELOC)
		*address = (uintptr_t)bench->host + (uint32_t)(*address - EMULATE_BASE_A);
	return regs.edx & 0xff;
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
