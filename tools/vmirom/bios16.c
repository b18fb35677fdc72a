// SPDX-License-Identifier: GPL-2.0-only
#include "bios16.h"
#include "registers.h"

#include <string.h>

#define WINDOW 0xC0000u
#define WINDOW_SIZE 0x40000u
#define IRET_OFFSET 0x0020u
#define TICK_OFFSET 0x0030u
#define TICKS (BIOS16_DATA + 0x6C)
#define ZF 0x40u

static bool write_vectors(uc_engine *uc)
{
	const uint16_t plain[2] = {IRET_OFFSET, BIOS16_SEGMENT}, tick[2] = {TICK_OFFSET, BIOS16_SEGMENT};

	for (unsigned int i = 0; i < 256; i++)
		if (uc_mem_write(uc, 4 * i, i == BIOS16_TICK ? tick : plain, 4) != UC_ERR_OK)
			return false;
	return true;
}

static bool write_bios(uc_engine *uc)
{
	static const uint8_t iret[] = {0xcf};
	/* push ax; push ds; mov $0x40,ax; mov ax,ds; incl 0x6c; int $0x1c; pop ds; pop ax; iret */
	static const uint8_t tick[] = {0x50, 0x1e, 0xb8, 0x40, 0x00, 0x8e, 0xd8, 0x66, 0xff,
				       0x06, 0x6c, 0x00, 0xcd, 0x1c, 0x1f, 0x58, 0xcf};
	static const uint8_t pnp[32] = {'$', 'P', 'n', 'P', 0x10, 32};
	const uint32_t base = BIOS16_SEGMENT * 16;

	return uc_mem_write(uc, base + IRET_OFFSET, iret, sizeof(iret)) == UC_ERR_OK &&
	       uc_mem_write(uc, base + TICK_OFFSET, tick, sizeof(tick)) == UC_ERR_OK &&
	       uc_mem_write(uc, base + BIOS16_PNP, pnp, sizeof(pnp)) == UC_ERR_OK;
}

bool bios16_set_up(uc_engine *uc, const struct image *image, uint16_t segment)
{
	size_t size = image->size < IMAGE_ROM_LIMIT ? image->size : IMAGE_ROM_LIMIT;
	/* Nothing is there but the ROM, and reads as such; ff ff is no instruction. */
	static uint8_t nothing[WINDOW_SIZE];

	memset(nothing, 0xff, sizeof(nothing));
	return uc_mem_map(uc, 0, BIOS16_MEMORY, UC_PROT_ALL) == UC_ERR_OK &&
	       uc_mem_write(uc, WINDOW, nothing, sizeof(nothing)) == UC_ERR_OK && write_vectors(uc) &&
	       write_bios(uc) && uc_mem_write(uc, segment * 16, image->byte, size) == UC_ERR_OK;
}

uint32_t bios16_vector(uc_engine *uc, unsigned int number)
{
	uint32_t vector = 0;

	uc_mem_read(uc, 4 * number, &vector, sizeof(vector));
	return vector;
}

bool bios16_owns(uint32_t vector)
{
	return vector >> 16 == BIOS16_SEGMENT;
}

static void tell_ticks(uc_engine *uc)
{
	uint32_t ticks = 0;

	uc_mem_read(uc, TICKS, &ticks, sizeof(ticks));
	register_set16(uc, UC_X86_REG_CX, ticks >> 16);
	register_set16(uc, UC_X86_REG_DX, ticks & 0xffff);
	register_set16(uc, UC_X86_REG_AX, 0);
}

/* Clear of the flag: a key is there. */
static void tell_no_key(uc_engine *uc)
{
	register_set(uc, UC_X86_REG_EFLAGS, register_get(uc, UC_X86_REG_EFLAGS) | ZF);
}

void bios16_serve(uc_engine *uc, unsigned int number)
{
	unsigned int function = register_get(uc, UC_X86_REG_AX) >> 8;

	if (number == 0x1a && function == 0)
		tell_ticks(uc);
	if (number == 0x16 && (function == 0x01 || function == 0x11))
		tell_no_key(uc);
}
