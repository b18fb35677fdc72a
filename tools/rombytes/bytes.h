/* SPDX-License-Identifier: GPL-2.0-only */
/* Bytes in memory, little endian; whoever calls knows that they are there. */
#ifndef ROMBYTES_BYTES_H
#define ROMBYTES_BYTES_H

#include <stddef.h>
#include <stdint.h>

static inline uint16_t get_u16(const uint8_t *bytes, size_t off)
{
	return (uint16_t)(bytes[off] | bytes[off + 1] << 8);
}

static inline uint32_t get_u32(const uint8_t *bytes, size_t off)
{
	return get_u16(bytes, off) | (uint32_t)get_u16(bytes, off + 2) << 16;
}

static inline void put_u8(uint8_t *bytes, size_t off, uint8_t value)
{
	bytes[off] = value;
}

static inline void put_u16(uint8_t *bytes, size_t off, uint16_t value)
{
	bytes[off] = (uint8_t)value;
	bytes[off + 1] = (uint8_t)(value >> 8);
}

static inline void put_u32(uint8_t *bytes, size_t off, uint32_t value)
{
	put_u16(bytes, off, (uint16_t)value);
	put_u16(bytes, off + 2, (uint16_t)(value >> 16));
}

/* The 8-bit sum of len bytes. */
static inline uint8_t sum_of(const uint8_t *bytes, size_t len)
{
	uint8_t sum = 0;

	for (size_t i = 0; i < len; i++)
		sum = (uint8_t)(sum + bytes[i]);
	return sum;
}

/* Makes len bytes sum up to 0 by the one at off. */
static inline void balance(uint8_t *bytes, size_t len, size_t off)
{
	bytes[off] = (uint8_t)(bytes[off] - sum_of(bytes, len));
}

#endif
