/* SPDX-License-Identifier: GPL-2.0-only */
/* COM1, an 8250 that is polled. */
#include "serial.h"
#include "xen_hvm.h"
#include <port.h>

#define COM1 0x3f8
#define LINE_STATUS (COM1 + 5)
#define ROOM 0x20 /* for one more byte */
#define IDLE 0x40 /* all are out */

void serial_init(void)
{
	outb(COM1 + 1, 0);
	outb(COM1 + 3, 0x80);
	outb(COM1 + 0, 1); /* 115200 */
	outb(COM1 + 1, 0);
	outb(COM1 + 3, 3); /* 8n1 */
	outb(COM1 + 2, 7);
}

static void wait_for(uint8_t status)
{
	while (!(inb(LINE_STATUS) & status))
		;
}

void serial_write(const char *text, size_t len)
{
	while (len--) {
		wait_for(ROOM);
		outb(COM1, (uint8_t)*text++);
	}
}

void debug_exit(enum exit_code code)
{
	wait_for(IDLE);
	outb(DEBUG_EXIT_PORT, (uint8_t)code);
	xen_hvm_exit(code);
}
