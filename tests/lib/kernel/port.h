/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Port I/O by instructions.  The drivers of this folder ask for <port.h>: a kernel whose port I/O goes another way has a
 * file of this name, earlier on its include path.
 */
#ifndef KERNEL_PORT_H
#define KERNEL_PORT_H

#include <stdint.h>

static inline void outb(uint16_t port, uint8_t v)
{
	__asm__ volatile("outb %0, %1" : : "a"(v), "Nd"(port));
}

static inline uint8_t inb(uint16_t port)
{
	uint8_t v;

	__asm__ volatile("inb %1, %0" : "=a"(v) : "Nd"(port));
	return v;
}

#endif
