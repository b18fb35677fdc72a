/* SPDX-License-Identifier: GPL-2.0-only */
/* What an option ROM finds around it in real mode: memory, vectors, and a BIOS that does next to nothing. */
#ifndef BIOS16_H
#define BIOS16_H

#include <stdbool.h>
#include <unicorn/unicorn.h>

#include <rombytes/image.h>

#define BIOS16_MEMORY 0x110000u /* bytes: with the 64 KiB that FFFF:xxxx reaches */
#define BIOS16_SEGMENT 0xF000u
#define BIOS16_RETURN 0xFFE0u /* where the far return leads; a near one ends in memory that is not there */
#define BIOS16_PNP 0x0080u    /* the "$PnP" that ES:DI leads to */
#define BIOS16_TICK 0x08u     /* the timer's vector */
#define BIOS16_DATA 0x400u    /* the BIOS's variables, from here */
#define BIOS16_DATA_END 0x5FFu

/* Memory up to 1 MiB and what lies behind with A20 on, with the image at segment:0. */
bool bios16_set_up(uc_engine *uc, const struct image *image, uint16_t segment);

/* The vector, as segment << 16 | offset; whether it is still the BIOS's. */
uint32_t bios16_vector(uc_engine *uc, unsigned int number);
bool bios16_owns(uint32_t vector);

/* A software interrupt that the BIOS still has. */
void bios16_serve(uc_engine *uc, unsigned int number);

#endif
