/* SPDX-License-Identifier: MIT */
/* Shared by the loader's files only. */
#ifndef VMI_LOADER_PRIVATE_H
#define VMI_LOADER_PRIVATE_H

#include <vmi/loader.h>

/* What the loader must know of a call beside its name; the compiler says when the table outgrows a field. */
struct vmi_call_info {
	uint8_t family : 3;
	uint8_t group : 3;
	uint8_t may : 2; /* none, call, and this answer; 0, which is none, for a number that has no call */
};

extern const struct vmi_call_info vmi_call_info[VMI_NR_CALLS];

/* The nth, from 0, of strings that stand one behind the other. */
VMI_PRIVATE const char *vmi_nth(const char *names, unsigned int n);

/* The name of the family of a number below VMI_NR_CALLS. */
VMI_PRIVATE const char *vmi_family_of(unsigned int call);

/* In place these take no more bytes than a call of them; by itself the compiler makes calls for size. */
#define VMI_INLINE static inline __attribute__((always_inline))

VMI_INLINE bool vmi_bit(const uint32_t *bits, unsigned int n)
{
	return bits[n / 32] >> (n % 32) & 1;
}

/* Header fields lie at any address, so they are read byte by byte. */
VMI_INLINE uint16_t vmi_get16(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

VMI_INLINE uint32_t vmi_get32(const uint8_t *p)
{
	return vmi_get16(p) | (uint32_t)vmi_get16(p + 2) << 16;
}

VMI_INLINE void vmi_put32(uint8_t *p, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		p[i] = (uint8_t)(value >> 8 * i);
}

#include "own.h"

#endif
