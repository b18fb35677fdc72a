/* SPDX-License-Identifier: GPL-2.0-only */
/* In the place of tests/lib/kernel/port.h: port I/O is an operation of this kernel, which a ROM may take over (mach.c). */
#ifndef PORT_H
#define PORT_H

#include <stdint.h>

void outb(int port, uint8_t value);
uint8_t inb(int port);

#endif
