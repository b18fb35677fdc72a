/* SPDX-License-Identifier: GPL-2.0-only */
/* The 8259s, as its data sheet has them. */
#include "pic.h"
#include <port.h>

#define FIRST 0x20
#define SECOND 0xa0
#define DATA 1 /* masks, and the words of the set-up but for the first */
#define SETUP 0x11
#define ON_LINE_2 4 /* the second's place at the first: a bit for that, a number for this */
#define SECOND_LINE 2
#define MODE_8086 1
#define READ_REQUESTS 0x0a
#define POLL 0x0c
#define EOI 0x20

__attribute__((weak)) void pic_delay(void)
{
}

static void word(uint16_t port, uint8_t v)
{
	outb(port, v);
	pic_delay();
}

void pic_init(uint8_t vector, uint32_t masks)
{
	word(FIRST, SETUP);
	word(SECOND, SETUP);
	word(FIRST + DATA, vector);
	word(SECOND + DATA, vector + 8);
	word(FIRST + DATA, ON_LINE_2);
	word(SECOND + DATA, SECOND_LINE);
	word(FIRST + DATA, MODE_8086);
	word(SECOND + DATA, MODE_8086);
	word(FIRST + DATA, (uint8_t)masks);
	word(SECOND + DATA, (uint8_t)(masks >> 8));
}

void pic_set_masks(uint32_t masks)
{
	outb(FIRST + DATA, (uint8_t)masks);
	outb(SECOND + DATA, (uint8_t)(masks >> 8));
}

uint32_t pic_masks(void)
{
	return inb(FIRST + DATA) | (uint32_t)inb(SECOND + DATA) << 8;
}

bool pic_waits(unsigned int line)
{
	outb(FIRST, READ_REQUESTS);
	return inb(FIRST) >> line & 1;
}

/* It is latched; a poll takes it (8259A data sheet, "Poll Command"). */
void pic_drop(void)
{
	outb(FIRST, POLL);
	if (inb(FIRST) & 0x80)
		outb(FIRST, EOI);
}

void pic_eoi(unsigned int line)
{
	if (line >= 8)
		outb(SECOND, EOI);
	outb(FIRST, EOI);
}
