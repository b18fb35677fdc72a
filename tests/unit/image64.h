/* SPDX-License-Identifier: GPL-2.0-only */
/* Images of the tree's ROMs in memory, to be spoilt. */
#ifndef IMAGE64_H
#define IMAGE64_H

#include <stdint.h>

#include <vmi/rom.h>

/* What vmi-native-x86_64-call.rom has; free() it. */
uint8_t *image64_new(uint32_t *size);
/* What vmi-native-i386.rom has. */
uint8_t *image32_new(uint32_t *size);
/* Makes its bytes sum up to 0 again. */
void image64_sign(uint8_t *image);
/* The i386 image with the other inside, 64 KiB of both. */
uint8_t *bundle_new(uint32_t *size, uint32_t *inner);

#endif
