/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The 16-bit entry of an option ROM, as firmware calls it: far, in real mode, at C800:0003, with
 * interrupts on and a tick that comes.  The BIOS around it is the least there can be: its vectors
 * lead to an IRET, and its services do nothing but tell the time and that no key was pressed.
 */
#ifndef EMULATE16_H
#define EMULATE16_H

#include "emulate.h"

#define ENTRY16_SEGMENT 0xC800u
/* AX at the entry: the card's bus, device and function (PCI Firmware 3.0, 5.2.1.24); here 1:3.0. */
#define ENTRY16_AX 0x0118u

/* Instructions; a tick comes every 10,000 of them, or when the ROM halts.  So the limit is 55 seconds. */
#define ENTRY16_LIMIT 10000000u
#define ENTRY16_TICK 10000u

struct entry16_result {
	/*
	 * Returned: by RETF and with SP as it was.  Hung: nothing can end the loop.  Busy: the
	 * limit is reached, and what it waits for may be what is missing here.
	 */
	enum emulate_end end;
	uint16_t ax;   /* if it returned */
	char why[120]; /* a line, if not */
};

struct entry16;

/* NULL if the emulator can't be had.  The image is copied. */
struct entry16 *entry16_open(const struct image *image);
void entry16_close(struct entry16 *e);
void entry16_run(struct entry16 *e, struct entry16_result *result);

#endif
