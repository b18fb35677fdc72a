/* SPDX-License-Identifier: GPL-2.0-only */
/* Registers of libunicorn's processor, by their UC_X86_REG_ numbers. */
#ifndef REGISTERS_H
#define REGISTERS_H

#include <stdint.h>
#include <unicorn/unicorn.h>

/* One of 16 bits with zeros above. */
static inline uint32_t register_get(uc_engine *uc, int number)
{
	uint32_t value = 0;

	uc_reg_read(uc, number, &value);
	return value;
}

/* One of 32 or 64 bits. */
static inline uint64_t register_get64(uc_engine *uc, int number)
{
	uint64_t value = 0;

	uc_reg_read(uc, number, &value);
	return value;
}

static inline void register_set(uc_engine *uc, int number, uint32_t value)
{
	uc_reg_write(uc, number, &value);
}

/* Half of one: what is above it stays. */
static inline void register_set16(uc_engine *uc, int number, uint16_t value)
{
	uc_reg_write(uc, number, &value);
}

#endif
