/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include "image64.h"

#include <rombytes/bytes.h>

static uint8_t *load(const char *file, uint32_t *size)
{
	FILE *f = fopen(file, "rb");
	uint8_t *image;

	assert_non_null(f);
	assert_int_equal(fseek(f, 0, SEEK_END), 0);
	*size = (uint32_t)ftell(f);
	rewind(f);
	image = aligned_alloc(4096, (*size + 4095) & ~4095u);
	assert_non_null(image);
	assert_int_equal(fread(image, 1, *size, f), *size);
	fclose(f);
	return image;
}

uint8_t *image64_new(uint32_t *size)
{
	return load(ROM_FILE("native-x86_64-call"), size);
}

uint8_t *image32_new(uint32_t *size)
{
	return load(ROM_FILE("native-i386"), size);
}

void image64_sign(uint8_t *image)
{
	uint32_t size = image[VMI_ROM_OFF_LENGTH] * VMI_ROM_UNIT;

	balance(image, size, size - 1);
}

uint8_t *bundle_new(uint32_t *size, uint32_t *inner)
{
	uint32_t outer_size, inner_size;
	uint8_t *outer = image32_new(&outer_size), *in = image64_new(&inner_size), *bundle;

	*inner = (outer_size + VMI_ROM_STEP - 1) / VMI_ROM_STEP * VMI_ROM_STEP;
	*size = *inner + inner_size;
	bundle = aligned_alloc(4096, (*size + 4095) & ~4095u);
	assert_non_null(bundle);
	memset(bundle, 0xFF, *size);
	memcpy(bundle, outer, outer_size);
	memcpy(bundle + *inner, in, inner_size);
	bundle[VMI_ROM_OFF_LENGTH] = (uint8_t)(*size / VMI_ROM_UNIT);
	put_u16(bundle, get_u16(bundle, VMI_ROM_OFF_PCI) + VMI_PCIR_OFF_LENGTH, (uint16_t)(*size / VMI_ROM_UNIT));
	/* The inner one sums up by itself, so what balances the outer one is the outer's. */
	balance(bundle, *size, outer_size - 1);
	free(outer);
	free(in);
	return bundle;
}
