// SPDX-License-Identifier: GPL-2.0-only
/* The 16-bit entry of an option ROM, as firmware calls it. */
#include "emulate.h"

#include <stdio.h>
#include <unicorn/unicorn.h>

#define LOW_MEMORY 0x100000u
#define ROM_SEGMENT 0xC800u
#define STACK_SEGMENT 0x1000u
#define STACK_POINTER 0x0800u
#define RETURN_SEGMENT 0xF000u
#define RETURN_OFFSET 0x0010u
#define ENTRY_LIMIT 1000000u

struct run {
	uint64_t left;
	bool hung;
};

static void on_code(uc_engine *uc, uint64_t address, uint32_t size, void *data)
{
	struct run *run = data;

	(void)address, (void)size;
	if (run->left-- == 0) {
		run->hung = true;
		uc_emu_stop(uc);
	}
}

/* There is no BIOS here; a call of it comes back with nothing done. */
static void on_interrupt(uc_engine *uc, uint32_t number, void *data)
{
	(void)uc, (void)number, (void)data;
}

static uint16_t get_reg(uc_engine *uc, int reg)
{
	uint16_t value = 0;

	uc_reg_read(uc, reg, &value);
	return value;
}

static bool prepare(uc_engine *uc, const struct image *image, struct run *run)
{
	const uint16_t cs = ROM_SEGMENT, ss = STACK_SEGMENT, sp = STACK_POINTER;
	const uint16_t back[] = {RETURN_OFFSET, RETURN_SEGMENT};
	size_t size = image->size < IMAGE_ROM_LIMIT ? image->size : IMAGE_ROM_LIMIT;
	uc_hook handle;

	return uc_mem_map(uc, 0, LOW_MEMORY, UC_PROT_ALL) == UC_ERR_OK &&
	       uc_mem_write(uc, ROM_SEGMENT * 16, image->byte, size) == UC_ERR_OK &&
	       uc_mem_write(uc, STACK_SEGMENT * 16 + STACK_POINTER, back, sizeof(back)) == UC_ERR_OK &&
	       uc_reg_write(uc, UC_X86_REG_CS, &cs) == UC_ERR_OK &&
	       uc_reg_write(uc, UC_X86_REG_SS, &ss) == UC_ERR_OK &&
	       uc_reg_write(uc, UC_X86_REG_SP, &sp) == UC_ERR_OK &&
	       uc_hook_add(uc, &handle, UC_HOOK_CODE, (void *)on_code, run, 1, 0) == UC_ERR_OK &&
	       uc_hook_add(uc, &handle, UC_HOOK_INTR, (void *)on_interrupt, run, 1, 0) == UC_ERR_OK;
}

static enum emulate_end judge(uc_engine *uc, uc_err error, const struct run *run, char *why, size_t size)
{
	uint16_t cs = get_reg(uc, UC_X86_REG_CS), ip = get_reg(uc, UC_X86_REG_IP);
	uint16_t sp = get_reg(uc, UC_X86_REG_SP);

	if (run->hung) {
		snprintf(why, size, "at %04x:%04x: still running at the instruction limit", cs, ip);
		return EMULATE_HUNG;
	}
	if (error != UC_ERR_OK) {
		snprintf(why, size, "at %04x:%04x: %s", cs, ip, uc_strerror(error));
		return EMULATE_FAULTED;
	}
	if (cs != RETURN_SEGMENT || ip != RETURN_OFFSET) {
		snprintf(why, size, "at %04x:%04x: halts", cs, ip);
		return EMULATE_HALTED;
	}
	if (sp != STACK_POINTER + 4) {
		snprintf(why, size, "returns with SP %04x instead of %04x", sp, STACK_POINTER + 4);
		return EMULATE_FAULTED;
	}
	return EMULATE_RETURNED;
}

enum emulate_end emulate_entry16(const struct image *image, char *why, size_t size)
{
	struct run run = {.left = ENTRY_LIMIT};
	enum emulate_end end = EMULATE_FAULTED;
	uc_engine *uc;

	if (uc_open(UC_ARCH_X86, UC_MODE_16, &uc) != UC_ERR_OK) {
		snprintf(why, size, "the emulator does not start");
		return end;
	}
	if (prepare(uc, image, &run)) {
		uc_err error =
			uc_emu_start(uc, ROM_SEGMENT * 16 + 3, RETURN_SEGMENT * 16 + RETURN_OFFSET, 0, 0);

		end = judge(uc, error, &run, why, size);
	} else {
		snprintf(why, size, "the emulator can't be set up");
	}
	uc_close(uc);
	return end;
}
