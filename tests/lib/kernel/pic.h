/* SPDX-License-Identifier: GPL-2.0-only */
/* The two 8259 interrupt controllers of a PC. */
#ifndef KERNEL_PIC_H
#define KERNEL_PIC_H

#include <stdbool.h>
#include <stdint.h>

#define PIC_ALL 0xffffu
#define PIC_TIMER 1u /* a bit for each of 16 lines: the timer chip's */

/* What a kernel may give: the time that an old chip needs between two words.  None, if it doesn't. */
void pic_delay(void);

/* The 16 lines come at `vector` and up; a bit of masks keeps its line back. */
void pic_init(uint8_t vector, uint32_t masks);
void pic_set_masks(uint32_t masks);
uint32_t pic_masks(void);
/* Whether an interrupt of the first eight lines waits. */
bool pic_waits(unsigned int line);
/* Takes away what came on one of the first eight lines while it was masked. */
void pic_drop(void);
void pic_eoi(unsigned int line);

#endif
