// SPDX-License-Identifier: GPL-2.0-only
/*
 * 64-bit mode, for images of 4.0: placed as a loader places them, with the state area and the per-processor
 * memory there and not to be written, since GetRelocationInfo, GetInline and Offer are pure.
 */
#include "emulate_inside.h"
#include "placement.h"
#include "registers.h"

#include <stdlib.h>
#include <string.h>

/* More is nobody's, and is not mapped: who reads there is stopped. */
#define STATE_PAGES_MAX 4096u

#define LEVEL3_CS 0x10u
#define LEVEL3_DS 0x18u
#define TO_LEVEL (EMULATE_RETURN + 0x10) /* an IRETQ */

static const int REGISTERS[] = {
	UC_X86_REG_RAX, UC_X86_REG_RCX, UC_X86_REG_RDX, UC_X86_REG_RBX, UC_X86_REG_RSP, UC_X86_REG_RBP,
	UC_X86_REG_RSI, UC_X86_REG_RDI, UC_X86_REG_R8,  UC_X86_REG_R9,  UC_X86_REG_R10, UC_X86_REG_R11,
	UC_X86_REG_R12, UC_X86_REG_R13, UC_X86_REG_R14, UC_X86_REG_R15, UC_X86_REG_RIP, UC_X86_REG_RFLAGS};
#define NR_REGISTERS (sizeof(REGISTERS) / sizeof(REGISTERS[0]))
_Static_assert(sizeof(struct emulate_regs64) == NR_REGISTERS * sizeof(uint64_t),
	       "one for each field, in order");

/* The loader's work on its copy. */
static bool place(struct emulator *e, const struct image *image, const struct placement *p)
{
	uint32_t pages = p->state_pages < STATE_PAGES_MAX ? p->state_pages : STATE_PAGES_MAX;

	if (!emulate_map_image(e, image))
		return false;
	for (unsigned int i = 0; i < p->nr_fixups; i++) {
		struct fixup fixup = read_fixup(image, p, i);
		uint32_t value = image_u32(image, fixup.at) + EMULATE_PERCPU;

		if (fixup.kind == VMI_FIXUP_PERCPU &&
		    !emulate_poke(e, e->base + fixup.at, &value, sizeof(value)))
			return false;
	}
	return !pages || uc_mem_map(e->uc, e->base + p->state, pages * (size_t)VMI_PAGE_SIZE, UC_PROT_READ) ==
				 UC_ERR_OK;
}

/* A near return, of which the image has a list; or a branch whose target is in a register or in memory. */
static void watch(uc_engine *uc, uint64_t address, uint32_t size, void *data)
{
	struct emulator *e = data;
	uint64_t at = address - e->base;
	uint8_t opcode[2] = {0};

	if (at >= e->size || !size || uc_mem_read(uc, address, opcode, sizeof(opcode)) != UC_ERR_OK)
		return;
	if ((opcode[0] & 0xf6) == 0xc2 &&
	    !(opcode[0] == 0xc3 && is_listed_return(e->image, e->placement, (uint32_t)at)))
		emulate_stop(e, EMULATE_FAULTED, "a return that is in no list");
	else if (opcode[0] == 0xff && (opcode[1] >> 3 & 7) >= 2 && (opcode[1] >> 3 & 7) <= 5)
		emulate_stop(e, EMULATE_FAULTED, "an indirect branch");
}

static bool load_gdt(struct emulator *e)
{
	static const uint64_t gdt[] = {0, 0x00af9b000000ffff, [LEVEL3_CS / 8] = 0x00affb000000ffff,
				       [LEVEL3_DS / 8] = 0x00cff3000000ffff};

	return uc_mem_map(e->uc, EMULATE_GDT, PAGE, UC_PROT_READ | UC_PROT_WRITE) == UC_ERR_OK &&
	       emulate_load_gdt(e, gdt, sizeof(gdt) / sizeof(gdt[0]));
}

static bool map_percpu(struct emulator *e)
{
	const uint64_t gs = EMULATE_GS_BASE;

	return uc_mem_map(e->uc, EMULATE_GS_BASE, PAGE, UC_PROT_READ) == UC_ERR_OK &&
	       uc_reg_write(e->uc, UC_X86_REG_GS_BASE, &gs) == UC_ERR_OK;
}

struct emulator *emulate_open64(const struct image *image, const struct placement *p, uint64_t base)
{
	struct emulator *e = calloc(1, sizeof(*e));

	if (!e)
		return NULL;
	e->base = base;
	e->size = image->size < IMAGE_ROM_LIMIT ? image->size : IMAGE_ROM_LIMIT;
	e->pc = UC_X86_REG_RIP;
	e->flags = UC_X86_REG_RFLAGS;
	e->placement = p;
	e->image = image;
	if (uc_open(UC_ARCH_X86, UC_MODE_64, &e->uc) == UC_ERR_OK && place(e, image, p) &&
	    emulate_map_rest(e) && emulate_hook(e, UC_HOOK_CODE, (void *)watch) && load_gdt(e) &&
	    map_percpu(e))
		return e;
	emulate_close(e);
	return NULL;
}

bool emulate_level64(struct emulator *e, unsigned int level)
{
	const uint64_t top = EMULATE_STACK + EMULATE_STACK_SIZE - 256;
	const uint64_t frame[] = {EMULATE_RETURN, LEVEL3_CS | level, 2, top, LEVEL3_DS | level};
	const uint64_t rsp = top - sizeof(frame);
	const uint8_t iretq[] = {0x48, 0xcf};

	e->left = e->limit = EMULATE_LIMIT;
	e->stopped = false;
	return level == 3 && emulate_poke(e, TO_LEVEL, iretq, sizeof(iretq)) &&
	       emulate_poke(e, rsp, frame, sizeof(frame)) &&
	       uc_reg_write(e->uc, UC_X86_REG_RSP, &rsp) == UC_ERR_OK &&
	       uc_emu_start(e->uc, TO_LEVEL, EMULATE_RETURN, 0, 0) == UC_ERR_OK && !e->stopped &&
	       register_get(e->uc, UC_X86_REG_CS) == (LEVEL3_CS | level);
}

void emulate_junk64(struct emulate_regs64 *regs)
{
	uint64_t *value = (uint64_t *)regs;

	for (unsigned int i = 0; i < NR_REGISTERS; i++)
		value[i] = 0xA1B2C3D4E5F60700u + 0x0101010101010101u * i;
	/* As at the entry of a C function, a call's return address under it. */
	regs->rsp = EMULATE_STACK + EMULATE_STACK_SIZE - 256;
	regs->rflags = 2;
}

enum emulate_end emulate_call64(struct emulator *e, uint64_t entry, struct emulate_regs64 *regs,
				uint32_t limit)
{
	const uint64_t back = EMULATE_RETURN;
	uint64_t *value = (uint64_t *)regs;
	enum emulate_end end;

	regs->rsp -= sizeof(back);
	emulate_poke(e, regs->rsp, &back, sizeof(back));
	regs->rip = entry;
	for (unsigned int i = 0; i < NR_REGISTERS; i++)
		uc_reg_write(e->uc, REGISTERS[i], &value[i]);
	end = emulate_go(e, limit);
	for (unsigned int i = 0; i < NR_REGISTERS; i++)
		value[i] = register_get64(e->uc, REGISTERS[i]);
	return end;
}
